package dev.xenolith.hv.machine.cpu.decode;

/** Operands in AT&T syntax: source first, registers and immediates marked. */
final class AttOperands extends OperandText {
  AttOperands(Insn insn, long address, SymbolResolver symbols) {
    super(insn, address, symbols);
  }

  @Override
  void write(StringBuilder to) {
    int start = to.length();
    boolean forward = insn.op() == Op.ENTER || insn.op() == Op.BOUND;
    int count = shown();
    for (int n = 0; n < count; n++) {
      int i = forward ? n : count - 1 - n;
      if (isImpliedOne(i)) {
        continue;
      }
      if (to.length() > start) {
        to.append(',');
      }
      operand(i, to);
    }
    implied(to);
    comment(to);
  }

  /** Two instructions show registers that are not in their encoding. */
  private void implied(StringBuilder to) {
    switch (insn.op()) {
      case MONITOR -> to.append('%').append(general(0, insn.addressSize)).append(",%ecx,%edx");
      case MWAIT -> to.append("%eax,%ecx");
      default -> {}
    }
  }

  private boolean isImpliedOne(int i) {
    return insn.kind(i) == OperandKind.IMMEDIATE
        && insn.row.operands[i].method == OperandSpec.Method.FIXED;
  }

  private void operand(int i, StringBuilder to) {
    int number = insn.register(i);
    switch (insn.kind(i)) {
      case GPR -> register(i, number, to);
      case GPR_HIGH -> to.append('%').append(high(number));
      case SEGMENT -> to.append('%').append(SEGMENTS[number]);
      case CONTROL -> to.append("%cr").append(number);
      case DEBUG -> to.append("%db").append(number);
      case MMX -> to.append("%mm").append(number);
      case XMM -> to.append("%xmm").append(number);
      case X87 -> stack(i, number, to);
      case IMMEDIATE, IMMEDIATE2 -> to.append('$').append(immediate(i));
      case RELATIVE -> to.append(target());
      case FAR_POINTER -> to.append('$').append(hex(insn.imm2)).append(",$").append(hex(insn.imm));
      case STRING_SOURCE -> string(i, SEGMENTS[insn.segment], to);
      case STRING_DESTINATION -> string(i, "es", to);
      case MEMORY -> memory(to);
      case NONE -> {}
    }
  }

  private void register(int i, int number, StringBuilder to) {
    boolean port =
        insn.row.operands[i].method == OperandSpec.Method.FIXED
            && number == 2
            && insn.bits(i) == 16;
    if (port) {
      to.append("(%dx)");
      return;
    }
    star(to);
    to.append('%').append(general(number, insn.bits(i)));
  }

  private void star(StringBuilder to) {
    switch (insn.op()) {
      case CALL_IND, JMP_IND, CALL_FAR, JMP_FAR -> to.append('*');
      default -> {}
    }
  }

  private void stack(int i, int number, StringBuilder to) {
    boolean top = insn.row.operands[i].method == OperandSpec.Method.FIXED;
    to.append(top ? "%st" : "%st(" + number + ")");
  }

  private void string(int i, String segment, StringBuilder to) {
    to.append('%').append(segment).append(":(%");
    to.append(general(insn.register(i), insn.addressSize)).append(')');
  }

  /** Sixteen bits are written with their sign, but for the offset of MOV. */
  private String absolute() {
    return insn.addressSize == 16 && insn.row.usesModrm
        ? signedHex(insn.displacement)
        : hex(truncated(insn.displacement, insn.addressSize));
  }

  private void memory(StringBuilder to) {
    star(to);
    if (showsSegment()) {
      to.append('%').append(SEGMENTS[insn.segmentOverride]).append(':');
    } else if (insn.op() == Op.XLAT) {
      to.append("%ds:");
    }
    boolean index = insn.index != Insn.NONE || showsNoIndex();
    if (insn.base == Insn.NONE && !index) {
      to.append(absolute());
      return;
    }
    if (insn.displacementBits != 0) {
      to.append(signedHex(displacement()));
    }
    to.append('(');
    if (insn.base != Insn.NONE) {
      to.append('%').append(register(insn.base));
    }
    if (index) {
      to.append(",%").append(insn.index == Insn.NONE ? noIndex() : register(insn.index));
      if (insn.hasSib) {
        to.append(',').append(1 << insn.scaleShift);
      }
    }
    to.append(')');
  }
}
