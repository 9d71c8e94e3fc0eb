package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.a;
import static dev.xenolith.hv.machine.cpu.interpret.Code.b;
import static dev.xenolith.hv.machine.cpu.interpret.Code64.shift;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.decode.Op;

/**
 * The packed forms of 64-bit code that are too rare for the loop's own switch, and what the loop's
 * cases have in common.
 */
abstract class RareForms extends PackedLoop {
  private static final int RAX = CpuState.RAX;
  private static final int RCX = CpuState.RCX;
  private static final int RDX = CpuState.RDX;
  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final long LOW_16 = 0xFFFF;
  private static final int BIT_SET = 1;
  private static final int BIT_RESET = 2;

  /** Where the guest goes on when compiled code has left. */
  long leftTo;

  RareForms(Core core, CodeCache cache, Executor executor) {
    super(core, cache, executor);
  }

  /** Whether a target is not canonical. */
  static boolean strange(long target) {
    return target << 16 >> 16 != target;
  }

  /** Leaves before an instruction that is to fault; answers how much of the budget is left. */
  final int strange(int ip, int left) {
    why = FAULT_OF_SEGMENT;
    core.state.setRip(cache.ripAt[ip]);
    return left - cache.indexAt[ip];
  }

  // Comparisons of the upper 64 - shift bits' worth of two numbers, which set the flags too.

  final boolean below(long left, long right, int shift) {
    alu.sub(left, right, 64 - shift);
    return (left << shift) + Long.MIN_VALUE < (right << shift) + Long.MIN_VALUE;
  }

  final boolean above(long left, long right, int shift) {
    alu.sub(left, right, 64 - shift);
    return (left << shift) + Long.MIN_VALUE > (right << shift) + Long.MIN_VALUE;
  }

  final boolean equal(long left, long right, int shift) {
    alu.sub(left, right, 64 - shift);
    return left - right << shift == 0;
  }

  final boolean less(long left, long right, int shift) {
    alu.sub(left, right, 64 - shift);
    return left << shift < right << shift;
  }

  final boolean greater(long left, long right, int shift) {
    alu.sub(left, right, 64 - shift);
    return left << shift > right << shift;
  }

  final boolean zero(long value, int shift) {
    alu.logic(value, 64 - shift);
    return value << shift == 0;
  }

  final boolean negative(long value, int shift) {
    alu.logic(value, 64 - shift);
    return value << shift < 0;
  }

  final boolean positive(long value, int shift) {
    alu.logic(value, 64 - shift);
    return value << shift > 0;
  }

  final long load(long linear, int shift) {
    return shift == 0 ? load64(linear) : load32(linear);
  }

  final void modify(long w, long linear, long right) {
    if (shift(w) == 0) {
      modify64(Code64.operation(w), linear, right);
    } else {
      modify32(Code64.operation(w), linear, right);
    }
  }

  final void step(long linear, boolean up, int shift) {
    if (shift == 0) {
      step64(linear, up);
    } else {
      step32(linear, up);
    }
  }

  private long readForWrite(long linear, int shift) {
    return core.data.readForWrite(CpuState.DS, linear, shift == 0 ? 8 : 4);
  }

  private void writeBack(long value, int shift) {
    core.data.writeBack(shift == 0 ? 8 : 4, value);
  }

  /** A register cut to the operand's size. */
  private long cut(int register, int shift) {
    return gpr[register] & -1L >>> shift;
  }

  /** Runs compiled code; answers how much of the budget is left. */
  final int compiled(long w, int left) {
    Region region = cache.region((int) (w >> 32));
    boolean far = region.mapped(core.walk.tlb(), cache.memoryBase(), fetchTable);
    return region.code.run(this, gpr, alu, far, left);
  }

  /** Runs one; answers how many words it has beyond the first. */
  final int rare(int ip, long w) {
    int operation = (int) w & Code.OPERATION;
    if (operation < Code64.XCHG_RR) {
      compute(operation, w);
    } else if (operation < Code64.BIT_RR) {
      exchange(operation, w);
    } else if (operation < Code64.MUL_M) {
      return bitsAndWords(operation, w, cache.code[ip + 1]);
    } else if (operation < Code64.IMUL_RR_QUIET) {
      return widen(operation, w, cache.code[ip + 1]);
    } else {
      boolean immediate = operation == Code64.IMUL_RRI_QUIET;
      long product = immediate ? gpr[b(w)] * (w >> 32) : gpr[a(w)] * gpr[b(w)];
      gpr[a(w)] = product & -1L >>> shift(w);
    }
    return 0;
  }

  private void compute(int operation, long w) {
    int shift = shift(w);
    int width = 64 - shift;
    int register = a(w);
    long value = cut(register, shift);
    int count = (int) (w >> 32);
    switch (operation) {
      case Code64.INC_QUIET -> gpr[register] = value + 1 & -1L >>> shift;
      case Code64.DEC_QUIET -> gpr[register] = value - 1 & -1L >>> shift;
      case Code64.NEG -> gpr[register] = alu.neg(value, width);
      case Code64.NOT -> gpr[register] = ~value & -1L >>> shift;
      case Code64.SHL_CL -> gpr[register] = alu.shl(value, (int) gpr[RCX], width);
      case Code64.SHR_CL -> gpr[register] = alu.shr(value, (int) gpr[RCX], width);
      case Code64.SAR_CL -> gpr[register] = alu.sar(value, (int) gpr[RCX], width);
      case Code64.ROL_CL -> gpr[register] = alu.rol(value, (int) gpr[RCX], width);
      case Code64.ROR_CL -> gpr[register] = alu.ror(value, (int) gpr[RCX], width);
      case Code64.ROL_I -> gpr[register] = alu.rol(value, count, width);
      case Code64.ROR_I -> gpr[register] = alu.ror(value, count, width);
      case Code64.SHLD_I -> gpr[register] = alu.shld(value, cut(b(w), shift), count, width);
      case Code64.SHRD_I -> gpr[register] = alu.shrd(value, cut(b(w), shift), count, width);
      case Code64.IMUL_RR -> gpr[register] = alu.imul(value, cut(b(w), shift), width);
      case Code64.IMUL_RRI -> gpr[register] = alu.imul(cut(b(w), shift), w >> 32, width);
      case Code64.IMUL_RM -> gpr[register] = alu.imul(value, load(address(b(w), w), shift), width);
      case Code64.MUL_R -> multiply(value, width, false);
      case Code64.IMUL_R -> multiply(value, width, true);
      case Code64.RM + Code.ADC,
          Code64.RM32 + Code.ADC,
          Code64.RM + Code.SBB,
          Code64.RM32 + Code.SBB ->
          withCarry(operation, register, address(b(w), w));
      default -> throw new IllegalStateException("no operation " + operation);
    }
  }

  private void multiply(long value, int width, boolean signed) {
    long other = cut(RAX, 64 - width);
    long high = signed ? Alu.imulHigh(other, value, width) : Alu.mulHigh(other, value, width);
    gpr[RAX] = signed ? alu.imul(other, value, width) : alu.mul(other, value, width);
    gpr[RDX] = high;
  }

  /** ADC and SBB of a register with memory. */
  private void withCarry(int form, int register, long linear) {
    int shift = form < Code64.RM32 ? 0 : 32;
    int operation = form & 15;
    gpr[register] = operate(operation, gpr[register], load(linear, shift), 64 - shift);
  }

  private int widen(int operation, long w, long second) {
    int shift = shift(w);
    int width = 64 - shift;
    boolean inRegister = operation == Code64.DIV_R || operation == Code64.IDIV_R;
    long value = inRegister ? cut(a(w), shift) : load(address(b(w), w), shift);
    switch (operation) {
      case Code64.MUL_M -> multiply(value, width, false);
      case Code64.IMUL_M -> multiply(value, width, true);
      case Code64.DIV_R, Code64.DIV_M -> Division.divide(gpr, width, value, false);
      case Code64.IDIV_R, Code64.IDIV_M -> Division.divide(gpr, width, value, true);
      case Code64.IMUL_RMI -> {
        gpr[a(w)] = alu.imul(value, second, width);
        return 1;
      }
      default -> throw new IllegalStateException("no operation " + operation);
    }
    return 0;
  }

  private void exchange(int operation, long w) {
    int shift = shift(w);
    int register = a(w);
    int other = b(w);
    switch (operation) {
      case Code64.XCHG_RR -> {
        long value = cut(register, shift);
        gpr[register] = cut(other, shift);
        gpr[other] = value;
      }
      case Code64.XCHG_MR -> {
        long old = readForWrite(address(other, w), shift);
        writeBack(gpr[register], shift);
        gpr[register] = old;
      }
      case Code64.XADD_MR -> {
        long old = readForWrite(address(other, w), shift);
        writeBack(alu.add(old, gpr[register], 64 - shift), shift);
        gpr[register] = old;
      }
      case Code64.CMPXCHG_MR -> compareExchange(address(other, w), register, shift);
      case Code64.CMOV_RM -> {
        long source = load(address(other, w), shift);
        gpr[register] = alu.condition(Code64.operation(w)) ? source : cut(register, shift);
      }
      case Code64.SETCC_M -> store8(address(other, w), alu.condition(register) ? 1 : 0);
      case Code64.BSWAP -> gpr[register] = Long.reverseBytes(gpr[register]) >>> shift;
      case Code64.BSF, Code64.BSR -> {
        long source = cut(other, shift);
        int found = operation == Code64.BSF ? alu.bsf(source) : alu.bsr(source);
        gpr[register] = source == 0 ? gpr[register] : found;
      }
      case Code64.POPCNT -> count(Op.POPCNT, w);
      case Code64.TZCNT -> count(Op.TZCNT, w);
      case Code64.LZCNT -> count(Op.LZCNT, w);
      default -> extend(operation);
    }
  }

  private void count(Op op, long w) {
    gpr[a(w)] = BitOps.count(alu, op, cut(b(w), shift(w)), 64 - shift(w));
  }

  private void extend(int operation) {
    switch (operation) {
      case Code64.CDQE -> gpr[RAX] = (int) gpr[RAX];
      case Code64.CWDE -> gpr[RAX] = (short) gpr[RAX] & LOW_32;
      case Code64.CQO -> gpr[RDX] = gpr[RAX] >> 63;
      case Code64.CDQ -> gpr[RDX] = (int) gpr[RAX] >> 31 & LOW_32;
      default -> throw new IllegalStateException("no operation " + operation);
    }
  }

  private void compareExchange(long linear, int register, int shift) {
    long old = readForWrite(linear, shift);
    long wanted = cut(RAX, shift);
    boolean equal = old == wanted;
    writeBack(equal ? gpr[register] : old, shift);
    alu.sub(wanted, old, 64 - shift);
    if (!equal) {
      gpr[RAX] = old;
    }
  }

  private int bitsAndWords(int operation, long w, long second) {
    int kind = Code64.operation(w);
    int register = a(w);
    switch (operation) {
      case Code64.BIT_RR -> bitOfRegister(kind, register, gpr[b(w)], shift(w));
      case Code64.BIT_RI -> bitOfRegister(kind, register, w >>> 32, shift(w));
      case Code64.BIT_MR -> {
        int shift = shift(w);
        // A bit index in a register reaches beyond the operand, in both directions.
        long words = gpr[register] << shift >> shift + (shift == 0 ? 6 : 5);
        long at = address(b(w), w) + words * (shift == 0 ? 8 : 4);
        bitOfMemory(kind, at, gpr[register], shift);
      }
      case Code64.BIT_MI -> {
        bitOfMemory(kind, address(b(w), w), second, shift(w));
        return 1;
      }
      case Code64.WORD_RR -> modifyRegister16(kind, register, gpr[b(w)] & LOW_16);
      case Code64.WORD_RI -> modifyRegister16(kind, register, w >>> 32);
      case Code64.WORD_RM -> modifyRegister16(kind, register, load16(address(b(w), w)));
      case Code64.WORD_MR -> modify16(kind, address(b(w), w), gpr[register] & LOW_16);
      case Code64.WORD_MI -> {
        modify16(kind, address(b(w), w), second);
        return 1;
      }
      case Code64.LOAD16 -> setRegister16(register, load16(address(b(w), w)));
      case Code64.MOV16 -> setRegister16(register, gpr[b(w)]);
      case Code64.MOV16_I -> setRegister16(register, w >>> 32);
      case Code64.STORE16_I -> {
        store16(address(b(w), w), second);
        return 1;
      }
      default -> throw new IllegalStateException("no operation " + operation);
    }
    return 0;
  }

  private static long changed(int kind, long value, long mask) {
    return switch (kind) {
      case BIT_SET -> value | mask;
      case BIT_RESET -> value & ~mask;
      default -> value ^ mask;
    };
  }

  private void bitOfRegister(int kind, int register, long index, int shift) {
    long mask = 1L << (index & 63 - shift);
    long value = cut(register, shift);
    if (kind != 0) {
      gpr[register] = changed(kind, value, mask);
    }
    alu.setCarry((value & mask) != 0);
  }

  private void bitOfMemory(int kind, long linear, long index, int shift) {
    long mask = 1L << (index & 63 - shift);
    long value;
    if (kind == 0) {
      value = load(linear, shift);
    } else {
      value = readForWrite(linear, shift);
      writeBack(changed(kind, value, mask), shift);
    }
    alu.setCarry((value & mask) != 0);
  }

  private void setRegister16(int register, long value) {
    gpr[register] = gpr[register] & ~LOW_16 | value & LOW_16;
  }

  private void modifyRegister16(int operation, int register, long right) {
    long result = operate(operation, gpr[register] & LOW_16, right, 16);
    if (operation < Code.CMP) {
      setRegister16(register, result);
    }
  }

  private void modify16(int operation, long linear, long right) {
    if (operation >= Code.CMP) {
      operate(operation, load16(linear), right, 16);
    } else {
      long old = core.data.readForWrite(CpuState.DS, linear, 2);
      core.data.writeBack(2, operate(operation, old, right, 16));
    }
  }
}
