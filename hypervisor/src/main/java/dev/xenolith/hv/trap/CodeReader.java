package dev.xenolith.hv.trap;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.decode.ByteSource;
import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Decoded;
import dev.xenolith.hv.machine.cpu.decode.Decoder;
import dev.xenolith.hv.machine.cpu.decode.Insn;

/** Decodes the instruction a vCPU stands at, once more, to see what it wanted. */
final class CodeReader implements ByteSource {
  private final CpuState cpu;
  private final LinearMemory memory;
  private final Decoder decoder = new Decoder();
  private final Insn insn = new Insn();
  private final byte[] one = new byte[1];

  CodeReader(CpuState cpu, LinearMemory memory) {
    this.cpu = cpu;
    this.memory = memory;
  }

  /** The instruction at RIP, or null if there is none. Valid until the next call. */
  Insn decode() {
    return decoder.decode(mode(), this, insn) == Decoded.OK ? insn : null;
  }

  private CodeMode mode() {
    if (cpu.longCode()) {
      return CodeMode.BITS64;
    }
    return cpu.segment(CpuState.CS).big() ? CodeMode.BITS32 : CodeMode.BITS16;
  }

  @Override
  public int at(int index) {
    long linear = cpu.base(CpuState.CS) + cpu.rip() + index;
    if (!cpu.longCode()) {
      linear &= 0xFFFFFFFFL;
    }
    return memory.read(linear, one, 0, 1) == 0 ? one[0] & 0xFF : UNAVAILABLE;
  }

  /** Offset of the memory operand within its segment. */
  long offset(Insn i) {
    long sum = i.displacement();
    if (i.base() == Insn.BASE_RIP) {
      sum += cpu.rip() + i.length();
    } else if (i.base() != Insn.NONE) {
      sum += cpu.gpr(i.base());
    }
    if (i.index() != Insn.NONE) {
      sum += cpu.gpr(i.index()) << i.scaleShift();
    }
    return i.addressSize() == 64 ? sum : sum & (1L << i.addressSize()) - 1;
  }

  /** Linear address of a place in a segment. */
  long linear(int segment, long offset) {
    if (cpu.longCode()) {
      boolean based = segment == CpuState.FS || segment == CpuState.GS;
      return based ? cpu.base(segment) + offset : offset;
    }
    return cpu.base(segment) + offset & 0xFFFFFFFFL;
  }
}
