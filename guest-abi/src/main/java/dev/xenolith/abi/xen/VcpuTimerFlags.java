package dev.xenolith.abi.xen;

/** Flags of the vCPU timers and of the time info (vcpu.h, xen.h). */
public final class VcpuTimerFlags {
  /** set_singleshot_timer: refuse a time that has passed with -ETIME. */
  public static final int SSHOTTMR_FUTURE = 1;

  /** vcpu_time_info.flags: the TSC agrees between vCPUs. */
  public static final int PVCLOCK_TSC_STABLE = 1;

  /** vcpu_time_info.flags: the guest was stopped for a while. */
  public static final int PVCLOCK_GUEST_STOPPED = 1 << 1;

  private VcpuTimerFlags() {}
}
