package dev.xenolith.hv.machine.cpu.interpret;

/** The operations of flat 32-bit code. */
final class Forms32 implements Forms {
  @Override
  public int quietForm(int operation) {
    return switch (operation) {
      case Code.RR + Code.ADD,
          Code.RR + Code.SUB,
          Code.RR + Code.AND,
          Code.RR + Code.OR,
          Code.RR + Code.XOR ->
          operation - Code.RR + Code.RR_QUIET;
      case Code.RI + Code.ADD,
          Code.RI + Code.SUB,
          Code.RI + Code.AND,
          Code.RI + Code.OR,
          Code.RI + Code.XOR ->
          operation - Code.RI + Code.RI_QUIET;
      case Code.INC -> Code.INC_QUIET;
      case Code.DEC -> Code.DEC_QUIET;
      case Code.SHL_I -> Code.SHL_QUIET;
      case Code.SHR_I -> Code.SHR_QUIET;
      case Code.SAR_I -> Code.SAR_QUIET;
      default -> 0;
    };
  }

  @Override
  public boolean replacesFlags(int operation) {
    return switch (operation) {
      case Code.RR + Code.CMP, Code.RR + Code.TEST, Code.RI + Code.CMP, Code.RI + Code.TEST -> true;
      case Code.NEG, Code.IMUL_RR, Code.IMUL_RRI, Code.MUL_R, Code.SHLD_I, Code.SHRD_I -> true;
      default -> false;
    };
  }

  @Override
  public boolean ignoresFlags(int operation) {
    return switch (operation) {
      case Code.MOV_RR, Code.MOV_RI, Code.LEA, Code.MOVZX8, Code.MOVZX16, Code.MOVSX8 -> true;
      case Code.MOVSX16, Code.MOV8_RR, Code.MOV8_RI, Code.NOT, Code.XCHG_RR, Code.CDQ -> true;
      case Code.RR_QUIET + Code.ADD,
          Code.RR_QUIET + Code.SUB,
          Code.RR_QUIET + Code.AND,
          Code.RR_QUIET + Code.OR,
          Code.RR_QUIET + Code.XOR ->
          true;
      default -> false;
    };
  }

  @Override
  public boolean keepsCarry(int operation) {
    return operation == Code.INC || operation == Code.DEC;
  }

  @Override
  public boolean idle(int operation) {
    return operation == Code.NOP;
  }

  @Override
  public long fuse(long comparison, int jump, int condition) {
    if (jump != Code.JCC && jump != Code.JZ && jump != Code.JNZ) {
      return Lifter.NONE;
    }
    int operation = fused((int) comparison & Code.OPERATION, condition);
    return operation == 0 ? Lifter.NONE : comparison & ~(long) Code.OPERATION | operation;
  }

  private static int fused(int operation, int condition) {
    boolean sign = condition == 8 || condition == 9;
    boolean comparison = condition >= 2 && condition <= 7 || condition >= 12;
    boolean same = condition == 4 || condition == 5;
    return switch (operation) {
      case Code.RR + Code.CMP -> comparison ? Code.CMP_RR_JCC + condition : 0;
      case Code.RI + Code.CMP -> comparison ? Code.CMP_RI_JCC + condition : 0;
      case Code.RR + Code.TEST ->
          sign || same || condition >= 14 ? Code.TEST_RR_JCC + condition : 0;
      case Code.DEC -> condition == 5 ? Code.DEC_JNZ : 0;
      default -> 0;
    };
  }
}
