package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;
import dev.xenolith.hv.machine.cpu.fpu.SseConversions;

/** Conversions between integers and the two floating-point formats. */
final class ConversionOps {
  private static final long LOW_32 = 0xFFFFFFFFL;

  private final VectorUnit unit;
  private final FloatUnit floats;
  private final SseConversions sse;

  ConversionOps(VectorUnit unit, FloatUnit floats) {
    this.unit = unit;
    this.floats = floats;
    sse = floats.sse.conversions();
  }

  /** Into the low element of an XMM register; the others stay. */
  int scalar(Insn insn) {
    unit.load(insn);
    floats.begin();
    long low = unit.oldLow;
    switch (insn.op()) {
      case CVTSI2SS -> low = low & ~LOW_32 | sse.fromInteger32(integer(insn)) & LOW_32;
      case CVTSI2SD -> low = sse.fromInteger64(integer(insn));
      case CVTSS2SD -> low = sse.widen((int) unit.low);
      default -> low = low & ~LOW_32 | sse.narrow(unit.low) & LOW_32;
    }
    floats.end();
    unit.store(insn, low, unit.oldHigh);
    return Outcome.NEXT;
  }

  private long integer(Insn insn) {
    return Alu.signed(unit.low, insn.bits(1));
  }

  /** Into a general register. */
  int toGeneral(Insn insn) {
    unit.checkSse();
    unit.read(insn, 1, true);
    floats.begin();
    int bits = insn.bits(0);
    long result =
        switch (insn.op()) {
          case CVTSS2SI -> sse.toInteger32((int) unit.low, bits, false);
          case CVTTSS2SI -> sse.toInteger32((int) unit.low, bits, true);
          case CVTSD2SI -> sse.toInteger64(unit.low, bits, false);
          default -> sse.toInteger64(unit.low, bits, true);
        };
    floats.end();
    unit.operands.write(insn, 0, result);
    return Outcome.NEXT;
  }

  /** From one XMM register to another, all elements. */
  int packed(Insn insn) {
    unit.load(insn);
    floats.begin();
    long low = unit.low;
    long high = unit.high;
    switch (insn.op()) {
      case CVTPS2PD -> {
        high = sse.widen((int) (low >> 32));
        low = sse.widen((int) low);
      }
      case CVTDQ2PD -> {
        high = sse.fromInteger64(low >> 32);
        low = sse.fromInteger64((int) low);
      }
      case CVTPD2PS -> {
        low = pair(sse.narrow(low), sse.narrow(high));
        high = 0;
      }
      case CVTPD2DQ, CVTTPD2DQ -> {
        low = integers(low, high, insn.op() == Op.CVTTPD2DQ);
        high = 0;
      }
      case CVTDQ2PS -> {
        low = pair(sse.fromInteger32((int) low), sse.fromInteger32(low >> 32));
        high = pair(sse.fromInteger32((int) high), sse.fromInteger32(high >> 32));
      }
      default -> {
        low = integers(low, insn.op() == Op.CVTTPS2DQ);
        high = integers(high, insn.op() == Op.CVTTPS2DQ);
      }
    }
    floats.end();
    unit.store(insn, low, high);
    return Outcome.NEXT;
  }

  /** Two doubles to two 32-bit integers. */
  private long integers(long low, long high, boolean truncate) {
    return sse.toInteger64(low, 32, truncate) & LOW_32 | sse.toInteger64(high, 32, truncate) << 32;
  }

  /** Two singles to two 32-bit integers. */
  private long integers(long a, boolean truncate) {
    long low = sse.toInteger32((int) a, 32, truncate);
    return low & LOW_32 | sse.toInteger32((int) (a >> 32), 32, truncate) << 32;
  }

  private static long pair(int low, int high) {
    return low & LOW_32 | (long) high << 32;
  }

  /**
   * CVTPI2PS and CVTPI2PD: from an MMX register, or memory like one. On silicon an unmasked
   * exception leaves the x87's registers taken for MMX; so it does in {@link #toMmx}.
   */
  int fromMmx(Insn insn) {
    boolean mmx = insn.kind(1) == OperandKind.MMX;
    if (mmx) {
      unit.checkMmx();
    }
    unit.load(insn);
    floats.begin();
    long low = unit.low;
    long high = unit.oldHigh;
    if (insn.op() == Op.CVTPI2PD) {
      high = sse.fromInteger64(low >> 32);
      low = sse.fromInteger64((int) low);
    } else {
      low = pair(sse.fromInteger32((int) low), sse.fromInteger32(low >> 32));
    }
    if (mmx) {
      unit.fpu.enterMmx();
    }
    floats.end();
    unit.store(insn, low, high);
    return Outcome.NEXT;
  }

  /** CVTPS2PI and its like: into an MMX register. */
  int toMmx(Insn insn) {
    unit.checkSse();
    unit.load(insn);
    floats.begin();
    long result =
        switch (insn.op()) {
          case CVTPS2PI -> integers(unit.low, false);
          case CVTTPS2PI -> integers(unit.low, true);
          case CVTPD2PI -> integers(unit.low, unit.high, false);
          default -> integers(unit.low, unit.high, true);
        };
    unit.fpu.enterMmx();
    floats.end();
    unit.store(insn, result, 0);
    return Outcome.NEXT;
  }
}
