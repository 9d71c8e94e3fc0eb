package dev.xenolith.hv.machine.cpu.decode;

/** Operands in Intel syntax: destination first, sizes at memory. */
final class IntelOperands extends OperandText {
  IntelOperands(Insn insn, long address, SymbolResolver symbols) {
    super(insn, address, symbols);
  }

  @Override
  void write(StringBuilder to) {
    for (int i = 0; i < shown(); i++) {
      if (i > 0) {
        to.append(',');
      }
      operand(i, to);
    }
    comment(to);
  }

  private void operand(int i, StringBuilder to) {
    int number = insn.register(i);
    switch (insn.kind(i)) {
      case GPR -> to.append(general(number, insn.bits(i)));
      case GPR_HIGH -> to.append(high(number));
      case SEGMENT -> to.append(SEGMENTS[number]);
      case CONTROL -> to.append("cr").append(number);
      case DEBUG -> to.append("dr").append(number);
      case MMX -> to.append("mm").append(number);
      case XMM -> to.append("xmm").append(number);
      case X87 -> stack(i, number, to);
      case IMMEDIATE, IMMEDIATE2 ->
          to.append(insn.row.operands[i].size == '-' ? "" : immediate1(i));
      case RELATIVE -> to.append(target());
      case FAR_POINTER -> to.append(hex(insn.imm2)).append(':').append(hex(insn.imm));
      case STRING_SOURCE -> string(i, SEGMENTS[insn.segment], to);
      case STRING_DESTINATION -> string(i, "es", to);
      case MEMORY -> memory(i, to);
      case NONE -> {}
    }
  }

  private String immediate1(int i) {
    boolean one = insn.row.operands[i].method == OperandSpec.Method.FIXED;
    return one ? "1" : immediate(i);
  }

  private void stack(int i, int number, StringBuilder to) {
    boolean top = insn.row.operands[i].method == OperandSpec.Method.FIXED;
    to.append(top ? "st" : "st(" + number + ")");
  }

  private void string(int i, String segment, StringBuilder to) {
    to.append(size(i)).append(segment).append(":[");
    to.append(general(insn.register(i), insn.addressSize)).append(']');
  }

  private String size(int i) {
    OperandSpec spec = insn.row.operands[i];
    if (spec.memorySize == 's'
        || spec.method == OperandSpec.Method.O
        || insn.row.has(Row.Attribute.NOSIZE)) {
      return "";
    }
    return switch (insn.bits(i)) {
      case 8 -> "BYTE PTR ";
      case 16 -> "WORD PTR ";
      case 32 -> "DWORD PTR ";
      case 48 -> "FWORD PTR ";
      case 64 -> "QWORD PTR ";
      case 80 -> "TBYTE PTR ";
      case 128 -> "2o".indexOf(spec.memorySize) >= 0 ? "OWORD PTR " : "XMMWORD PTR ";
      default -> "";
    };
  }

  private void memory(int i, StringBuilder to) {
    to.append(size(i));
    boolean index = insn.index != Insn.NONE || showsNoIndex();
    boolean absolute = insn.base == Insn.NONE && !index;
    if (showsSegment()) {
      to.append(SEGMENTS[insn.segmentOverride]).append(':');
    } else if (absolute || insn.op() == Op.XLAT) {
      to.append("ds:");
    }
    if (absolute) {
      to.append(hex(truncated(insn.displacement, insn.addressSize)));
      return;
    }
    to.append('[');
    if (insn.base != Insn.NONE) {
      to.append(register(insn.base));
    }
    if (index) {
      to.append(insn.base == Insn.NONE ? "" : "+");
      to.append(insn.index == Insn.NONE ? noIndex() : register(insn.index));
      if (insn.hasSib) {
        to.append('*').append(1 << insn.scaleShift);
      }
    }
    displacement(to);
    to.append(']');
  }

  private void displacement(StringBuilder to) {
    if (insn.displacementBits == 0) {
      return;
    }
    if (insn.base == Insn.BASE_RIP) {
      to.append('+').append(hex(insn.displacement));
    } else {
      long displacement = displacement();
      to.append(displacement < 0 ? "" : "+").append(signedHex(displacement));
    }
  }
}
