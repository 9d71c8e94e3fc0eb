package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.decode.ByteSource;
import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Disassembler;
import dev.xenolith.hv.machine.cpu.decode.Syntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who called whom, read off a guest's stack: the words that are addresses of executable memory
 * right behind a call instruction. Some may be left over from calls long done; those that the chain
 * of frame pointers leads to are not, and are marked.
 */
final class CallTrace {
  /** The stack of a Linux thread; others are smaller. */
  private static final int STACK_BYTES = 16384;

  private static final int MOST = 40;
  private static final int MOST_FRAMES = 64;

  /** A call instruction has 2 to 7 bytes, or 8 with two prefixes. */
  private static final int LONGEST_CALL = 8;

  private static final Pattern CALL = Pattern.compile("(\\w+ )*l?call[wlq]?\\s.*");

  private final CpuState cpu;
  private final LinearMemory memory;
  private final Abi abi;
  private final CodeMode mode;
  private final Disassembler disassembler = new Disassembler(Syntax.ATT);
  private final byte[] word = new byte[8];

  CallTrace(Vcpu vcpu) {
    cpu = vcpu.cpu();
    memory = vcpu.linear();
    abi = vcpu.abi();
    mode = abi == Abi.PV64 ? CodeMode.BITS64 : CodeMode.BITS32;
  }

  /** A line for each return address, the latest call first. */
  List<String> lines() {
    Set<Long> framed = framed();
    List<String> lines = new ArrayList<>();
    long sp = cpu.gpr(CpuState.RSP);
    for (long at = sp; at - sp < STACK_BYTES && lines.size() < MOST; at += abi.wordBytes) {
      if (!fetch(at)) {
        break;
      }
      long address = value();
      if (isBehindCall(address)) {
        String hex = abi == Abi.PV32 ? "%08x".formatted(address) : "%016x".formatted(address);
        lines.add("  %s [<%s>]".formatted(framed.contains(at) ? "*" : " ", hex));
      }
    }
    return lines;
  }

  /** Where on the stack the frame pointers say that return addresses are. */
  private Set<Long> framed() {
    Set<Long> slots = new HashSet<>();
    long from = cpu.gpr(CpuState.RSP);
    long frame = cpu.gpr(CpuState.RBP);
    for (int i = 0; i < MOST_FRAMES && frame - from >= 0 && frame - from < STACK_BYTES; i++) {
      if (!fetch(frame)) {
        break;
      }
      slots.add(frame + abi.wordBytes);
      from = frame + 1; // the caller's frame lies higher, or this is no chain
      frame = value();
    }
    return slots;
  }

  private boolean fetch(long address) {
    return memory.read(linear(cpu.base(CpuState.SS) + address), word, 0, abi.wordBytes) == 0;
  }

  private long value() {
    long value = 0;
    for (int i = abi.wordBytes - 1; i >= 0; i--) {
      value = value << 8 | word[i] & 0xFF;
    }
    return value;
  }

  private long linear(long address) {
    return abi == Abi.PV32 ? address & 0xFFFF_FFFFL : address;
  }

  private boolean isBehindCall(long address) {
    boolean user = abi == Abi.PV64; // where 64-bit kernels run in ring 3 too
    if (memory.translate(linear(address), LinearMemory.Access.EXECUTE, user)
        == LinearMemory.FAULT) {
      return false;
    }
    byte[] before = new byte[LONGEST_CALL];
    for (int length = 2; length <= LONGEST_CALL; length++) {
      int bytes = length;
      ByteSource source = i -> i < bytes ? before[i] & 0xFF : ByteSource.UNAVAILABLE;
      if (memory.read(linear(address - length), before, 0, length) == 0
          && isCall(disassembler.disassemble(mode, source, address - length), length)) {
        return true;
      }
    }
    return false;
  }

  private boolean isCall(String text, int length) {
    return disassembler.last().length() == length && CALL.matcher(text).matches();
  }
}
