/**
 * The API of a host: HTTP and JSON over a unix socket, as {@code openapi.json} describes it, with
 * streams for consoles and events. The xl command is its first client.
 *
 * <p>Invariants: {@code Routes} is all there is; a request is answered by futures of the host and
 * never waits on a connection's thread; each stream has a virtual thread, which waits while its
 * client is slow. A client can harm its own connection only.
 */
package dev.xenolith.dom0.api;
