package dev.xenolith.hv.vectors;

/** The operations asked of silicon; the numbers are those of {@code src/vectors/fpu/fpu.c}. */
enum FpuOp {
  ADD32(0, Kind.B32, Kind.B32),
  SUB32(1, Kind.B32, Kind.B32),
  MUL32(2, Kind.B32, Kind.B32),
  DIV32(3, Kind.B32, Kind.B32),
  SQRT32(4, Kind.B32, Kind.NONE),
  MIN32(5, Kind.B32, Kind.B32),
  MAX32(6, Kind.B32, Kind.B32),
  COMI32(7, Kind.B32, Kind.B32),
  UCOMI32(8, Kind.B32, Kind.B32),
  EQ32(9, Kind.B32, Kind.B32),
  LT32(10, Kind.B32, Kind.B32),
  LE32(11, Kind.B32, Kind.B32),
  UNORD32(12, Kind.B32, Kind.B32),
  NEQ32(13, Kind.B32, Kind.B32),
  NLT32(14, Kind.B32, Kind.B32),
  NLE32(15, Kind.B32, Kind.B32),
  ORD32(16, Kind.B32, Kind.B32),
  WIDEN(17, Kind.B32, Kind.NONE),
  FROM32_32(18, Kind.I32, Kind.NONE),
  FROM64_32(19, Kind.I64, Kind.NONE),
  TO32_32(20, Kind.B32, Kind.NONE),
  TO64_32(21, Kind.B32, Kind.NONE),
  CUT32_32(22, Kind.B32, Kind.NONE),
  CUT64_32(23, Kind.B32, Kind.NONE),
  ADDPS(24, Kind.B32X2, Kind.B32X2),
  MULPS(25, Kind.B32X2, Kind.B32X2),
  ADD64(32, Kind.B64, Kind.B64),
  SUB64(33, Kind.B64, Kind.B64),
  MUL64(34, Kind.B64, Kind.B64),
  DIV64(35, Kind.B64, Kind.B64),
  SQRT64(36, Kind.B64, Kind.NONE),
  MIN64(37, Kind.B64, Kind.B64),
  MAX64(38, Kind.B64, Kind.B64),
  COMI64(39, Kind.B64, Kind.B64),
  UCOMI64(40, Kind.B64, Kind.B64),
  EQ64(41, Kind.B64, Kind.B64),
  LT64(42, Kind.B64, Kind.B64),
  LE64(43, Kind.B64, Kind.B64),
  UNORD64(44, Kind.B64, Kind.B64),
  NEQ64(45, Kind.B64, Kind.B64),
  NLT64(46, Kind.B64, Kind.B64),
  NLE64(47, Kind.B64, Kind.B64),
  ORD64(48, Kind.B64, Kind.B64),
  NARROW(49, Kind.B64, Kind.NONE),
  FROM32_64(50, Kind.I32, Kind.NONE),
  FROM64_64(51, Kind.I64, Kind.NONE),
  TO32_64(52, Kind.B64, Kind.NONE),
  TO64_64(53, Kind.B64, Kind.NONE),
  CUT32_64(54, Kind.B64, Kind.NONE),
  CUT64_64(55, Kind.B64, Kind.NONE),
  FADD(64, Kind.EXT, Kind.EXT),
  FSUB(65, Kind.EXT, Kind.EXT),
  FSUBR(66, Kind.EXT, Kind.EXT),
  FMUL(67, Kind.EXT, Kind.EXT),
  FDIV(68, Kind.EXT, Kind.EXT),
  FDIVR(69, Kind.EXT, Kind.EXT),
  FSQRT(70, Kind.EXT, Kind.NONE),
  FPREM(71, Kind.EXT, Kind.EXT),
  FPREM1(72, Kind.EXT, Kind.EXT),
  FSCALE(73, Kind.EXT, Kind.EXT),
  FXTRACT(74, Kind.EXT, Kind.NONE),
  FRNDINT(75, Kind.EXT, Kind.NONE),
  FCOM(76, Kind.EXT, Kind.EXT),
  FUCOM(77, Kind.EXT, Kind.EXT),
  FST32(78, Kind.EXT, Kind.NONE),
  FST64(79, Kind.EXT, Kind.NONE),
  FIST16(80, Kind.EXT, Kind.NONE),
  FIST32(81, Kind.EXT, Kind.NONE),
  FIST64(82, Kind.EXT, Kind.NONE),
  FISTT16(83, Kind.EXT, Kind.NONE),
  FISTT32(84, Kind.EXT, Kind.NONE),
  FISTT64(85, Kind.EXT, Kind.NONE),
  FBSTP(86, Kind.EXT, Kind.NONE),
  FLD32(87, Kind.EXT, Kind.B32),
  FLD64(88, Kind.EXT, Kind.B64),
  FILD16(89, Kind.EXT, Kind.I16),
  FILD32(90, Kind.EXT, Kind.I32),
  FILD64(91, Kind.EXT, Kind.I64),
  FBLD(92, Kind.EXT, Kind.DECIMAL),
  FADDM32(93, Kind.EXT, Kind.B32),
  FADDM64(94, Kind.EXT, Kind.B64),
  FMULM32(95, Kind.EXT, Kind.B32),
  FDIVM64(96, Kind.EXT, Kind.B64),
  FDIVRM32(97, Kind.EXT, Kind.B32),
  FIADD32(98, Kind.EXT, Kind.I32),
  FIDIV16(99, Kind.EXT, Kind.I16),
  FCOMM32(100, Kind.EXT, Kind.B32),
  FCOMM64(101, Kind.EXT, Kind.B64),
  FTST(102, Kind.EXT, Kind.NONE),
  FXAM(103, Kind.EXT, Kind.NONE),
  FLDL2T(104, Kind.EXT, Kind.NONE),
  FLDL2E(105, Kind.EXT, Kind.NONE),
  FLDPI(106, Kind.EXT, Kind.NONE),
  FLDLG2(107, Kind.EXT, Kind.NONE),
  FLDLN2(108, Kind.EXT, Kind.NONE),
  F2XM1(128, Kind.EXT, Kind.NONE),
  FYL2X(129, Kind.EXT, Kind.EXT),
  FYL2XP1(130, Kind.EXT, Kind.EXT),
  FPATAN(131, Kind.EXT, Kind.EXT),
  FSIN(132, Kind.EXT, Kind.NONE),
  FCOS(133, Kind.EXT, Kind.NONE),
  FSINCOS(134, Kind.EXT, Kind.NONE),
  FPTAN(135, Kind.EXT, Kind.NONE);

  /** What an operand is. */
  enum Kind {
    B32,
    B32X2,
    B64,
    EXT,
    I16,
    I32,
    I64,
    DECIMAL,
    NONE
  }

  private static final int FIRST_X87 = 64;
  private static final int ONE = 0x3FFF;
  private static final int SPECIAL = 0x7FFF;

  final int number;
  final Kind first;
  final Kind second;

  FpuOp(int number, Kind first, Kind second) {
    this.number = number;
    this.first = first;
    this.second = second;
  }

  /** True if the last place, and with it C1, is the processor's own affair. */
  boolean transcendental() {
    return number >= F2XM1.number;
  }

  /** Whether the manuals say what comes of a first operand with this sign and exponent. */
  boolean defined(int signExponent) {
    int exponent = signExponent & SPECIAL;
    return switch (this) {
      case F2XM1 -> exponent < ONE || exponent == SPECIAL;
      case FYL2XP1 -> exponent < ONE - 2;
      default -> true;
    };
  }

  boolean x87() {
    return number >= FIRST_X87;
  }
}
