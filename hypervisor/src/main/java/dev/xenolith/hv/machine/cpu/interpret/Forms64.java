package dev.xenolith.hv.machine.cpu.interpret;

/** The operations of 64-bit code. */
final class Forms64 implements Forms {
  private static final long FIRST_OF_X = 1 << 20;
  private static final long ALL_OF_N = 31L << 27;

  @Override
  public int quietForm(int operation) {
    return switch (operation) {
      case Code64.RR + Code.ADD,
          Code64.RR + Code.SUB,
          Code64.RR + Code.AND,
          Code64.RR + Code.OR,
          Code64.RR + Code.XOR ->
          operation - Code64.RR + Code64.RR_QUIET;
      case Code64.RI + Code.ADD,
          Code64.RI + Code.SUB,
          Code64.RI + Code.AND,
          Code64.RI + Code.OR,
          Code64.RI + Code.XOR ->
          operation - Code64.RI + Code64.RI_QUIET;
      case Code64.INC -> Code64.INC_QUIET;
      case Code64.DEC -> Code64.DEC_QUIET;
      case Code64.SHL_I -> Code64.SHL_QUIET;
      case Code64.SHR_I -> Code64.SHR_QUIET;
      case Code64.SAR_I -> Code64.SAR_QUIET;
      case Code64.IMUL_RR -> Code64.IMUL_RR_QUIET;
      case Code64.IMUL_RRI -> Code64.IMUL_RRI_QUIET;
      default -> 0;
    };
  }

  @Override
  public boolean keepsCarry(int operation) {
    return operation == Code64.INC || operation == Code64.DEC;
  }

  @Override
  public boolean replacesFlags(int operation) {
    return switch (operation) {
      case Code64.RR + Code.CMP, Code64.RR + Code.TEST -> true;
      case Code64.RI + Code.CMP, Code64.RI + Code.TEST -> true;
      case Code64.NEG, Code64.MUL_R, Code64.IMUL_R -> true;
      case Code64.SHLD_I, Code64.SHRD_I, Code64.TEST8_RR, Code64.TEST8_RI -> true;
      case Code64.BSF, Code64.BSR, Code64.POPCNT -> true;
      default -> false;
    };
  }

  @Override
  public boolean ignoresFlags(int operation) {
    return switch (operation) {
      case Code64.MOV, Code64.MOV32, Code64.MOV_I, Code64.MOV_IS, Code64.MOV_IW -> true;
      case Code64.LEA, Code64.LEA32, Code64.MOVZX8, Code64.MOVZX16, Code64.MOVSX8 -> true;
      case Code64.MOVSX16, Code64.MOVSXD, Code64.MOV8, Code64.MOV8_I, Code64.NOP -> true;
      case Code64.NOT, Code64.XCHG_RR, Code64.BSWAP, Code64.MOV16, Code64.MOV16_I -> true;
      case Code64.CDQE, Code64.CWDE, Code64.CQO, Code64.CDQ -> true;
      case Code64.INC_QUIET, Code64.DEC_QUIET -> true;
      case Code64.SHL_QUIET, Code64.SHR_QUIET, Code64.SAR_QUIET -> true;
      case Code64.IMUL_RR_QUIET, Code64.IMUL_RRI_QUIET -> true;
      default -> operation >= Code64.RR_QUIET && operation <= Code64.RI_QUIET + Code.XOR;
    };
  }

  @Override
  public boolean idle(int operation) {
    return operation == Code64.NOP;
  }

  @Override
  public long fuse(long comparison, int jump, int condition) {
    if (jump != Code64.JCC + condition) {
      return Lifter.NONE;
    }
    int operation = fused((int) comparison & Code.OPERATION, comparison, condition);
    if (operation == 0) {
      return Lifter.NONE;
    }
    long word = comparison & ~(Code.OPERATION | ALL_OF_N) | operation;
    boolean registers = operation < Code64.TEST8_RR_JCC;
    boolean narrow = registers && Code64.shift(comparison) != 0;
    return narrow ? word | FIRST_OF_X : word;
  }

  private static int fused(int operation, long comparison, int condition) {
    boolean same = condition == 4 || condition == 5;
    boolean sign = condition == 8 || condition == 9;
    boolean compares = condition >= 2 && condition <= 7 || condition >= 12;
    boolean tests = same || sign || condition >= 14;
    boolean narrow = Code64.shift(comparison) != 0;
    int form =
        switch (operation) {
          case Code64.RR + Code.CMP -> compares ? Code64.CMP_RR_JCC : 0;
          case Code64.RI + Code.CMP -> compares ? Code64.CMP_RI_JCC : 0;
          case Code64.RR + Code.TEST -> tests ? Code64.TEST_RR_JCC : 0;
          case Code64.RI + Code.TEST -> same ? Code64.TEST_RI_JCC : 0;
          case Code64.TEST8_RR -> same ? Code64.TEST8_RR_JCC : 0;
          case Code64.TEST8_RI -> same ? Code64.TEST8_RI_JCC : 0;
          case Code64.TEST8_MI -> same ? Code64.TEST8_MI_JCC : 0;
          case Code64.CMP8_MI -> same ? Code64.CMP8_MI_JCC : 0;
          case Code64.CMP_MI -> same ? narrow ? Code64.CMP32_MI_JCC : Code64.CMP64_MI_JCC : 0;
          default -> 0;
        };
    return form == 0 ? 0 : form + condition;
  }
}
