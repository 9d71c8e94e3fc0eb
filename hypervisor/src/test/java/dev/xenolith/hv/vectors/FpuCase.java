package dev.xenolith.hv.vectors;

/**
 * One instruction with its operands.
 *
 * @param control the x87 control word or MXCSR
 * @param aHigh sign and exponent of an extended operand; of others all is in {@code a}
 */
record FpuCase(FpuOp op, int control, long a, int aHigh, long b, int bHigh) {
  @Override
  public String toString() {
    return "%s control=%04x a=%04x:%016x b=%04x:%016x".formatted(op, control, aHigh, a, bHigh, b);
  }
}
