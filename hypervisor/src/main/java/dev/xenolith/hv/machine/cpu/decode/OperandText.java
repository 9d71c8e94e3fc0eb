package dev.xenolith.hv.machine.cpu.decode;

/** Writes the operands of one instruction. The two syntaxes differ in marks and order. */
abstract class OperandText {
  static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs", "?", "?"};

  private static final String[] LOW8 = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  private static final String[] HIGH8 = {"ah", "ch", "dh", "bh"};
  private static final String[] WORDS = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};

  final Insn insn;
  final long address;
  final SymbolResolver symbols;

  OperandText(Insn insn, long address, SymbolResolver symbols) {
    this.insn = insn;
    this.address = address;
    this.symbols = symbols;
  }

  /** Writes all operands. */
  abstract void write(StringBuilder to);

  /** How many operands are written: the last may be in the name. */
  int shown() {
    if (Mnemonic.isNop(insn)) {
      return 0;
    }
    return Mnemonic.hasComparisonName(insn) ? insn.operandCount() - 1 : insn.operandCount();
  }

  static String general(int number, int bits) {
    if (number >= 8) {
      return "r" + number + (bits == 8 ? "b" : bits == 16 ? "w" : bits == 32 ? "d" : "");
    }
    return switch (bits) {
      case 8 -> LOW8[number];
      case 16 -> WORDS[number];
      case 32 -> "e" + WORDS[number];
      default -> "r" + WORDS[number];
    };
  }

  static String high(int number) {
    return HIGH8[number];
  }

  /** Whether the segment is written; a prefix before an indirect branch means something else. */
  boolean showsSegment() {
    return insn.segmentOverride != Insn.NONE && !PrefixText.isNoTrack(insn);
  }

  /** An index register that is none, which the encoding can still name. */
  boolean showsNoIndex() {
    if (insn.index != Insn.NONE || !insn.hasSib) {
      return false;
    }
    boolean usual = (insn.base & 7) == 4 && insn.scaleShift == 0;
    if (insn.base == Insn.NONE) {
      boolean wide = insn.mode == CodeMode.BITS64 && insn.addressSize == 64;
      return insn.scaleShift != 0 || !(wide || insn.mode == CodeMode.BITS16);
    }
    return !usual;
  }

  String noIndex() {
    return insn.addressSize == 64 ? "riz" : "eiz";
  }

  String register(int number) {
    if (number == Insn.BASE_RIP) {
      return insn.addressSize == 64 ? "rip" : "eip";
    }
    return general(number, insn.addressSize);
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  static String signedHex(long value) {
    return value < 0 ? "-0x" + Long.toHexString(-value) : hex(value);
  }

  static long truncated(long value, int bits) {
    return bits >= 64 ? value : value & (1L << bits) - 1;
  }

  /** The displacement as a number; 32 bits without base and index have no sign in 64-bit code. */
  long displacement() {
    boolean bare = insn.base == Insn.NONE && insn.index == Insn.NONE;
    return bare && insn.mode == CodeMode.BITS64
        ? truncated(insn.displacement, insn.addressSize)
        : insn.displacement;
  }

  String immediate(int operand) {
    long value = insn.kind(operand) == OperandKind.IMMEDIATE2 ? insn.imm2 : insn.imm;
    return hex(truncated(value, insn.bits(operand)));
  }

  String target() {
    return named(insn.target(address));
  }

  private String named(long to) {
    String name = symbols.resolve(to);
    return name == null ? hex(to) : Long.toHexString(to) + " <" + name + ">";
  }

  /** What RIP-relative memory comes to, as a comment. */
  void comment(StringBuilder to) {
    if (insn.base == Insn.BASE_RIP) {
      long sum = address + insn.length + insn.displacement;
      to.append("        # ").append(named(truncated(sum, insn.addressSize)));
    }
  }
}
