package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.fpu.FloatFlags;
import dev.xenolith.hv.machine.cpu.fpu.X87Unit;

/**
 * The registers of the x87 as its instructions see them: a stack with faults, exceptions that are
 * kept for the next instruction, and what is remembered of the last one.
 */
final class X87Stack {
  /** The significand of the indefinite number. */
  static final long INDEFINITE = 0xC000000000000000L;

  /** Sign and exponent of the indefinite number. */
  static final int INDEFINITE_HIGH = 0xFFFF;

  private static final int STACK_FAULT = 0x40;
  private static final int CR0_EM = 4;
  private static final int CR0_TS = 8;

  final FpuState fpu;
  final X87Unit unit = new X87Unit();
  private final CpuState state;
  private final Operands operands;
  private int control = -1;

  X87Stack(Core core) {
    state = core.state;
    fpu = state.fpu();
    operands = core.operands;
  }

  /** #NM where an x87 instruction may not run (SDM vol. 3, 13.1). */
  void check() {
    if ((state.cr(CpuState.CR0) & (CR0_EM | CR0_TS)) != 0) {
      throw GuestFault.of(Vector.NM);
    }
  }

  /** The checks of all but the few instructions that do not wait: #NM, and #MF if one waits. */
  void checkWaiting() {
    check();
    checkPending();
  }

  /** #MF if an exception waits. */
  void checkPending() {
    if (fpu.exceptionWaits()) {
      throw GuestFault.of(Vector.MF);
    }
  }

  /** Begins an instruction that computes: no fault may come after this. */
  void begin(Insn insn) {
    int opcode = (insn.opcode() & 7) << 8 | insn.modrm();
    int selector = state.selector(CpuState.CS);
    if (insn.hasMemory()) {
      int data = state.selector(insn.segment());
      fpu.setLast(opcode, selector, state.rip(), data, operands.offset(insn));
    } else {
      fpu.setLast(opcode, selector, state.rip(), fpu.dataSelector(), fpu.dataPointer());
    }
    if (fpu.control() != control) {
      control = fpu.control();
      unit.control(control);
    }
  }

  private int physical(int index) {
    return fpu.top() + index & 7;
  }

  boolean empty(int index) {
    return (fpu.full() >>> physical(index) & 1) == 0;
  }

  long significand(int index) {
    return fpu.significand(physical(index));
  }

  int signExponent(int index) {
    return fpu.signExponent(physical(index));
  }

  /** Gives the unit a register as its first operand. */
  void first(int index) {
    unit.first(significand(index), signExponent(index));
  }

  /** Gives the unit a register as its second operand. */
  void second(int index) {
    unit.second(significand(index), signExponent(index));
  }

  /** Fills a register. */
  void set(int index, long significand, int signExponent) {
    int physical = physical(index);
    fpu.setRegister(physical, significand, signExponent);
    fpu.setFull(fpu.full() | 1 << physical);
  }

  void setIndefinite(int index) {
    set(index, INDEFINITE, INDEFINITE_HIGH);
  }

  void free(int index) {
    fpu.setFull(fpu.full() & ~(1 << physical(index)));
  }

  void push(long significand, int signExponent) {
    fpu.setTop(fpu.top() - 1);
    set(0, significand, signExponent);
  }

  void pop() {
    free(0);
    fpu.setTop(fpu.top() + 1);
  }

  /** Whether a push would overwrite a register that is full. */
  boolean pushOverflows() {
    return !empty(7);
  }

  /** A register that should be full is empty; true if that is masked. */
  boolean underflow() {
    return stackFault(0);
  }

  /** A register that should be empty is full; true if that is masked. */
  boolean overflow() {
    return stackFault(FloatFlags.C1);
  }

  private boolean stackFault(int c1) {
    raise(FloatFlags.INVALID | STACK_FAULT, FloatFlags.C1, c1);
    return (fpu.control() & FloatFlags.INVALID) != 0;
  }

  /** Adds exceptions to the status word, and sets these condition codes in it. */
  void raise(int exceptions, int codes, int values) {
    fpu.setStatus(fpu.status() & ~codes | values & codes | exceptions);
    fpu.settle();
  }

  /** Clears C1, as most instructions do that raise nothing. */
  void clearC1() {
    fpu.setStatus(fpu.status() & ~FloatFlags.C1);
  }

  /** Takes over the exceptions of the unit, and C1; true if there is a result to be stored. */
  boolean settle() {
    return settle(FloatFlags.C1);
  }

  /** Takes over the exceptions of the unit and some of its condition codes. */
  boolean settle(int codes) {
    raise(unit.raised(), codes, unit.conditions());
    return !unit.suppressed();
  }

  /** Stores the unit's result. */
  void deliver(int index) {
    set(index, unit.significand(), unit.signExponent());
  }
}
