package dev.xenolith.hv.vectors;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A case while it is being made: its sizes, registers, bytes and patches. */
final class Draft {
  static final int EAX = 0;
  static final int ECX = 1;
  static final int EDX = 2;
  static final int EBX = 3;
  static final int ESP = 4;
  static final int EBP = 5;
  static final int ESI = 6;
  static final int EDI = 7;

  final InsnForm form;
  final SplitMix random;
  final int[] gpr = new int[8];
  final int[] selectors = new int[6];
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final List<SiliconCase.Patch> patches = new ArrayList<>();
  int flags;
  int codeOffset;

  /** Bytes of the operand size and of addresses: 2 or 4. */
  int operandSize;

  int addressSize;

  /** The segment register that a memory operand goes through by prefix, or -1. */
  int override = -1;

  boolean locked;
  boolean repeated;

  /** Linear address of the memory operand, when there is one. */
  int target;

  boolean inMemory;

  Draft(InsnForm form, SplitMix random) {
    this.form = form;
    this.random = random;
  }

  void emit(int value) {
    bytes.write(value);
  }

  void emit(int value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.write(value >>> 8 * i);
    }
  }

  int selector(int segment) {
    return selectors[segment];
  }

  int base(int segment) {
    return SiliconLdt.base(selectors[segment]);
  }

  /** Sets the part of a register that addresses of the current size use, leaving the rest. */
  void setAddress(int register, int value) {
    gpr[register] = addressSize == 4 ? value : gpr[register] & 0xFFFF0000 | value & 0xFFFF;
  }

  /** Whether the stack is addressed with all of ESP. */
  boolean wideStack() {
    return SiliconLdt.big(selectors[SiliconCase.SS]);
  }

  /** Linear address of the top of the stack, plus an offset. */
  int stackTop(int offset) {
    int sp = gpr[ESP] + offset;
    return base(SiliconCase.SS) + (wideStack() ? sp : sp & 0xFFFF);
  }

  /** Puts bytes into memory, as far as the windows reach and patches are left. */
  void patch(int address, int value, int size) {
    byte[] b = new byte[size];
    for (int i = 0; i < size; i++) {
      b[i] = (byte) (i < 4 ? value >>> 8 * i : 0);
    }
    patch(address, b);
  }

  void patch(int address, byte[] b) {
    if (patches.size() < 4 && Windows.holds(address)) {
      patches.add(new SiliconCase.Patch(address, b));
    }
  }

  SiliconCase finish(int undefined) {
    byte[] all = bytes.toByteArray();
    byte[] insn = all.length > 15 ? java.util.Arrays.copyOf(all, 15) : all;
    int eip = Windows.CODE + codeOffset - base(SiliconCase.CS);
    var in = new SiliconCase.Registers(gpr, eip, flags, selectors);
    return new SiliconCase(in, insn, codeOffset, List.copyOf(patches), undefined);
  }
}
