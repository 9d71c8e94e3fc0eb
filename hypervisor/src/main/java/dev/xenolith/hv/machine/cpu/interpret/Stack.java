package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;

/** The stack: SS and as much of RSP as the stack's size says. */
final class Stack {
  private static final int RSP = CpuState.RSP;

  private final CpuState state;
  private final DataMemory data;
  private final long[] gpr;
  private int bits;

  Stack(CpuState state, DataMemory data) {
    this.state = state;
    this.data = data;
    this.gpr = state.gprs();
  }

  /** Takes over the stack's size from SS and the mode. */
  void refresh() {
    bits = state.longCode() ? 64 : state.segment(CpuState.SS).big() ? 32 : 16;
  }

  /** The stack's address size: 16, 32 or 64. */
  int bits() {
    return bits;
  }

  /** The stack pointer. */
  long pointer() {
    return Alu.truncate(gpr[RSP], bits);
  }

  /** Sets as much of RSP as the stack's size says. */
  void setPointer(long value) {
    gpr[RSP] = bits == 16 ? gpr[RSP] & ~0xFFFFL | value & 0xFFFF : Alu.truncate(value, bits);
  }

  /** Pushes. RSP moves only if the write succeeds. */
  void push(long value, int bytes) {
    long to = Alu.truncate(gpr[RSP] - bytes, bits);
    data.write(CpuState.SS, to, bytes, value);
    setPointer(to);
  }

  /** Reads what stands above the stack pointer, without moving it. */
  long peek(int above, int bytes) {
    return data.read(CpuState.SS, Alu.truncate(gpr[RSP] + above, bits), bytes);
  }

  /** Writes below the stack pointer, without moving it. */
  void poke(int below, int bytes, long value) {
    data.write(CpuState.SS, Alu.truncate(gpr[RSP] - below, bits), bytes, value);
  }

  /** Raises the fault that {@link #poke} would, writing nothing. */
  void probe(int below, int bytes) {
    data.readForWrite(CpuState.SS, Alu.truncate(gpr[RSP] - below, bits), bytes);
  }

  /** Drops bytes. */
  void drop(int bytes) {
    setPointer(gpr[RSP] + bytes);
  }
}
