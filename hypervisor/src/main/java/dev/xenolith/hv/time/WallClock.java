package dev.xenolith.hv.time;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.ArchSharedInfo;
import dev.xenolith.abi.xen.SharedInfo;
import java.util.concurrent.TimeUnit;

/** The date as a domain reads it: when its system time was 0, in shared_info. */
public final class WallClock {
  private final SystemClock clock;
  private long offsetSeconds;

  public WallClock(SystemClock clock) {
    this.clock = clock;
  }

  /** Makes the domain's date differ from the machine's (XEN_DOMCTL_settimeoffset). */
  public void setOffset(long seconds) {
    offsetSeconds = seconds;
  }

  /** By how many seconds it differs. */
  public long offset() {
    return offsetSeconds;
  }

  /** Writes the date into the page at this machine address. */
  public void publish(GuestBytes memory, long sharedInfo, Abi abi) {
    long nanos = clock.wallClockAtStart();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos) + offsetSeconds;
    int version = SharedInfo.WC_VERSION.get(memory, sharedInfo, abi);
    SharedInfo.WC_VERSION.put(memory, sharedInfo, abi, version + 1 | 1);
    SharedInfo.WC_SEC.put(memory, sharedInfo, abi, (int) seconds);
    SharedInfo.WC_NSEC.put(memory, sharedInfo, abi, (int) (nanos % TimeUnit.SECONDS.toNanos(1)));
    int high = (int) (seconds >>> 32);
    if (abi == Abi.PV64) {
      SharedInfo.WC_SEC_HI.put(memory, sharedInfo, abi, high);
    } else {
      ArchSharedInfo.WC_SEC_HI.put(memory, sharedInfo + SharedInfo.ARCH.at(abi), abi, high);
    }
    SharedInfo.WC_VERSION.put(memory, sharedInfo, abi, (version + 1 | 1) + 1);
  }
}
