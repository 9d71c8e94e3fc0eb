package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.fpu.Relation;
import dev.xenolith.hv.machine.cpu.fpu.SseConversions;
import dev.xenolith.hv.machine.cpu.fpu.SseUnit;

/** Answers cases with the units under test. */
final class FpuReplay {
  private final SseUnit sse = new SseUnit();
  private final SseConversions conversions = sse.conversions();
  private final X87Replay x87 = new X87Replay();

  FpuAnswer answer(FpuCase c) {
    if (c.op().x87()) {
      return x87.answer(c);
    }
    sse.control(c.control());
    sse.clear();
    long value =
        c.op().number < FpuOp.ADD64.number
            ? single(c.op(), c.a(), c.b())
            : real(c.op(), c.a(), c.b());
    return new FpuAnswer(sse.faults() ? 0 : value, 0, 0, 0, sse.raised());
  }

  private long single(FpuOp op, long allOfA, long allOfB) {
    int a = (int) allOfA;
    int b = (int) allOfB;
    return switch (op) {
      case ADD32 -> Integer.toUnsignedLong(sse.add32(a, b));
      case SUB32 -> Integer.toUnsignedLong(sse.sub32(a, b));
      case MUL32 -> Integer.toUnsignedLong(sse.mul32(a, b));
      case DIV32 -> Integer.toUnsignedLong(sse.div32(a, b));
      case SQRT32 -> Integer.toUnsignedLong(sse.sqrt32(a));
      case MIN32 -> Integer.toUnsignedLong(sse.min32(a, b));
      case MAX32 -> Integer.toUnsignedLong(sse.max32(a, b));
      case COMI32 -> Relation.rflags(sse.compare32(a, b, true));
      case UCOMI32 -> Relation.rflags(sse.compare32(a, b, false));
      case WIDEN -> conversions.widen(a);
      case FROM32_32 -> Integer.toUnsignedLong(conversions.fromInteger32(a));
      case FROM64_32 -> Integer.toUnsignedLong(conversions.fromInteger32(allOfA));
      case ADDPS ->
          (long) sse.add32(a, b) & 0xFFFFFFFFL
              | (long) sse.add32((int) (allOfA >>> 32), (int) (allOfB >>> 32)) << 32;
      case MULPS ->
          (long) sse.mul32(a, b) & 0xFFFFFFFFL
              | (long) sse.mul32((int) (allOfA >>> 32), (int) (allOfB >>> 32)) << 32;
      case TO32_32 -> conversions.toInteger32(a, 32, false) & 0xFFFFFFFFL;
      case TO64_32 -> conversions.toInteger32(a, 64, false);
      case CUT32_32 -> conversions.toInteger32(a, 32, true) & 0xFFFFFFFFL;
      case CUT64_32 -> conversions.toInteger32(a, 64, true);
      default -> sse.test32(a, b, op.number - FpuOp.EQ32.number) ? 0xFFFFFFFFL : 0;
    };
  }

  private long real(FpuOp op, long a, long b) {
    return switch (op) {
      case ADD64 -> sse.add64(a, b);
      case SUB64 -> sse.sub64(a, b);
      case MUL64 -> sse.mul64(a, b);
      case DIV64 -> sse.div64(a, b);
      case SQRT64 -> sse.sqrt64(a);
      case MIN64 -> sse.min64(a, b);
      case MAX64 -> sse.max64(a, b);
      case COMI64 -> Relation.rflags(sse.compare64(a, b, true));
      case UCOMI64 -> Relation.rflags(sse.compare64(a, b, false));
      case NARROW -> Integer.toUnsignedLong(conversions.narrow(a));
      case FROM32_64 -> conversions.fromInteger64((int) a);
      case FROM64_64 -> conversions.fromInteger64(a);
      case TO32_64 -> conversions.toInteger64(a, 32, false) & 0xFFFFFFFFL;
      case TO64_64 -> conversions.toInteger64(a, 64, false);
      case CUT32_64 -> conversions.toInteger64(a, 32, true) & 0xFFFFFFFFL;
      case CUT64_64 -> conversions.toInteger64(a, 64, true);
      default -> sse.test64(a, b, op.number - FpuOp.EQ64.number) ? -1 : 0;
    };
  }
}
