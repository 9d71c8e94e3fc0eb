package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import jdk.internal.misc.Unsafe;

/**
 * String instructions. A repeated one does at most a page at a time and then answers {@link
 * Outcome#AGAIN} with the registers saying how far it got, so that it can be interrupted and so
 * that a fault in the middle is precise.
 */
final class StringOps {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final int RAX = CpuState.RAX;
  private static final int RCX = CpuState.RCX;
  private static final int RSI = CpuState.RSI;
  private static final int RDI = CpuState.RDI;
  private static final int PIECE = 1024;
  private static final int PAGE = 4096;

  private final Core core;
  private final CpuState state;
  private final Operands operands;
  private final Alu alu;
  private final long[] gpr;

  StringOps(Core core) {
    this.core = core;
    this.state = core.state;
    this.operands = core.operands;
    this.alu = core.alu;
    this.gpr = core.gpr;
  }

  int execute(Insn insn) {
    if (insn.op() == Op.INS || insn.op() == Op.OUTS) {
      SystemOps.checkPorts(state);
    }
    if (!insn.repeated()) {
      step(insn);
      return Outcome.NEXT;
    }
    int size = insn.addressSize();
    if (operands.gpr(RCX, size) == 0) {
      return Outcome.NEXT;
    }
    // With TF or a data breakpoint there is a trap after each step.
    boolean single = (state.systemFlags() & Rflags.TF) != 0 || core.breakpoints.watchData();
    int done = single ? 0 : bulkOrNothing(insn);
    if (done > 0) {
      count(size, done);
      return operands.gpr(RCX, size) == 0 ? Outcome.NEXT : Outcome.AGAIN;
    }
    int limit = single ? 1 : PIECE;
    boolean compares = insn.op() == Op.CMPS || insn.op() == Op.SCAS;
    for (int i = 0; i < limit; i++) {
      step(insn);
      count(size, 1);
      boolean ended = compares && alu.zero() == insn.repeatedWhileNotEqual();
      if (ended || operands.gpr(RCX, size) == 0) {
        return Outcome.NEXT;
      }
    }
    return Outcome.AGAIN;
  }

  private void count(int size, int done) {
    operands.setGpr(RCX, size, operands.gpr(RCX, size) - done);
  }

  private long sourceOffset(Insn insn) {
    return operands.gpr(RSI, insn.addressSize());
  }

  private long destinationOffset(Insn insn) {
    return operands.gpr(RDI, insn.addressSize());
  }

  private void step(Insn insn) {
    int bytes = insn.width() >> 3;
    int width = insn.width();
    switch (insn.op()) {
      case MOVS -> {
        store(insn, bytes, load(insn, bytes));
        advance(insn, RSI, bytes);
        advance(insn, RDI, bytes);
      }
      case STOS -> {
        store(insn, bytes, operands.gpr(RAX, width));
        advance(insn, RDI, bytes);
      }
      case LODS -> {
        operands.setGpr(RAX, width, load(insn, bytes));
        advance(insn, RSI, bytes);
      }
      case CMPS -> {
        // ES:rDI is read first: it shows when both fault.
        long b = core.data.read(CpuState.ES, destinationOffset(insn), bytes);
        alu.sub(load(insn, bytes), b, width);
        advance(insn, RSI, bytes);
        advance(insn, RDI, bytes);
      }
      case SCAS -> {
        long b = core.data.read(CpuState.ES, destinationOffset(insn), bytes);
        alu.sub(operands.gpr(RAX, width), b, width);
        advance(insn, RDI, bytes);
      }
      case INS -> {
        store(insn, bytes, -1L);
        advance(insn, RDI, bytes);
      }
      case OUTS -> {
        load(insn, bytes);
        advance(insn, RSI, bytes);
      }
      default -> throw new IllegalStateException("not a string instruction: " + insn.op());
    }
  }

  private long load(Insn insn, int bytes) {
    return core.data.read(insn.segment(), sourceOffset(insn), bytes);
  }

  private void store(Insn insn, int bytes, long value) {
    core.data.write(CpuState.ES, destinationOffset(insn), bytes, value);
  }

  private void advance(Insn insn, int register, int bytes) {
    int size = insn.addressSize();
    boolean down = (state.systemFlags() & Rflags.DF) != 0;
    operands.setGpr(register, size, gpr[register] + (down ? -bytes : bytes));
  }

  private int bulkOrNothing(Insn insn) {
    try {
      return bulk(insn);
    } catch (GuestFault fault) {
      // Nothing was done: going step by step does what comes before the fault, and raises it again.
      return 0;
    }
  }

  /**
   * Does as many steps of a MOVS or STOS at once as neither leave a page nor wrap nor overlap.
   *
   * @return how many; 0 if it must go step by step
   */
  private int bulk(Insn insn) {
    boolean move = insn.op() == Op.MOVS;
    if (!move && insn.op() != Op.STOS
        || (state.systemFlags() & Rflags.DF) != 0
        || core.data.watchful()) {
      return 0;
    }
    int bytes = insn.width() >> 3;
    int size = insn.addressSize();
    long to = destinationOffset(insn);
    long from = sourceOffset(insn);
    int steps = stepsInPage(insn, move);
    int length = steps * bytes;
    if (steps < 2 || move && wraps(from, length, size) || wraps(to, length, size)) {
      return 0;
    }
    long host = core.data.hostToWrite(core.data.linear(CpuState.ES, to, length, true));
    if (move) {
      long source = core.data.hostToRead(core.data.linear(insn.segment(), from, length, false));
      if (host > source && host < source + length) {
        return 0;
      }
      UNSAFE.copyMemory(source, host, length);
      core.data.wrote(host, length);
      operands.setGpr(RSI, size, from + length);
    } else {
      fill(host, steps, bytes);
    }
    operands.setGpr(RDI, size, to + length);
    return steps;
  }

  /** How many steps are left to do and stay in one page, for each operand. */
  private int stepsInPage(Insn insn, boolean move) {
    int bytes = insn.width() >> 3;
    long to = core.data.linear(CpuState.ES, destinationOffset(insn), bytes, true);
    int room = PAGE - (int) (to & PAGE - 1);
    if (move) {
      long from = core.data.linear(insn.segment(), sourceOffset(insn), bytes, false);
      room = Math.min(room, PAGE - (int) (from & PAGE - 1));
    }
    long left = operands.gpr(RCX, insn.addressSize());
    return Long.compareUnsigned(left, room / bytes) < 0 ? (int) left : room / bytes;
  }

  private static boolean wraps(long offset, int length, int size) {
    return Alu.truncate(offset + length - 1, size) != offset + length - 1;
  }

  private void fill(long host, int steps, int bytes) {
    long value = operands.gpr(RAX, bytes << 3);
    if (value == 0 || bytes == 1) {
      UNSAFE.setMemory(host, (long) steps * bytes, (byte) value);
    } else {
      for (int i = 0; i < steps; i++) {
        DataMemory.store(host + (long) i * bytes, bytes, value);
      }
    }
    core.data.wrote(host, steps * bytes);
  }
}
