package dev.xenolith.hv.evtchn;

/** A vCPU as event channels know it: somewhere to write flags, and somebody to wake. */
public interface UpcallTarget {
  /**
   * Machine address of the vCPU's vcpu_info, in the memory {@link EventHost#memory} gives. Never
   * fails: a vCPU that has none yet gets a frame nobody reads.
   */
  long vcpuInfoMaddr();

  /** An upcall has become pending: wakes the vCPU if it is blocked, makes it look if it runs. */
  void kick();

  /** Ends SCHEDOP_poll: the vCPU runs on, whether an upcall is pending or not. */
  void unblock();
}
