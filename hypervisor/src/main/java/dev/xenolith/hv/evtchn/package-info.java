/**
 * Event channels: how a domain is told that something happened. One {@link
 * dev.xenolith.hv.evtchn.EventChannels} per domain holds its ports; {@link
 * dev.xenolith.hv.evtchn.PortOps} is the ABI by which the guest sees them pending: two levels of
 * bits in pages of the hypervisor's, or queues in pages of the guest's own.
 *
 * <p>Invariants: port 0 is reserved for ever; an interdomain port's peer is interdomain and names
 * it back; a virq of a vCPU is bound to at most one port, and that port is in the virq state naming
 * it; a port's number is the lowest free one when it is allocated; every page of the FIFO ABI is
 * held as writable from the call that names it to reset or the domain's end, and nothing the guest
 * writes there is used as an index. The subsystem sees vCPUs and domains only as {@link
 * dev.xenolith.hv.evtchn.UpcallTarget} and {@link dev.xenolith.hv.evtchn.EventHost}.
 *
 * <p>Ownership: everything here belongs to the thread of the physical CPU, which makes the updates
 * of the shared bitmaps atomic against guests. With several physical CPUs each {@code
 * EventChannels} takes a lock of its own, the lower domain identifier first.
 */
package dev.xenolith.hv.evtchn;
