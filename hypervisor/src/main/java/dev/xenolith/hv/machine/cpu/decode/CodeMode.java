package dev.xenolith.hv.machine.cpu.decode;

/** What CS says of the code: its default operand and address size. */
public enum CodeMode {
  /** A 16-bit code segment (CS.D clear). */
  BITS16(16),
  /** A 32-bit code segment (CS.D set). */
  BITS32(32),
  /** 64-bit code (CS.L set in IA-32e mode). */
  BITS64(64);

  private final int bits;

  CodeMode(int bits) {
    this.bits = bits;
  }

  /** 16, 32 or 64. */
  public int bits() {
    return bits;
  }
}
