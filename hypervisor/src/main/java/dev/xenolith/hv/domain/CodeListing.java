package dev.xenolith.hv.domain;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.decode.ByteSource;
import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Disassembler;
import dev.xenolith.hv.machine.cpu.decode.Syntax;
import java.util.ArrayList;
import java.util.List;

/** The instructions around the one a vCPU stands at, disassembled. */
final class CodeListing {
  private static final int BEFORE = 24;
  private static final int LINES_BEFORE = 4;
  private static final int LINES_AFTER = 4;

  private final CpuState cpu;
  private final LinearMemory memory;
  private final Disassembler disassembler = new Disassembler(Syntax.ATT);
  private final CodeMode mode;
  private final byte[] one = new byte[1];

  CodeListing(CpuState cpu, LinearMemory memory) {
    this.cpu = cpu;
    this.memory = memory;
    if (cpu.longCode()) {
      mode = CodeMode.BITS64;
    } else {
      mode = cpu.segment(CpuState.CS).big() ? CodeMode.BITS32 : CodeMode.BITS16;
    }
  }

  /** A line for each instruction, the current one marked; empty if the code cannot be read. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (byteAt(cpu.rip()) < 0) {
      return lines;
    }
    List<String> before = before();
    lines.addAll(before.subList(Math.max(0, before.size() - LINES_BEFORE), before.size()));
    long at = cpu.rip();
    for (int i = 0; i < LINES_AFTER; i++) {
      int length = add(lines, at, i == 0 ? "=>" : "  ");
      if (length == 0) {
        break;
      }
      at += length;
    }
    return lines;
  }

  /**
   * Instructions have no marked beginning: the farthest start is taken from which decoding meets
   * RIP.
   */
  private List<String> before() {
    for (int back = BEFORE; back > 0; back--) {
      List<String> lines = new ArrayList<>();
      long at = cpu.rip() - back;
      int length = 1;
      while (at < cpu.rip() && length > 0) {
        length = add(lines, at, "  ");
        at += length;
      }
      boolean valid = lines.stream().noneMatch(l -> l.contains(Disassembler.BAD));
      if (at == cpu.rip() && length > 0 && valid) {
        return lines;
      }
    }
    return List.of();
  }

  private int add(List<String> lines, long at, String mark) {
    ByteSource source = index -> byteAt(at + index);
    String text = disassembler.disassemble(mode, source, at);
    int length = Math.max(disassembler.last().length(), 1);
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int value = byteAt(at + i);
      if (value < 0) {
        return 0;
      }
      bytes.append("%02x".formatted(value));
    }
    lines.add("  %s %8x: %-20s %s".formatted(mark, at, bytes, text));
    return length;
  }

  private int byteAt(long rip) {
    long linear = cpu.base(CpuState.CS) + rip;
    if (mode != CodeMode.BITS64) {
      linear &= 0xFFFFFFFFL;
    }
    return memory.read(linear, one, 0, 1) == 0 ? one[0] & 0xFF : -1;
  }
}
