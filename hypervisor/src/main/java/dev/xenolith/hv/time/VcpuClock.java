package dev.xenolith.hv.time;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.abi.xen.VcpuTimeInfo;
import dev.xenolith.abi.xen.VcpuTimerFlags;
import java.util.concurrent.TimeUnit;

/**
 * The time as one vCPU reads it: vcpu_time_info in its vcpu_info, and a second copy wherever it
 * asked for one. The version is odd while the rest is being written.
 */
public final class VcpuClock {
  /** A stamp is renewed this often, as by Xen's calibration. */
  private static final long STAMP_AGE = TimeUnit.SECONDS.toNanos(1);

  private final SystemClock clock;
  private long stamp = -STAMP_AGE;

  public VcpuClock(SystemClock clock) {
    this.clock = clock;
  }

  /**
   * Writes the time if it is old, or {@code force} is set: the vcpu_info is new.
   *
   * @param vcpuInfo machine address of the vcpu_info
   * @return whether it was written, so that a copy elsewhere has to follow
   */
  public boolean publish(GuestBytes memory, long vcpuInfo, Abi abi, boolean force) {
    long now = clock.now();
    if (!force && now - stamp < STAMP_AGE) {
      return false;
    }
    stamp = now;
    long base = vcpuInfo + VcpuInfo.TIME.at(abi);
    int version = VcpuTimeInfo.VERSION.get(memory, base, abi);
    VcpuTimeInfo.VERSION.put(memory, base, abi, version + 1 | 1);
    fill(memory, base, abi);
    VcpuTimeInfo.VERSION.put(memory, base, abi, (version + 1 | 1) + 1);
    return true;
  }

  /**
   * What stands in the vcpu_info now, for the copy a vCPU registered
   * (VCPUOP_register_vcpu_time_memory_area).
   */
  public ByteArrayBytes copy(GuestBytes memory, long vcpuInfo, Abi abi) {
    return new ByteArrayBytes(
        memory.copy(vcpuInfo + VcpuInfo.TIME.at(abi), VcpuTimeInfo.LAYOUT.size(abi)));
  }

  private void fill(GuestBytes memory, long base, Abi abi) {
    VcpuTimeInfo.TSC_TIMESTAMP.put(memory, base, abi, stamp);
    VcpuTimeInfo.SYSTEM_TIME.put(memory, base, abi, stamp);
    VcpuTimeInfo.TSC_TO_SYSTEM_MUL.put(memory, base, abi, TscScale.NANOSECONDS.mul());
    VcpuTimeInfo.TSC_SHIFT.put(memory, base, abi, TscScale.NANOSECONDS.shift());
    VcpuTimeInfo.FLAGS.put(memory, base, abi, VcpuTimerFlags.PVCLOCK_TSC_STABLE);
  }
}
