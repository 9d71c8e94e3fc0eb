/**
 * What a trace says: the events, their binary form in a file, and the numbers of Xen's own trace
 * records.
 *
 * <p>An event is a record of plain values, so that the hypervisor that writes it and a viewer on
 * another machine need share nothing else. Invariants: a {@link dev.xenolith.abi.trace.TraceEvent}
 * never refers to anything that changes later; the file is little-endian and the same run in
 * virtual time gives the same bytes; kinds are only ever added.
 */
package dev.xenolith.abi.trace;
