package dev.xenolith.hv.vectors;

/**
 * What came of a case.
 *
 * @param first ST0 or the low half of XMM0, an integer, or what was stored
 * @param firstHigh the upper 16 of 80 bits
 * @param second FXTRACT's ST1
 * @param secondHigh the upper 16 of 80 bits
 * @param flags exceptions and, of the x87, condition codes
 */
record FpuAnswer(long first, int firstHigh, long second, int secondHigh, int flags) {
  @Override
  public String toString() {
    return "%04x:%016x %04x:%016x flags=%04x"
        .formatted(firstHigh, first, secondHigh, second, flags);
  }
}
