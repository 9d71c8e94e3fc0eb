package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuImage;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/**
 * FXSAVE, FXRSTOR, the XSAVE family and XCR0. There are two states, the x87's and SSE's; both lie
 * in FXSAVE's area, so that the compacted format of XSAVEC is the standard one with another header.
 */
final class StateOps {
  private static final int CR0_EM = 4;
  private static final int CR0_TS = 8;
  private static final int CR4_OSXSAVE = 1 << 18;
  private static final int HEADER = FpuImage.SIZE;
  private static final int HEADER_END = HEADER + 64;
  private static final int COMPACTION = HEADER + 8;
  private static final long COMPACTED = 1L << 63;
  private static final int FXSAVE_ALIGNMENT = 16;
  private static final int XSAVE_ALIGNMENT = 64;

  private final CpuState state;
  private final FpuState fpu;
  private final StateArea area;
  private final FpuImage image;
  private final SystemOps system;

  StateOps(Core core, SystemOps system) {
    state = core.state;
    fpu = state.fpu();
    area = new StateArea(core);
    image = new FpuImage(area.bytes());
    this.system = system;
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case FXSAVE -> fxsave(insn);
      case FXRSTOR -> fxrstor(insn);
      case XSAVE, XSAVEOPT, XSAVEC -> xsave(insn);
      case XRSTOR -> xrstor(insn);
      case XGETBV -> getBits();
      case XSETBV -> setBits();
      default -> {
        return system.execute(insn);
      }
    }
    return Outcome.NEXT;
  }

  private static boolean wide(Insn insn) {
    return insn.operandSize() == 64;
  }

  private void checkFxsr() {
    if ((state.cr(CpuState.CR0) & (CR0_EM | CR0_TS)) != 0) {
      throw GuestFault.of(Vector.NM);
    }
  }

  private void fxsave(Insn insn) {
    checkFxsr();
    area.locate(insn, FpuImage.SIZE, FXSAVE_ALIGNMENT, true);
    area.probe(FpuImage.SIZE, 8);
    boolean longCode = state.longCode();
    image.saveX87(fpu, wide(insn));
    image.saveMxcsr(fpu);
    image.saveXmm(fpu, longCode);
    area.write(0, FpuImage.end(longCode), 8);
  }

  private void fxrstor(Insn insn) {
    checkFxsr();
    boolean longCode = state.longCode();
    area.locate(insn, FpuImage.SIZE, FXSAVE_ALIGNMENT, false);
    area.read(0, FpuImage.SIZE, 8);
    loadMxcsr();
    image.loadX87(fpu, wide(insn));
    image.loadXmm(fpu, longCode);
  }

  private void loadMxcsr() {
    if ((image.mxcsr() & ~FpuImage.MXCSR_MASK) != 0) {
      throw GuestFault.of(Vector.GP, 0);
    }
    fpu.setMxcsr(image.mxcsr());
  }

  private void checkXsave() {
    if ((state.cr(CpuState.CR4) & CR4_OSXSAVE) == 0) {
      throw GuestFault.of(Vector.UD);
    }
    if ((state.cr(CpuState.CR0) & CR0_TS) != 0) {
      throw GuestFault.of(Vector.NM);
    }
  }

  /** The states an instruction asks for, as far as they are enabled. */
  private long requested() {
    long pair = state.gpr(CpuState.RDX) << 32 | state.gpr(CpuState.RAX) & 0xFFFFFFFFL;
    return pair & fpu.xcr0();
  }

  /**
   * XSAVE writes all states asked for; XSAVEOPT and XSAVEC leave out those in their initial
   * configuration. The header tells which were not.
   */
  private void xsave(Insn insn) {
    checkXsave();
    boolean compact = insn.op() == Op.XSAVEC;
    long asked = requested();
    area.locate(insn, HEADER_END, XSAVE_ALIGNMENT, true);
    area.probe(HEADER_END, 8);
    long used = fpu.inUse();
    if (compact && fpu.mxcsr() != FpuState.MXCSR_RESET) {
      used |= FpuState.XCR0_SSE;
    }
    long written = insn.op() == Op.XSAVE ? asked : asked & used;
    if ((written & FpuState.XCR0_X87) != 0) {
      image.saveX87(fpu, wide(insn));
      area.write(0, FpuImage.MXCSR, 8);
      area.write(FpuImage.REGISTERS, FpuImage.XMM, 8);
    }
    boolean mxcsr = compact ? (written & FpuState.XCR0_SSE) != 0 : (asked & FpuState.XCR0_SSE) != 0;
    if (mxcsr) {
      image.saveMxcsr(fpu);
      area.write(FpuImage.MXCSR, FpuImage.REGISTERS, 8);
    }
    if ((written & FpuState.XCR0_SSE) != 0) {
      image.saveXmm(fpu, state.longCode());
      area.write(FpuImage.XMM, FpuImage.end(state.longCode()), 8);
    }
    writeHeader(asked, used, compact);
  }

  private void writeHeader(long asked, long used, boolean compact) {
    if (compact) {
      area.put(HEADER, 8, asked & used);
      area.put(COMPACTION, 8, asked | COMPACTED);
      area.write(HEADER, COMPACTION + 8, 8);
      return;
    }
    area.read(HEADER, HEADER + 8, 8);
    area.put(HEADER, 8, area.get(HEADER, 8) & ~asked | asked & used);
    area.write(HEADER, HEADER + 8, 8);
  }

  private void xrstor(Insn insn) {
    checkXsave();
    area.locate(insn, HEADER_END, XSAVE_ALIGNMENT, false);
    area.read(0, HEADER_END, 8);
    long asked = requested();
    long present = area.get(HEADER, 8);
    boolean compact = area.get(COMPACTION, 8) < 0;
    checkHeader(present, compact);
    boolean sse = (asked & FpuState.XCR0_SSE) != 0;
    if (sse && (!compact || (present & FpuState.XCR0_SSE) != 0)) {
      loadMxcsr();
    } else if (sse) {
      fpu.setMxcsr(FpuState.MXCSR_RESET);
    }
    if (sse) {
      restoreXmm((present & FpuState.XCR0_SSE) != 0);
    }
    if ((asked & FpuState.XCR0_X87) != 0) {
      if ((present & FpuState.XCR0_X87) != 0) {
        image.loadX87(fpu, wide(insn));
      } else {
        fpu.resetX87();
      }
    }
  }

  private void restoreXmm(boolean present) {
    if (!present) {
      area.view().put(FpuImage.XMM, new byte[FpuImage.end(true) - FpuImage.XMM]);
    }
    image.loadXmm(fpu, state.longCode());
  }

  /** SDM vol. 1, 13.8: what a header may say. */
  private void checkHeader(long present, boolean compact) {
    long format = area.get(COMPACTION, 8);
    boolean good = (present & ~fpu.xcr0()) == 0;
    if (compact) {
      good &= (format & ~COMPACTED & ~fpu.xcr0()) == 0 && (present & ~format) == 0;
    } else {
      good &= format == 0;
    }
    int reserved = COMPACTION + 8;
    int end = compact ? HEADER_END : reserved + 8;
    for (int at = reserved; at < end; at += 8) {
      good &= area.get(at, 8) == 0;
    }
    if (!good) {
      throw GuestFault.of(Vector.GP, 0);
    }
  }

  private void checkEnabled() {
    if ((state.cr(CpuState.CR4) & CR4_OSXSAVE) == 0) {
      throw GuestFault.of(Vector.UD);
    }
  }

  /** XGETBV of XCR0, or with ECX = 1 of what of it is in use. */
  private void getBits() {
    checkEnabled();
    long value =
        switch ((int) state.gpr(CpuState.RCX)) {
          case 0 -> fpu.xcr0();
          case 1 -> fpu.xcr0() & used();
          default -> throw GuestFault.of(Vector.GP, 0);
        };
    state.setGpr(CpuState.RAX, value & 0xFFFFFFFFL);
    state.setGpr(CpuState.RDX, value >>> 32);
  }

  private long used() {
    boolean mxcsr = fpu.mxcsr() != FpuState.MXCSR_RESET;
    return fpu.inUse() | (mxcsr ? FpuState.XCR0_SSE : 0);
  }

  private void setBits() {
    checkEnabled();
    long value = state.gpr(CpuState.RDX) << 32 | state.gpr(CpuState.RAX) & 0xFFFFFFFFL;
    if ((int) state.gpr(CpuState.RCX) != 0 || !FpuState.validXcr0(value)) {
      throw GuestFault.of(Vector.GP, 0);
    }
    fpu.setXcr0(value);
  }
}
