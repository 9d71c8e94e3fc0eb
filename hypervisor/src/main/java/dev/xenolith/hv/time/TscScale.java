package dev.xenolith.hv.time;

/**
 * How a guest turns time stamp counts into nanoseconds (xen.h, vcpu_time_info): {@code (count <<
 * shift) * mul >> 32}.
 *
 * @param mul an unsigned 32-bit fraction
 * @param shift negative shifts right
 */
public record TscScale(int mul, int shift) {
  /** One count is one nanosecond, exactly. */
  public static final TscScale NANOSECONDS = new TscScale(0x8000_0000, 1);

  /** Frequency of the counter behind {@link #NANOSECONDS}. */
  public static final int KHZ = 1_000_000;

  /** What a guest computes for a count. */
  public long nanos(long count) {
    long shifted = shift < 0 ? count >>> -shift : count << shift;
    return Math.unsignedMultiplyHigh(shifted, Integer.toUnsignedLong(mul) << 32);
  }
}
