/**
 * A client of a host's API, small enough for commands: HTTP over the unix socket, JSON without data
 * binding, and starting a host where there is none.
 *
 * <p>Invariants: nothing here loads Netty, picocli or Jackson's data binding. One request, one
 * connection; no state, no locks.
 */
package dev.xenolith.dom0.client;
