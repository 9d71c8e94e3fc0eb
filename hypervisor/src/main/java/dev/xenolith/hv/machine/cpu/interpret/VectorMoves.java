package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/** Moves from, to and between MMX and XMM registers. */
final class VectorMoves {
  private static final long LOW_32 = 0xFFFFFFFFL;

  private final VectorUnit unit;
  private final FpuState fpu;

  VectorMoves(VectorUnit unit) {
    this.unit = unit;
    fpu = unit.fpu;
  }

  /** MOVAPS and its like, with whatever hint or type. */
  void whole(Insn insn, boolean aligned) {
    unit.checkSse();
    unit.read(insn, 1, aligned);
    unit.write(insn, 0, unit.low, unit.high, aligned);
  }

  /** The moves of parts of XMM registers. */
  int part(Insn insn) {
    unit.checkSse();
    switch (insn.op()) {
      case MOVSS -> low(insn, LOW_32);
      case MOVSD -> low(insn, -1);
      case MOVLPS, MOVLPD, MOVHLPS -> lowHalf(insn);
      case MOVHPS, MOVHPD, MOVLHPS -> highHalf(insn);
      default -> duplicate(insn);
    }
    return Outcome.NEXT;
  }

  /** The rest of the destination stays in a move between registers, and is cleared by a load. */
  private void low(Insn insn, long mask) {
    unit.read(insn, 1, false);
    if (insn.kind(0) == OperandKind.XMM && insn.kind(1) == OperandKind.XMM) {
      long old = unit.xmm[2 * insn.register(0)];
      unit.xmm[2 * insn.register(0)] = Lanes.select(mask, unit.low, old);
    } else {
      unit.write(insn, 0, unit.low, 0, false);
    }
  }

  private void lowHalf(Insn insn) {
    unit.read(insn, 1, false);
    if (Operands.isMemory(insn, 0)) {
      unit.write(insn, 0, unit.low, 0, false);
    } else {
      boolean register = insn.kind(1) == OperandKind.XMM;
      unit.xmm[2 * insn.register(0)] = register ? unit.high : unit.low;
    }
  }

  private void highHalf(Insn insn) {
    unit.read(insn, 1, false);
    if (Operands.isMemory(insn, 0)) {
      unit.write(insn, 0, unit.high, 0, false);
    } else {
      unit.xmm[2 * insn.register(0) + 1] = unit.low;
    }
  }

  private void duplicate(Insn insn) {
    unit.read(insn, 1, true);
    switch (insn.op()) {
      case MOVDDUP -> unit.write(insn, 0, unit.low, unit.low, true);
      case MOVSLDUP -> unit.write(insn, 0, even(unit.low), even(unit.high), true);
      default -> unit.write(insn, 0, odd(unit.low), odd(unit.high), true);
    }
  }

  private static long even(long a) {
    return a & LOW_32 | a << 32;
  }

  private static long odd(long a) {
    return a & ~LOW_32 | a >>> 32;
  }

  /** MOVD and MOVQ: the low element, zero-extended into a vector register. */
  void element(Insn insn) {
    boolean mmx = VectorUnit.isMmx(insn, 0) || VectorUnit.isMmx(insn, 1);
    if (mmx) {
      unit.checkMmx();
    } else {
      unit.checkSse();
    }
    unit.read(insn, 1, true);
    unit.write(insn, 0, unit.low, 0, true);
    if (mmx) {
      fpu.enterMmx();
    }
  }

  /** MOVQ2DQ and MOVDQ2Q: between MMX and XMM registers. */
  void across(Insn insn) {
    unit.checkSse();
    element(insn);
  }

  /** MASKMOVQ and MASKMOVDQU. On silicon a fault leaves the x87's registers taken for MMX. */
  void masked(Insn insn) {
    unit.load(insn);
    boolean mmx = VectorUnit.isMmx(insn, 0);
    if (mmx) {
      fpu.enterMmx();
    }
    unit.writeMasked(insn, mmx ? 8 : 16);
  }

  /** MOVMSKPS, MOVMSKPD and PMOVMSKB: the signs of all elements. */
  void signs(Insn insn) {
    boolean mmx = VectorUnit.isMmx(insn, 1);
    if (mmx) {
      unit.checkMmx();
    } else {
      unit.checkSse();
    }
    unit.read(insn, 1, true);
    long low = unit.low;
    long high = unit.high;
    long signs =
        switch (insn.op()) {
          case PMOVMSKB -> Shuffles.signsOfBytes(low) | Shuffles.signsOfBytes(high) << 8;
          case MOVMSKPS -> low >>> 31 & 1 | low >>> 62 & 2 | high >>> 29 & 4 | high >>> 60 & 8;
          default -> low >>> 63 | high >>> 62 & 2;
        };
    unit.operands.write(insn, 0, signs);
    if (mmx) {
      fpu.enterMmx();
    }
  }
}
