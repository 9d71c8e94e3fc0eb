package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.HypercallGate;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.SharedInfo;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.abi.xen.VcpuTimeInfo;
import java.util.concurrent.TimeUnit;

/**
 * The date as this kernel tells it, from shared_info and the time stamp counter. Used on its vCPU,
 * where nobody writes shared_info meanwhile.
 */
public final class KernelClock {
  private static final Abi ABI = Abi.PV64;
  private static final long TIME = VcpuInfo.TIME.at(ABI);

  private final HypercallGate gate;
  private final GuestBytes shared;

  KernelClock(HypercallGate gate, GuestBytes sharedInfo) {
    this.gate = gate;
    shared = sharedInfo;
  }

  /** Nanoseconds since the epoch (1970, UTC). */
  public long now() {
    return wallClockAtStart() + systemTime();
  }

  private long wallClockAtStart() {
    long low = Integer.toUnsignedLong(SharedInfo.WC_SEC.get(shared, 0, ABI));
    long high = Integer.toUnsignedLong(SharedInfo.WC_SEC_HI.get(shared, 0, ABI));
    long nanos = Integer.toUnsignedLong(SharedInfo.WC_NSEC.get(shared, 0, ABI));
    return TimeUnit.SECONDS.toNanos(high << Integer.SIZE | low) + nanos;
  }

  /** Nanoseconds since the machine was switched on, which is what the hypervisor's timers count. */
  long systemTime() {
    long ticks = gate.tsc() - VcpuTimeInfo.TSC_TIMESTAMP.get(shared, TIME, ABI);
    int shift = VcpuTimeInfo.TSC_SHIFT.get(shared, TIME, ABI);
    long mul = Integer.toUnsignedLong(VcpuTimeInfo.TSC_TO_SYSTEM_MUL.get(shared, TIME, ABI));
    long shifted = shift < 0 ? ticks >>> -shift : ticks << shift;
    return VcpuTimeInfo.SYSTEM_TIME.get(shared, TIME, ABI)
        + Math.unsignedMultiplyHigh(shifted, mul << Integer.SIZE);
  }
}
