package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.SegmentRegister.PRESENT;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.TYPE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.USER_TYPE;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.DescriptorTables;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.SegmentRegister;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/** Loads and stores of the registers that point to tables: GDTR, IDTR, LDTR and TR. */
final class TableOps {
  private static final int LDT = 2;
  private static final int TSS = 9;
  private static final int UPPER_TYPE = 0x1F00;

  private final Core core;
  private final CpuState state;
  private final Operands operands;

  TableOps(Core core) {
    this.core = core;
    this.state = core.state;
    this.operands = core.operands;
  }

  void execute(Insn insn) {
    switch (insn.op()) {
      case SGDT -> store(insn, state.gdtBase(), state.gdtLimit());
      case SIDT -> store(insn, state.idtBase(), state.idtLimit());
      case LGDT, LIDT -> load(insn);
      case SLDT -> operands.write(insn, 0, state.ldt().selector());
      case STR -> operands.write(insn, 0, state.task().selector());
      case LLDT -> loadLocalTable((int) operands.read(insn, 0) & 0xFFFF);
      case LTR -> loadTask((int) operands.read(insn, 0) & 0xFFFF);
      default -> throw new IllegalStateException("no table register: " + insn.op());
    }
  }

  private void store(Insn insn, long base, int limit) {
    int bytes = state.longCode() ? 8 : 4;
    long offset = operands.offset(insn);
    core.data.write(insn.segment(), offset, 2, limit);
    core.data.write(insn.segment(), Operands.truncateAddress(insn, offset + 2), bytes, base);
  }

  private void load(Insn insn) {
    int bytes = state.longCode() ? 8 : 4;
    long offset = operands.offset(insn);
    int limit = (int) core.data.read(insn.segment(), offset, 2);
    long at = Operands.truncateAddress(insn, offset + 2);
    long base = core.data.read(insn.segment(), at, bytes);
    if (insn.operandSize() == 16 && !state.longCode()) {
      base &= 0xFFFFFF;
    }
    if (insn.op() == Op.LGDT) {
      state.setGdt(base, limit);
    } else {
      state.setIdt(base, limit);
    }
  }

  private void loadLocalTable(int selector) {
    if (DescriptorTables.isNull(selector)) {
      state.ldt().set(selector, 0, 0, 0);
      return;
    }
    long descriptor = systemDescriptor(selector, LDT);
    set(state.ldt(), selector, descriptor);
  }

  private void loadTask(int selector) {
    if (DescriptorTables.isNull(selector)) {
      throw GuestFault.of(Vector.GP, 0);
    }
    long descriptor = core.segments.tables().markBusy(selector, systemDescriptor(selector, TSS));
    set(state.task(), selector, descriptor);
  }

  private boolean wide() {
    return (state.system().efer() & SystemRegisters.EFER_LMA) != 0;
  }

  /** The first half of a descriptor that must be of this type, in the global table. */
  private long systemDescriptor(int selector, int type) {
    DescriptorTables tables = core.segments.tables();
    int code = DescriptorTables.errorCode(selector);
    int length = wide() ? 16 : 8;
    if ((selector & DescriptorTables.LOCAL) != 0 || !tables.within(selector, length)) {
      throw GuestFault.of(Vector.GP, code);
    }
    long descriptor = tables.read(selector);
    int attributes = SegmentRegister.attributesOf(descriptor);
    boolean plain = !wide() || (tables.readUpper(selector) >>> 32 & UPPER_TYPE) == 0;
    if ((attributes & (USER_TYPE | TYPE)) != type || !plain) {
      throw GuestFault.of(Vector.GP, code);
    }
    if ((attributes & PRESENT) == 0) {
      throw GuestFault.of(Vector.NP, code);
    }
    return descriptor;
  }

  private void set(SegmentRegister register, int selector, long descriptor) {
    long upper = wide() ? core.segments.tables().readUpper(selector) << 32 : 0;
    register.set(
        selector,
        SegmentRegister.baseOf(descriptor) | upper,
        SegmentRegister.limitOf(descriptor),
        SegmentRegister.attributesOf(descriptor));
  }
}
