package dev.xenolith.hv.vectors;

/**
 * Where the state of a {@link UnitCase} comes from that its maker does not choose: functions of the
 * case's seed alone, and part of the recorded data's format. Never change them.
 */
final class UnitPool {
  private static final long IMAGE = 0x5851F42D4C957F2DL;
  private static final long REGISTER = 0x14057B7EF767814FL;

  private UnitPool() {}

  /** A general register. */
  static long register(long caseSeed, int index) {
    return SplitMix.mix(caseSeed ^ (index + 1) * REGISTER);
  }

  /** The state: masked exceptions, an empty x87, arbitrary bits in all registers. */
  static long[] image(long caseSeed) {
    long[] image = new long[UnitCase.WORDS];
    image[UnitCase.X87] = 0x37F;
    image[UnitCase.MXCSR] = 0x1F80;
    for (int i = UnitCase.ST; i < UnitCase.WORDS; i++) {
      image[i] = SplitMix.mix(caseSeed ^ (i + 1) * IMAGE);
      if (i < UnitCase.XMM && (i & 1) != 0) {
        image[i] &= 0xFFFF;
      }
    }
    return image;
  }
}
