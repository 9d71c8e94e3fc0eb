package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.SegmentRegister.BIG;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.CODE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.DOWN_CONFORMING;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.LONG;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.PRESENT;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.TYPE;
import static dev.xenolith.hv.machine.cpu.SegmentRegister.USER_TYPE;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.DescriptorTables;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.SegmentRegister;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/**
 * Transfers between code segments (SDM vol. 2, JMP, CALL, RET, IRET; vol. 3, 5.8). There is no task
 * state segment, so nothing can enter an inner ring: a call gate that would is refused as if its
 * code segment were bad.
 */
final class FarOps {
  private static final int CALL_GATE = 12;
  private static final int UPPER_TYPE = 0x1F00;
  private static final int[] DATA_SEGMENTS = {CpuState.ES, CpuState.DS, CpuState.FS, CpuState.GS};

  private final Core core;
  private final CpuState state;
  private final Stack stack;

  FarOps(Core core) {
    this.core = core;
    this.state = core.state;
    this.stack = core.stack;
  }

  int execute(Insn insn) {
    int bytes = insn.operandSize() >> 3;
    switch (insn.op()) {
      case JMP_FAR -> jump(insn, bytes);
      case CALL_FAR -> call(insn, bytes);
      case RET_FAR -> ret(bytes, insn.operandCount() > 0 ? (int) insn.imm() & 0xFFFF : 0);
      case IRET -> interruptReturn(bytes);
      case LES, LDS, LSS, LFS, LGS -> loadPointer(insn, bytes);
      default -> throw new IllegalStateException("not a far transfer: " + insn.op());
    }
    return switch (insn.op()) {
      case LES, LDS, LSS, LFS, LGS -> Outcome.NEXT;
      default -> Outcome.JUMPED;
    };
  }

  private long pointerOffset(Insn insn, int bytes) {
    if (insn.kind(0) == OperandKind.FAR_POINTER) {
      return insn.imm();
    }
    return core.data.read(insn.segment(), core.operands.offset(insn), bytes);
  }

  private int pointerSelector(Insn insn, int operand, int bytes) {
    if (insn.kind(operand) == OperandKind.FAR_POINTER) {
      return (int) insn.imm2() & 0xFFFF;
    }
    long at = Operands.truncateAddress(insn, core.operands.offset(insn) + bytes);
    return (int) core.data.read(insn.segment(), at, 2);
  }

  private void loadPointer(Insn insn, int bytes) {
    long offset = core.data.read(insn.segment(), core.operands.offset(insn), bytes);
    int selector = pointerSelector(insn, 1, bytes);
    int segment =
        switch (insn.op()) {
          case LES -> CpuState.ES;
          case LDS -> CpuState.DS;
          case LSS -> CpuState.SS;
          case LFS -> CpuState.FS;
          default -> CpuState.GS;
        };
    core.segments.loadOrFault(segment, selector, state.cpl());
    core.operands.write(insn, 0, offset);
  }

  private void jump(Insn insn, int bytes) {
    long offset = pointerOffset(insn, bytes);
    int selector = pointerSelector(insn, 0, bytes);
    long descriptor = directTarget(selector);
    checkOffset(descriptor, offset);
    enter(selector & ~3 | state.cpl(), descriptor, offset);
  }

  private void call(Insn insn, int bytes) {
    long offset = pointerOffset(insn, bytes);
    int selector = pointerSelector(insn, 0, bytes);
    long descriptor = directTarget(selector);
    // Both words must be writable before anything changes.
    stack.poke(bytes, bytes, state.selector(CpuState.CS));
    stack.poke(2 * bytes, bytes, state.rip() + insn.length());
    checkOffset(descriptor, offset);
    stack.drop(-2 * bytes);
    enter(selector & ~3 | state.cpl(), descriptor, offset);
  }

  /** The code segment a JMP or CALL names. */
  private long directTarget(int selector) {
    if (DescriptorTables.isNull(selector)) {
      throw GuestFault.of(Vector.GP, 0);
    }
    long descriptor = read(selector);
    int attributes = SegmentRegister.attributesOf(descriptor);
    int dpl = attributes >>> 5 & 3;
    int cpl = state.cpl();
    if ((attributes & USER_TYPE) == 0) {
      throw gateFault(selector, attributes);
    }
    boolean allowed =
        (attributes & DOWN_CONFORMING) != 0 ? dpl <= cpl : dpl == cpl && (selector & 3) <= cpl;
    checkCode(selector, attributes, allowed);
    return descriptor;
  }

  /** What going through a system descriptor raises. */
  private GuestFault gateFault(int selector, int attributes) {
    int code = DescriptorTables.errorCode(selector);
    boolean gate = (attributes & TYPE) == CALL_GATE;
    boolean allowed = (attributes >>> 5 & 3) >= Math.max(state.cpl(), selector & 3);
    if (!gate || !allowed) {
      return GuestFault.of(Vector.GP, code);
    }
    if ((attributes & PRESENT) == 0) {
      return GuestFault.of(Vector.NP, code);
    }
    if ((state.system().efer() & SystemRegisters.EFER_LMA) != 0) {
      checkGate(selector);
    }
    return GuestFault.of(Vector.GP, code);
  }

  /** The code segment in a gate of IA-32e mode must be 64-bit code. */
  private void checkGate(int selector) {
    DescriptorTables tables = core.segments.tables();
    int code = DescriptorTables.errorCode(selector);
    if (!tables.within(selector, 16) || (tables.readUpper(selector) >>> 32 & UPPER_TYPE) != 0) {
      throw GuestFault.of(Vector.GP, code);
    }
    int target = (int) (tables.read(selector) >>> 16) & 0xFFFF;
    if (DescriptorTables.isNull(target)) {
      throw GuestFault.of(Vector.GP, 0);
    }
    int attributes = SegmentRegister.attributesOf(read(target));
    boolean reachable = (attributes >>> 5 & 3) <= state.cpl();
    checkCode(target, attributes, reachable && (attributes & (LONG | BIG)) == LONG);
  }

  private void checkCode(int selector, int attributes, boolean allowed) {
    int code = DescriptorTables.errorCode(selector);
    boolean longMode = (state.system().efer() & SystemRegisters.EFER_LMA) != 0;
    boolean both = longMode && (attributes & (LONG | BIG)) == (LONG | BIG);
    if ((attributes & (USER_TYPE | CODE)) != (USER_TYPE | CODE) || !allowed || both) {
      throw GuestFault.of(Vector.GP, code);
    }
    if ((attributes & PRESENT) == 0) {
      throw GuestFault.of(Vector.NP, code);
    }
  }

  private long read(int selector) {
    if (!core.segments.tables().within(selector, 8)) {
      throw GuestFault.of(Vector.GP, DescriptorTables.errorCode(selector));
    }
    return core.segments.tables().read(selector);
  }

  private void checkOffset(long descriptor, long offset) {
    boolean longTarget = isLong(descriptor);
    boolean good =
        longTarget ? offset << 16 >> 16 == offset : offset <= SegmentRegister.limitOf(descriptor);
    if (!good) {
      throw GuestFault.of(Vector.GP, 0);
    }
  }

  private boolean isLong(long descriptor) {
    return (state.system().efer() & SystemRegisters.EFER_LMA) != 0
        && (SegmentRegister.attributesOf(descriptor) & LONG) != 0;
  }

  private void enter(int selector, long descriptor, long offset) {
    long marked = core.segments.tables().markAccessed(selector, descriptor);
    state.setSegment(CpuState.CS, selector, marked);
    state.setRip(offset);
  }

  /** The code segment a RET or IRET goes back to. */
  private long returnTarget(int selector) {
    if (DescriptorTables.isNull(selector)) {
      throw GuestFault.of(Vector.GP, 0);
    }
    if ((selector & 3) < state.cpl()) {
      throw GuestFault.of(Vector.GP, DescriptorTables.errorCode(selector));
    }
    long descriptor = read(selector);
    int attributes = SegmentRegister.attributesOf(descriptor);
    int dpl = attributes >>> 5 & 3;
    int rpl = selector & 3;
    checkCode(selector, attributes, (attributes & DOWN_CONFORMING) != 0 ? dpl <= rpl : dpl == rpl);
    return descriptor;
  }

  private void ret(int bytes, int release) {
    // All is read, from the top down, before anything is checked: page faults come first.
    int selector = (int) stack.peek(bytes, bytes) & 0xFFFF;
    boolean outer = (selector & 3) != state.cpl();
    int stackSelector = outer ? (int) stack.peek(3 * bytes + release, bytes) & 0xFFFF : 0;
    long pointer = outer ? stack.peek(2 * bytes + release, bytes) : 0;
    long offset = stack.peek(0, bytes);
    long descriptor = returnTarget(selector);
    if (!outer) {
      checkOffset(descriptor, offset);
      enter(selector, descriptor, offset);
      stack.drop(2 * bytes + release);
      return;
    }
    checkOffset(descriptor, offset);
    outward(selector, descriptor, offset, stackSelector, pointer + release);
  }

  private void interruptReturn(int bytes) {
    if ((state.rflags() & Rflags.NT) != 0) {
      // In IA-32e mode there are no nested tasks; outside it there is no task to return to.
      throw GuestFault.of(Vector.GP, 0);
    }
    // All is read, from the top down, before anything is checked: page faults come first.
    long image = stack.peek(2 * bytes, bytes);
    int selector = (int) stack.peek(bytes, bytes) & 0xFFFF;
    int cpl = state.cpl();
    boolean outer = (selector & 3) != cpl || state.longCode();
    int stackSelector = outer ? (int) stack.peek(4 * bytes, bytes) & 0xFFFF : 0;
    long pointer = outer ? stack.peek(3 * bytes, bytes) : 0;
    long offset = stack.peek(0, bytes);
    long descriptor = returnTarget(selector);
    if (outer) {
      checkOffset(descriptor, offset);
      outward(selector, descriptor, offset, stackSelector, pointer);
    } else {
      checkOffset(descriptor, offset);
      enter(selector, descriptor, offset);
      stack.drop(3 * bytes);
    }
    FlagLoads.load(state, image, bytes, cpl, true);
  }

  /** Goes to an outer ring, or within 64-bit code to the same one, with its own stack. */
  private void outward(
      int selector, long descriptor, long offset, int stackSelector, long pointer) {
    int cpl = selector & 3;
    boolean nullStack = DescriptorTables.isNull(stackSelector) && isLong(descriptor) && cpl != 3;
    if (nullStack && (stackSelector & 3) == cpl) {
      state.setSegment(CpuState.SS, stackSelector, 0);
    } else {
      core.segments.loadStack(stackSelector, cpl, Vector.GP);
    }
    enter(selector, descriptor, offset);
    stack.refresh();
    stack.setPointer(pointer);
    for (int segment : DATA_SEGMENTS) {
      dropIfInner(segment, cpl);
    }
  }

  /** Data segments of the ring that was left must not stay behind. */
  private void dropIfInner(int segment, int cpl) {
    SegmentRegister register = state.segment(segment);
    int attributes = register.attributes();
    boolean conforming = (attributes & (CODE | DOWN_CONFORMING)) == (CODE | DOWN_CONFORMING);
    if (register.usable() && !conforming && register.dpl() < cpl) {
      state.setSegment(segment, 0, 0);
    }
  }
}
