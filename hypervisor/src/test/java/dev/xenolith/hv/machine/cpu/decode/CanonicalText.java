package dev.xenolith.hv.machine.cpu.decode;

/** Writes the operands of an instruction as {@code iced.cjs} does. */
final class CanonicalText {
  private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};

  private CanonicalText() {}

  static String of(Insn insn, long address) {
    StringBuilder to = new StringBuilder();
    for (int i = 0; i < insn.operandCount(); i++) {
      to.append(i == 0 ? "" : " ").append(operand(insn, i, address));
    }
    return to.toString();
  }

  private static String operand(Insn insn, int i, long address) {
    int number = insn.register(i);
    return switch (insn.kind(i)) {
      case GPR -> OperandText.general(number, insn.bits(i));
      case GPR_HIGH -> OperandText.high(number);
      case SEGMENT -> SEGMENTS[number];
      case CONTROL -> "cr" + number;
      case DEBUG -> "dr" + number;
      case MMX -> "mm" + number;
      case XMM -> "xmm" + number;
      case X87 -> "st" + number;
      case IMMEDIATE -> "$" + hex(insn.imm(), insn.bits(i));
      case IMMEDIATE2 -> "$" + hex(insn.imm2(), insn.bits(i));
      case RELATIVE -> "@" + Long.toHexString(insn.target(address));
      case FAR_POINTER -> "f" + hex(insn.imm2(), 16) + ":" + Long.toHexString(insn.imm());
      case STRING_SOURCE -> "s" + insn.addressSize() + segment(insn);
      case STRING_DESTINATION -> "d" + insn.addressSize();
      case MEMORY -> memory(insn, address);
      case NONE -> "";
    };
  }

  /** 64-bit code has two segments; the names of the others mean nothing. */
  private static String segment(Insn insn) {
    boolean flat = insn.mode() == CodeMode.BITS64 && insn.segment() < Encoding.FS;
    return flat ? "-" : SEGMENTS[insn.segment()];
  }

  private static String hex(long value, int bits) {
    return Long.toHexString(OperandText.truncated(value, bits));
  }

  private static String memory(Insn insn, long address) {
    int size = insn.addressSize();
    long displacement = insn.displacement();
    String base = "-";
    if (insn.base() == Insn.BASE_RIP) {
      base = size == 64 ? "rip" : "eip";
      displacement += address + insn.length();
    } else if (insn.base() != Insn.NONE) {
      base = OperandText.general(insn.base(), size);
    }
    String index = insn.index() == Insn.NONE ? "-" : OperandText.general(insn.index(), size);
    int scale = insn.index() == Insn.NONE ? 1 : 1 << insn.scaleShift();
    return "["
        + segment(insn)
        + ","
        + base
        + ","
        + index
        + ","
        + scale
        + ","
        + hex(displacement, size);
  }
}
