package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.s;
import static dev.xenolith.hv.machine.cpu.interpret.Code.x;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.mmu.Tlb;
import jdk.internal.misc.Unsafe;

/**
 * Operands as packed code names them, in flat segments: one look into the translation buffer, and
 * whatever is not there goes through {@link DataMemory}. A look fails too when the access crosses a
 * page, for then the tags cannot be equal.
 */
abstract class HotMemory {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final long PAGE_MASK = -4096;
  private static final int RSP = CpuState.RSP;

  final Core core;
  final long[] gpr;
  final Alu alu;

  /** The table of the {@link Tlb} that instructions are fetched through. */
  int fetchTable;

  private long readTable;
  private long writeTable;
  private long generation;

  HotMemory(Core core) {
    this.core = core;
    this.gpr = core.gpr;
    this.alu = core.alu;
  }

  /** Takes over which translations are good now. */
  final void refreshTables() {
    Tlb tlb = core.walk.tlb();
    int user = core.state.cpl() == 3 ? Tlb.USER : 0;
    fetchTable = Tlb.FETCH + user;
    readTable = tlb.table(Tlb.READ + user);
    writeTable = tlb.table(Tlb.WRITE + user);
    generation = tlb.generation();
  }

  /** The address of a memory operand in 64-bit code. */
  final long address(int base, long w) {
    return gpr[base] + (gpr[x(w)] << s(w)) + (w >> 32);
  }

  /** The address of a memory operand in 32-bit code. */
  final long offset(int base, long w) {
    return gpr[base] + (gpr[x(w)] << s(w)) + (w >> 32) & LOW_32;
  }

  final long load64(long linear) {
    long entry = readTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 7 & PAGE_MASK | generation)) {
      return UNSAFE.getLong(linear + UNSAFE.getLong(entry + 8));
    }
    return core.data.read(CpuState.DS, linear, 8);
  }

  final long load32(long linear) {
    long entry = readTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 3 & PAGE_MASK | generation)) {
      return UNSAFE.getInt(linear + UNSAFE.getLong(entry + 8)) & LOW_32;
    }
    return core.data.read(CpuState.DS, linear, 4);
  }

  final long load16(long linear) {
    long entry = readTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 1 & PAGE_MASK | generation)) {
      return UNSAFE.getShort(linear + UNSAFE.getLong(entry + 8)) & 0xFFFFL;
    }
    return core.data.read(CpuState.DS, linear, 2);
  }

  final long load8(long linear) {
    long entry = readTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear & PAGE_MASK | generation)) {
      return UNSAFE.getByte(linear + UNSAFE.getLong(entry + 8)) & 0xFFL;
    }
    return core.data.read(CpuState.DS, linear, 1);
  }

  final void store64(long linear, long value) {
    long entry = writeTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 7 & PAGE_MASK | generation)) {
      UNSAFE.putLong(linear + UNSAFE.getLong(entry + 8), value);
    } else {
      core.data.write(CpuState.DS, linear, 8, value);
    }
  }

  final void store32(long linear, long value) {
    long entry = writeTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 3 & PAGE_MASK | generation)) {
      UNSAFE.putInt(linear + UNSAFE.getLong(entry + 8), (int) value);
    } else {
      core.data.write(CpuState.DS, linear, 4, value);
    }
  }

  final void store16(long linear, long value) {
    long entry = writeTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 1 & PAGE_MASK | generation)) {
      UNSAFE.putShort(linear + UNSAFE.getLong(entry + 8), (short) value);
    } else {
      core.data.write(CpuState.DS, linear, 2, value);
    }
  }

  final void store8(long linear, long value) {
    long entry = writeTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear & PAGE_MASK | generation)) {
      UNSAFE.putByte(linear + UNSAFE.getLong(entry + 8), (byte) value);
    } else {
      core.data.write(CpuState.DS, linear, 1, value);
    }
  }

  final long byteRegister(int number) {
    return gpr[number & 15] >>> (number >> 4 << 3) & 0xFF;
  }

  final void setByteRegister(int number, long value) {
    int shift = number >> 4 << 3;
    gpr[number & 15] = gpr[number & 15] & ~(0xFFL << shift) | (value & 0xFF) << shift;
  }

  final void push64(long value) {
    long to = gpr[RSP] - 8;
    store64(to, value);
    gpr[RSP] = to;
  }

  final long pop64() {
    long from = gpr[RSP];
    long value = load64(from);
    gpr[RSP] = from + 8;
    return value;
  }

  final void leave64() {
    long frame = gpr[CpuState.RBP];
    long value = load64(frame);
    gpr[RSP] = frame + 8;
    gpr[CpuState.RBP] = value;
  }

  final void push32(long value) {
    long to = gpr[RSP] - 4 & LOW_32;
    store32OnStack(to, value);
    gpr[RSP] = to;
  }

  final void store32OnStack(long linear, long value) {
    long entry = writeTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 3 & PAGE_MASK | generation)) {
      UNSAFE.putInt(linear + UNSAFE.getLong(entry + 8), (int) value);
    } else {
      core.data.write(CpuState.SS, linear, 4, value);
    }
  }

  final long operate(int operation, long left, long right, int width) {
    return switch (operation) {
      case Code.ADD -> alu.add(left, right, width);
      case Code.OR -> alu.or(left, right, width);
      case Code.ADC -> alu.adc(left, right, width);
      case Code.SBB -> alu.sbb(left, right, width);
      case Code.AND -> alu.and(left, right, width);
      case Code.SUB -> alu.sub(left, right, width);
      case Code.XOR -> alu.xor(left, right, width);
      case Code.CMP -> alu.sub(left, right, width);
      default -> alu.and(left, right, width);
    };
  }

  final void modify32(int operation, long linear, long right) {
    long entry = writeTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 3 & PAGE_MASK | generation)) {
      long host = linear + UNSAFE.getLong(entry + 8);
      UNSAFE.putInt(host, (int) operate(operation, UNSAFE.getInt(host) & LOW_32, right, 32));
    } else {
      long old = core.data.readForWrite(CpuState.DS, linear, 4);
      core.data.writeBack(4, operate(operation, old, right, 32));
    }
  }

  final void modify64(int operation, long linear, long right) {
    long entry = writeTable + (linear >>> Tlb.INDEX_SHIFT & Tlb.INDEX_MASK);
    if (UNSAFE.getLong(entry) == (linear + 7 & PAGE_MASK | generation)) {
      long host = linear + UNSAFE.getLong(entry + 8);
      UNSAFE.putLong(host, operate(operation, UNSAFE.getLong(host), right, 64));
    } else {
      long old = core.data.readForWrite(CpuState.DS, linear, 8);
      core.data.writeBack(8, operate(operation, old, right, 64));
    }
  }

  final void modify8(int operation, long linear, long right) {
    if (operation >= Code.CMP) {
      operate(operation, load8(linear), right, 8);
    } else {
      long old = core.data.readForWrite(CpuState.DS, linear, 1);
      core.data.writeBack(1, operate(operation, old, right, 8));
    }
  }

  final void modifyRegister8(int operation, int register, long right) {
    long result = operate(operation, byteRegister(register), right, 8);
    if (operation < Code.CMP) {
      setByteRegister(register, result);
    }
  }

  final void step64(long linear, boolean up) {
    long old = core.data.readForWrite(CpuState.DS, linear, 8);
    core.data.writeBack(8, up ? alu.inc(old, 64) : alu.dec(old, 64));
  }

  final void step32(long linear, boolean up) {
    long old = core.data.readForWrite(CpuState.DS, linear, 4);
    core.data.writeBack(4, up ? alu.inc(old, 32) : alu.dec(old, 32));
  }
}
