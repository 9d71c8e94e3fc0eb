package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.SegmentRegister.CODE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.DOWN_CONFORMING;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.READ_WRITE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.TYPE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.USER_TYPE;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.DescriptorTables;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.SegmentRegister;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/** Instructions that look at descriptors and selectors without loading them, and BOUND. */
final class InspectOps {
  private static final int LDT = 2;
  private static final int TSS = 9;
  private static final int TSS_BUSY = 11;
  private static final int CALL_GATE = 12;
  private static final int UPPER_TYPE = 0x1F00;
  private static final long ACCESS_RIGHTS = 0xFFFF00;

  private final Core core;
  private final CpuState state;
  private final Operands operands;

  InspectOps(Core core) {
    this.core = core;
    this.state = core.state;
    this.operands = core.operands;
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case LAR, LSL -> describe(insn);
      case VERR, VERW -> verify(insn);
      case ARPL -> adjustLevel(insn);
      case BOUND -> checkBounds(insn);
      default -> throw new IllegalStateException("inspects nothing: " + insn.op());
    }
    return Outcome.NEXT;
  }

  private void describe(Insn insn) {
    int selector = (int) operands.read(insn, 1) & 0xFFFF;
    boolean limit = insn.op() == Op.LSL;
    long descriptor = 0;
    boolean good = !DescriptorTables.isNull(selector) && core.segments.tables().within(selector, 8);
    if (good) {
      descriptor = core.segments.tables().read(selector);
      good = visible(selector, descriptor) && describable(selector, descriptor, limit);
    }
    if (good) {
      long value = limit ? SegmentRegister.limitOf(descriptor) : descriptor >>> 32 & ACCESS_RIGHTS;
      operands.write(insn, 0, value);
    }
    core.alu.setZero(good);
  }

  private boolean visible(int selector, long descriptor) {
    int attributes = SegmentRegister.attributesOf(descriptor);
    int conformingCode = USER_TYPE | CODE | DOWN_CONFORMING;
    return (attributes & conformingCode) == conformingCode
        || (attributes >>> 5 & 3) >= Math.max(state.cpl(), selector & 3);
  }

  private boolean describable(int selector, long descriptor, boolean limit) {
    int attributes = SegmentRegister.attributesOf(descriptor);
    if ((attributes & USER_TYPE) != 0) {
      return true;
    }
    int type = attributes & TYPE;
    boolean longMode = (state.system().efer() & SystemRegisters.EFER_LMA) != 0;
    boolean known = type == LDT || type == TSS || type == TSS_BUSY || !limit && type == CALL_GATE;
    if (!longMode) {
      // The 16-bit kinds, and for LAR also their gates and the task gate.
      return known || type == 1 || type == 3 || !limit && (type == 4 || type == 5);
    }
    if (!known || !core.segments.tables().within(selector, 16)) {
      return false;
    }
    return (core.segments.tables().readUpper(selector) >>> 32 & UPPER_TYPE) == 0;
  }

  private void verify(Insn insn) {
    int selector = (int) operands.read(insn, 0) & 0xFFFF;
    boolean good = !DescriptorTables.isNull(selector) && core.segments.tables().within(selector, 8);
    if (good) {
      long descriptor = core.segments.tables().read(selector);
      int attributes = SegmentRegister.attributesOf(descriptor);
      boolean code = (attributes & CODE) != 0;
      boolean right = (attributes & READ_WRITE) != 0;
      boolean write = insn.op() == Op.VERW;
      good = (attributes & USER_TYPE) != 0 && visible(selector, descriptor);
      good &= write ? !code && right : !code || right;
    }
    core.alu.setZero(good);
  }

  private void adjustLevel(Insn insn) {
    // Written only when it changes: a page that may not be written does no harm otherwise.
    long destination = operands.read(insn, 0);
    long level = operands.read(insn, 1) & 3;
    boolean raise = (destination & 3) < level;
    if (raise) {
      operands.write(insn, 0, destination & ~3L | level);
    }
    core.alu.setZero(raise);
  }

  private void checkBounds(Insn insn) {
    int width = insn.operandSize();
    int bytes = width >> 3;
    long offset = operands.offset(insn);
    long second = Operands.truncateAddress(insn, offset + bytes);
    long lower = signed(core.data.read(insn.segment(), offset, bytes), width);
    long upper = signed(core.data.read(insn.segment(), second, bytes), width);
    long index = signed(operands.read(insn, 0), width);
    if (index < lower || index > upper) {
      throw GuestFault.of(Vector.BR);
    }
  }

  private static long signed(long value, int width) {
    return Alu.signed(value, width);
  }
}
