package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
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

  /**
   * Takes a reference to a frame of the domain as memory to write to.
   *
   * @return false if the frame is not the domain's, or is a page table or the like
   */
  boolean holdWritable(long mfnRaw);

  /** Drops such a reference. */
  void letGoWritable(Mfn mfn);

  /**
   * Replaces 4 bytes of machine memory if they are what is expected, atomically against guests.
   *
   * @return whether they were
   */
  boolean compareAndSetU32(long maddr, int expected, int value);

  /** Says in the log what the domain does wrong. */
  default void warn(String text) {}

  /** Whether what happens to ports is taken down. */
  default boolean tracesEvents() {
    return false;
  }

  /** Takes down something that happened to a port of the domain, for one of its vCPUs. */
  default void record(VcpuId vcpu, TraceEvent event) {}
}
