package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.trace.TraceEvent;

/** A domain as its event channels know it. */
public interface EventHost {
  DomId id();

  /**
   * The width of the guest, which decides how its shared page is laid out and how many ports it can
   * have.
   */
  Abi abi();

  /** Machine memory, addressed by machine address. */
  GuestBytes memory();

  /** Machine address of shared_info. */
  long sharedInfoMaddr();

  /** The vCPU, or null where the domain has none of this number. */
  UpcallTarget target(VcpuId vcpu);

  /** Whether the domain is being destroyed: it gets no new ports. */
  boolean isDying();

  /** Whether what happens to ports is taken down. */
  default boolean tracesEvents() {
    return false;
  }

  /** Takes down something that happened to a port of the domain, for one of its vCPUs. */
  default void record(VcpuId vcpu, TraceEvent event) {}
}
