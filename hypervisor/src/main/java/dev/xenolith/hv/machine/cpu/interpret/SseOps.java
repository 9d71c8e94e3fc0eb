package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/** Finds who executes an instruction on MMX or XMM registers; MXCSR is dealt with here. */
final class SseOps {
  private static final int MXCSR_RESERVED = 0xFFFF0000;

  private final VectorUnit unit;
  private final VectorMoves moves;
  private final ArithmeticOps arithmetic;
  private final ConversionOps conversions;
  private final PackedOps packed;

  SseOps(Core core, SystemOps system) {
    unit = new VectorUnit(core);
    moves = new VectorMoves(unit);
    FloatUnit floats = new FloatUnit(core);
    arithmetic = new ArithmeticOps(unit, floats, core.alu);
    conversions = new ConversionOps(unit, floats);
    packed = new PackedOps(unit, core.alu, system);
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case MOVUPS, MOVUPD, MOVDQU, LDDQU -> moves.whole(insn, false);
      case MOVAPS, MOVAPD, MOVDQA, MOVNTPS, MOVNTPD, MOVNTDQ, MOVNTDQA -> moves.whole(insn, true);
      case MOVD, MOVQ, MOVNTQ -> moves.element(insn);
      case MOVMSKPS, MOVMSKPD, PMOVMSKB -> moves.signs(insn);
      case ADDSS, SUBSS, MULSS, DIVSS, MINSS, MAXSS, SQRTSS, RCPSS, RSQRTSS, ROUNDSS, CMPSS ->
          arithmetic.scalarSingle(insn);
      case ADDSD, SUBSD, MULSD, DIVSD, MINSD, MAXSD, SQRTSD, ROUNDSD, CMPSD ->
          arithmetic.scalarDouble(insn);
      case ADDPS, SUBPS, MULPS, DIVPS, MINPS, MAXPS, SQRTPS, RCPPS, RSQRTPS, ROUNDPS, CMPPS ->
          arithmetic.packedSingle(insn);
      case ADDPD, SUBPD, MULPD, DIVPD, MINPD, MAXPD, SQRTPD, ROUNDPD, CMPPD ->
          arithmetic.packedDouble(insn);
      case COMISS, COMISD, UCOMISS, UCOMISD -> arithmetic.compare(insn);
      case HADDPS, HADDPD, HSUBPS, HSUBPD -> arithmetic.horizontal(insn);
      case ADDSUBPS, ADDSUBPD -> arithmetic.alternate(insn);
      case DPPS, DPPD -> arithmetic.dotProduct(insn);
      case MOVQ2DQ, MOVDQ2Q -> moves.across(insn);
      case MASKMOVQ, MASKMOVDQU -> moves.masked(insn);
      case LDMXCSR -> loadControl(insn);
      case STMXCSR -> storeControl(insn);
      default -> {
        return others(insn);
      }
    }
    return Outcome.NEXT;
  }

  private int others(Insn insn) {
    return switch (insn.op()) {
      case MOVSS, MOVSD, MOVLPS, MOVLPD, MOVHPS, MOVHPD, MOVHLPS, MOVLHPS -> moves.part(insn);
      case MOVDDUP, MOVSLDUP, MOVSHDUP -> moves.part(insn);
      case CVTSI2SS, CVTSI2SD, CVTSS2SD, CVTSD2SS -> conversions.scalar(insn);
      case CVTSS2SI, CVTTSS2SI, CVTSD2SI, CVTTSD2SI -> conversions.toGeneral(insn);
      case CVTPS2PD, CVTPD2PS, CVTDQ2PS, CVTPS2DQ, CVTTPS2DQ, CVTDQ2PD, CVTPD2DQ, CVTTPD2DQ ->
          conversions.packed(insn);
      case CVTPI2PS, CVTPI2PD -> conversions.fromMmx(insn);
      case CVTPS2PI, CVTTPS2PI, CVTPD2PI, CVTTPD2PI -> conversions.toMmx(insn);
      default -> packed.execute(insn);
    };
  }

  private void loadControl(Insn insn) {
    unit.checkSse();
    int value = (int) unit.operands.read(insn, 0);
    if ((value & MXCSR_RESERVED) != 0) {
      throw GuestFault.of(Vector.GP, 0);
    }
    unit.fpu.setMxcsr(value);
  }

  private void storeControl(Insn insn) {
    unit.checkSse();
    unit.operands.write(insn, 0, unit.fpu.mxcsr());
  }
}
