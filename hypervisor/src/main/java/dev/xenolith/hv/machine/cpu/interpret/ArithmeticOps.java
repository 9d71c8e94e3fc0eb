package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.fpu.Reciprocals;
import dev.xenolith.hv.machine.cpu.fpu.Relation;
import dev.xenolith.hv.machine.cpu.fpu.SseConversions;
import dev.xenolith.hv.machine.cpu.fpu.SseUnit;

/** Floating-point arithmetic and comparisons on XMM registers. */
final class ArithmeticOps {
  private static final long LOW_32 = 0xFFFFFFFFL;

  private final VectorUnit unit;
  private final FloatUnit floats;
  private final SseUnit sse;
  private final SseConversions conversions;
  private final Alu alu;

  ArithmeticOps(VectorUnit unit, FloatUnit floats, Alu alu) {
    this.unit = unit;
    this.floats = floats;
    this.alu = alu;
    sse = floats.sse;
    conversions = sse.conversions();
  }

  /** ADDSS and its like. */
  void scalarSingle(Insn insn) {
    unit.load(insn);
    floats.begin();
    long result = single(insn, (int) unit.oldLow, (int) unit.low) & LOW_32;
    floats.end();
    unit.store(insn, unit.oldLow & ~LOW_32 | result, unit.oldHigh);
  }

  /** ADDSD and its like. */
  void scalarDouble(Insn insn) {
    unit.load(insn);
    floats.begin();
    long result = both(insn, unit.oldLow, unit.low);
    floats.end();
    unit.store(insn, result, unit.oldHigh);
  }

  /** ADDPS and its like. */
  void packedSingle(Insn insn) {
    unit.load(insn);
    floats.begin();
    long low = singles(insn, unit.oldLow, unit.low);
    long high = singles(insn, unit.oldHigh, unit.high);
    floats.end();
    unit.store(insn, low, high);
  }

  /** ADDPD and its like. */
  void packedDouble(Insn insn) {
    unit.load(insn);
    floats.begin();
    long low = both(insn, unit.oldLow, unit.low);
    long high = both(insn, unit.oldHigh, unit.high);
    floats.end();
    unit.store(insn, low, high);
  }

  private long singles(Insn insn, long a, long b) {
    return pair(single(insn, (int) a, (int) b), single(insn, (int) (a >> 32), (int) (b >> 32)));
  }

  private static long pair(int low, int high) {
    return low & LOW_32 | (long) high << 32;
  }

  private int single(Insn insn, int a, int b) {
    return switch (insn.op()) {
      case ADDSS, ADDPS -> sse.add32(a, b);
      case SUBSS, SUBPS -> sse.sub32(a, b);
      case MULSS, MULPS -> sse.mul32(a, b);
      case DIVSS, DIVPS -> sse.div32(a, b);
      case MINSS, MINPS -> sse.min32(a, b);
      case MAXSS, MAXPS -> sse.max32(a, b);
      case SQRTSS, SQRTPS -> sse.sqrt32(b);
      case RCPSS, RCPPS -> Reciprocals.of(b);
      case RSQRTSS, RSQRTPS -> Reciprocals.ofRoot(b);
      case ROUNDSS, ROUNDPS -> conversions.round32(b, (int) insn.imm());
      default -> sse.test32(a, b, (int) insn.imm() & 7) ? -1 : 0; // CMPSS, CMPPS
    };
  }

  private long both(Insn insn, long a, long b) {
    return switch (insn.op()) {
      case ADDSD, ADDPD -> sse.add64(a, b);
      case SUBSD, SUBPD -> sse.sub64(a, b);
      case MULSD, MULPD -> sse.mul64(a, b);
      case DIVSD, DIVPD -> sse.div64(a, b);
      case MINSD, MINPD -> sse.min64(a, b);
      case MAXSD, MAXPD -> sse.max64(a, b);
      case SQRTSD, SQRTPD -> sse.sqrt64(b);
      case ROUNDSD, ROUNDPD -> conversions.round64(b, (int) insn.imm());
      default -> sse.test64(a, b, (int) insn.imm() & 7) ? -1 : 0; // CMPSD, CMPPD
    };
  }

  /** COMISS, COMISD, UCOMISS, UCOMISD. */
  void compare(Insn insn) {
    unit.load(insn);
    floats.begin();
    int relation =
        switch (insn.op()) {
          case COMISS -> sse.compare32((int) unit.oldLow, (int) unit.low, true);
          case UCOMISS -> sse.compare32((int) unit.oldLow, (int) unit.low, false);
          case COMISD -> sse.compare64(unit.oldLow, unit.low, true);
          default -> sse.compare64(unit.oldLow, unit.low, false);
        };
    floats.end();
    alu.setFlags(Relation.rflags(relation));
  }

  /** HADDPS and its like: between neighbours, the first operand's results first. */
  void horizontal(Insn insn) {
    unit.load(insn);
    floats.begin();
    Op op = insn.op();
    long low;
    long high;
    switch (op) {
      case HADDPS, HSUBPS -> {
        low = pair(neighbours(op, unit.oldLow), neighbours(op, unit.oldHigh));
        high = pair(neighbours(op, unit.low), neighbours(op, unit.high));
      }
      case HADDPD -> {
        low = sse.add64(unit.oldLow, unit.oldHigh);
        high = sse.add64(unit.low, unit.high);
      }
      default -> {
        low = sse.sub64(unit.oldLow, unit.oldHigh);
        high = sse.sub64(unit.low, unit.high);
      }
    }
    floats.end();
    unit.store(insn, low, high);
  }

  private int neighbours(Op op, long a) {
    return op == Op.HADDPS
        ? sse.add32((int) a, (int) (a >> 32))
        : sse.sub32((int) a, (int) (a >> 32));
  }

  /** ADDSUBPS and ADDSUBPD: even elements are subtracted, odd ones added. */
  void alternate(Insn insn) {
    unit.load(insn);
    floats.begin();
    long low;
    long high;
    if (insn.op() == Op.ADDSUBPD) {
      low = sse.sub64(unit.oldLow, unit.low);
      high = sse.add64(unit.oldHigh, unit.high);
    } else {
      low = alternating(unit.oldLow, unit.low);
      high = alternating(unit.oldHigh, unit.high);
    }
    floats.end();
    unit.store(insn, low, high);
  }

  private long alternating(long a, long b) {
    return pair(sse.sub32((int) a, (int) b), sse.add32((int) (a >> 32), (int) (b >> 32)));
  }

  /**
   * DPPS and DPPD: products chosen by the upper four bits of the immediate, added up, and put where
   * the lower ones say. An unmasked exception of the products ends it before the sums.
   */
  void dotProduct(Insn insn) {
    unit.load(insn);
    floats.begin();
    int choice = (int) insn.imm();
    if (insn.op() == Op.DPPD) {
      dotDouble(insn, choice);
    } else {
      dotSingle(insn, choice);
    }
  }

  private void dotSingle(Insn insn, int choice) {
    int p0 = product(choice >>> 4, (int) unit.oldLow, (int) unit.low);
    int p1 = product(choice >>> 5, (int) (unit.oldLow >> 32), (int) (unit.low >> 32));
    int p2 = product(choice >>> 6, (int) unit.oldHigh, (int) unit.high);
    int p3 = product(choice >>> 7, (int) (unit.oldHigh >> 32), (int) (unit.high >> 32));
    floats.end();
    long sum = sse.add32(sse.add32(p0, p1), sse.add32(p2, p3));
    floats.end();
    long each = sum & LOW_32 | sum << 32;
    long low = each & Shuffles.dwordMask(choice);
    unit.store(insn, low, each & Shuffles.dwordMask(choice >>> 2));
  }

  private int product(int chosen, int a, int b) {
    return (chosen & 1) == 0 ? 0 : sse.mul32(a, b);
  }

  private void dotDouble(Insn insn, int choice) {
    long p0 = (choice & 0x10) == 0 ? 0 : sse.mul64(unit.oldLow, unit.low);
    long p1 = (choice & 0x20) == 0 ? 0 : sse.mul64(unit.oldHigh, unit.high);
    floats.end();
    long sum = sse.add64(p0, p1);
    floats.end();
    unit.store(insn, (choice & 1) == 0 ? 0 : sum, (choice & 2) == 0 ? 0 : sum);
  }
}
