package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/** PUSH, POP and their relatives. */
final class StackOps {
  private static final int RSP = CpuState.RSP;
  private static final int RBP = CpuState.RBP;
  private static final int REGISTERS = 8;
  private static final int NESTING = 31;

  private final Core core;
  private final Stack stack;
  private final Operands operands;
  private final long[] gpr;

  StackOps(Core core) {
    this.core = core;
    this.stack = core.stack;
    this.operands = core.operands;
    this.gpr = core.gpr;
  }

  int execute(Insn insn) {
    int bytes = insn.operandSize() >> 3;
    switch (insn.op()) {
      case PUSH -> stack.push(operands.read(insn, 0), bytes);
      case PUSH_SREG -> stack.push(core.state.selector(insn.register(0)), bytes);
      case POP -> pop(insn, bytes);
      case POP_SREG -> popSegment(insn, bytes);
      case PUSHA -> pushAll(bytes);
      case POPA -> popAll(bytes);
      case PUSHF -> stack.push(core.state.rflags() & ~(Rflags.VM | Rflags.RF), bytes);
      case POPF -> popFlags(bytes);
      case ENTER -> enter((int) insn.imm() & 0xFFFF, (int) insn.imm2() & NESTING, bytes);
      case LEAVE -> leave(bytes);
      default -> throw new IllegalStateException("not a stack instruction: " + insn.op());
    }
    return Outcome.NEXT;
  }

  private void pop(Insn insn, int bytes) {
    long value = stack.peek(0, bytes);
    long before = gpr[RSP];
    // A destination addressed through RSP sees it after the increment; POP RSP ends with the value
    // popped.
    stack.drop(bytes);
    if (Operands.isMemory(insn, 0)) {
      long offset = operands.offset(insn);
      long after = gpr[RSP];
      gpr[RSP] = before;
      core.data.write(insn.segment(), offset, bytes, value);
      gpr[RSP] = after;
    } else {
      operands.write(insn, 0, value);
    }
  }

  private void popSegment(Insn insn, int bytes) {
    int segment = insn.register(0);
    int selector = (int) stack.peek(0, bytes) & 0xFFFF;
    core.segments.loadOrFault(segment, selector, core.state.cpl());
    stack.drop(bytes);
    core.state.setInterruptShadow(segment == CpuState.SS);
  }

  private void pushAll(int bytes) {
    // A fault in the middle leaves what was written; the stack pointer has not moved.
    for (int i = 0; i < REGISTERS; i++) {
      stack.poke((i + 1) * bytes, bytes, Alu.truncate(gpr[i], 8 * bytes));
    }
    stack.drop(-REGISTERS * bytes);
  }

  private void popAll(int bytes) {
    // A fault in the middle leaves what was popped; the stack pointer has not moved.
    for (int i = 0; i < REGISTERS; i++) {
      long value = stack.peek(i * bytes, bytes);
      int register = REGISTERS - 1 - i;
      if (register != RSP) {
        operands.setGpr(register, 8 * bytes, value);
      }
    }
    stack.drop(REGISTERS * bytes);
  }

  private void popFlags(int bytes) {
    long popped = stack.peek(0, bytes);
    stack.drop(bytes);
    FlagLoads.load(core.state, popped, bytes, core.state.cpl(), false);
  }

  private void enter(int size, int level, int bytes) {
    int width = stack.bits();
    long frame = Alu.truncate(gpr[RSP] - bytes, width);
    long lowest = Alu.truncate(frame - (long) level * bytes, width);
    // On a 16-bit stack the frame pointer still gets the upper half of the stack pointer.
    long pointer = width == 16 ? gpr[RSP] & ~0xFFFFL | frame : frame;
    stack.poke(bytes, bytes, Alu.truncate(gpr[RBP], 8 * bytes));
    long base = gpr[RBP];
    for (int i = 1; i < level; i++) {
      base -= bytes;
      long link = core.data.read(CpuState.SS, Alu.truncate(base, width), bytes);
      stack.poke((i + 1) * bytes, bytes, link);
    }
    if (level > 0) {
      stack.poke((level + 1) * bytes, bytes, Alu.truncate(pointer, 8 * bytes));
    }
    long top = Alu.truncate(lowest - size, width);
    // The new top of the stack must be writable, though nothing is written there.
    core.data.readForWrite(CpuState.SS, top, bytes);
    operands.setGpr(RBP, 8 * bytes, pointer);
    stack.setPointer(top);
  }

  private void leave(int bytes) {
    long frame = Alu.truncate(gpr[RBP], stack.bits());
    long link = core.data.read(CpuState.SS, frame, bytes);
    stack.setPointer(frame + bytes);
    operands.setGpr(RBP, 8 * bytes, link);
  }
}
