package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.fpu.FloatFlags;
import dev.xenolith.hv.machine.cpu.fpu.X87Constant;
import dev.xenolith.hv.machine.cpu.fpu.X87Functions;
import dev.xenolith.hv.machine.cpu.fpu.X87Unit;

/** Answers the cases of the x87. */
final class X87Replay {
  private final X87Unit unit = new X87Unit();
  private final X87Functions functions = new X87Functions(unit);

  FpuAnswer answer(FpuCase c) {
    unit.control(c.control());
    FpuOp op = c.op();
    unit.first(c.a(), c.aHigh());
    second(op.second, c.b(), c.bHigh());
    if (stores(op)) {
      return stored(op);
    }
    if (op.transcendental()) {
      return function(c);
    }
    boolean result = execute(c);
    int flags = unit.raised() | unit.conditions();
    if (!result || unit.suppressed()) {
      return new FpuAnswer(c.a(), c.aHigh(), 0, 0, flags);
    }
    boolean two = op == FpuOp.FXTRACT;
    return new FpuAnswer(
        unit.significand(),
        unit.signExponent(),
        two ? unit.exponentSignificand() : 0,
        two ? unit.exponentSignExponent() : 0,
        flags);
  }

  private FpuAnswer function(FpuCase c) {
    switch (c.op()) {
      case F2XM1 -> functions.power();
      case FYL2X -> functions.logarithm();
      case FYL2XP1 -> functions.logarithmPlusOne();
      case FPATAN -> functions.arcusTangent();
      case FSIN -> functions.sine();
      case FCOS -> functions.cosine();
      case FSINCOS -> functions.sineCosine();
      default -> functions.tangent();
    }
    int flags = unit.raised() | unit.conditions();
    if (unit.suppressed() || (flags & FloatFlags.C2) != 0) {
      return new FpuAnswer(c.a(), c.aHigh(), 0, 0, flags);
    }
    long first = unit.significand();
    int high = unit.signExponent();
    return switch (c.op()) {
      case FSINCOS ->
          new FpuAnswer(
              functions.cosineSignificand(), functions.cosineSignExponent(), first, high, flags);
      case FPTAN -> {
        boolean nan = (high & 0x7FFF) == 0x7FFF && first << 1 != 0;
        yield new FpuAnswer(nan ? first : Long.MIN_VALUE, nan ? high : 0x3FFF, first, high, flags);
      }
      default -> new FpuAnswer(first, high, 0, 0, flags);
    };
  }

  private void second(FpuOp.Kind kind, long b, int bHigh) {
    switch (kind) {
      case B32 -> unit.second32((int) b);
      case B64 -> unit.second64(b);
      case I16 -> unit.secondInteger((short) b);
      case I32 -> unit.secondInteger((int) b);
      case EXT -> unit.second(b, bHigh);
      default -> unit.secondInteger(0);
    }
  }

  private static boolean stores(FpuOp op) {
    return op.number >= FpuOp.FST32.number && op.number <= FpuOp.FBSTP.number;
  }

  private FpuAnswer stored(FpuOp op) {
    long value =
        switch (op) {
          case FST32 -> Integer.toUnsignedLong(unit.store32());
          case FST64 -> unit.store64();
          case FIST16 -> unit.storeInteger(16, false) & 0xFFFF;
          case FIST32 -> unit.storeInteger(32, false) & 0xFFFFFFFFL;
          case FIST64 -> unit.storeInteger(64, false);
          case FISTT16 -> unit.storeInteger(16, true) & 0xFFFF;
          case FISTT32 -> unit.storeInteger(32, true) & 0xFFFFFFFFL;
          case FISTT64 -> unit.storeInteger(64, true);
          default -> {
            unit.storeDecimal();
            yield unit.decimalDigits();
          }
        };
    boolean none = unit.suppressed();
    int high = op == FpuOp.FBSTP && !none ? unit.decimalSign() : 0;
    return new FpuAnswer(none ? 0 : value, high, 0, 0, unit.raised() | unit.conditions());
  }

  /** False if ST0 is not the destination. */
  private boolean execute(FpuCase c) {
    switch (c.op()) {
      case FADD, FADDM32, FADDM64, FIADD32 -> unit.add();
      case FSUB -> unit.subtract();
      case FSUBR -> unit.subtractReversed();
      case FMUL, FMULM32 -> unit.multiply();
      case FDIV, FDIVM64, FIDIV16 -> unit.divide();
      case FDIVR, FDIVRM32 -> unit.divideReversed();
      case FSQRT -> unit.squareRoot();
      case FPREM -> unit.remainder();
      case FPREM1 -> unit.remainderNearest();
      case FSCALE -> unit.scale();
      case FXTRACT -> unit.extract();
      case FRNDINT -> unit.roundToInteger();
      default -> {
        return load(c);
      }
    }
    return true;
  }

  private boolean load(FpuCase c) {
    switch (c.op()) {
      case FLD32 -> unit.load32((int) c.b());
      case FLD64 -> unit.load64(c.b());
      case FILD16 -> unit.loadInteger((short) c.b());
      case FILD32 -> unit.loadInteger((int) c.b());
      case FILD64 -> unit.loadInteger(c.b());
      case FBLD -> unit.loadDecimal(c.b(), c.bHigh());
      case FLDL2T -> unit.load(X87Constant.LOG2_10);
      case FLDL2E -> unit.load(X87Constant.LOG2_E);
      case FLDPI -> unit.load(X87Constant.PI);
      case FLDLG2 -> unit.load(X87Constant.LOG10_2);
      case FLDLN2 -> unit.load(X87Constant.LN_2);
      default -> {
        compare(c.op());
        return false;
      }
    }
    return true;
  }

  private void compare(FpuOp op) {
    switch (op) {
      case FCOM, FCOMM32, FCOMM64, FTST -> unit.compare(true);
      case FUCOM -> unit.compare(false);
      case FXAM -> unit.examine();
      default -> throw new IllegalArgumentException(op.toString());
    }
  }
}
