package dev.xenolith.hv.machine.cpu.decode;

/** Which bits of a REX prefix the text of an instruction shows. */
final class RexUse {
  private static final int B = 1;
  private static final int X = 2;
  private static final int R = 4;
  private static final int W = 8;

  private RexUse() {}

  /** The REX prefix without the bits that change nothing; 0 when nothing needs it. */
  static int used(Insn insn) {
    Row row = insn.row;
    if (row == null) {
      return 0;
    }
    int consulted = 0;
    boolean byteRegister = false;
    for (int i = 0; i < row.operands.length; i++) {
      OperandSpec operand = row.operands[i];
      boolean memory = insn.memory && operand.mayBeMemory();
      consulted |= ofRegister(operand, memory);
      byteRegister |=
          !memory
              && insn.bits(i) == 8
              && insn.kind(i) == OperandKind.GPR
              && (insn.register(i) & 4) != 0
              && operand.method != OperandSpec.Method.FIXED;
      if ("vy2p".indexOf(memory ? operand.memorySize : operand.size) >= 0) {
        consulted |= W;
      }
    }
    if (insn.memory && row.usesModrm) {
      consulted |= B | ((insn.modrm & 7) == 4 ? X : 0);
    }
    if (row.has(Row.Attribute.F64) || row.has(Row.Attribute.D64)) {
      consulted &= ~W;
    } else if (row.intelNames().length > 1 || Sized.inName(insn) || Mnemonic.tellsWide(insn)) {
      consulted |= W;
    }
    if (Mnemonic.isNop(insn)) {
      consulted = 0;
    }
    int bits = insn.rex & consulted;
    return bits != 0 || byteRegister ? bits | 0x40 : 0;
  }

  private static int ofRegister(OperandSpec operand, boolean memory) {
    return switch (operand.method) {
      case G, V, C, D -> R;
      case E, R, W, U, Z -> memory ? 0 : B;
      default -> 0;
    };
  }
}
