package dev.xenolith.hv.vectors;

import java.util.ArrayList;
import java.util.List;

/** Builds one ring case: flat segments of the ring, a stack, plain flags, unless told otherwise. */
final class RingDraft {
  static final int STACK_TOP = Windows.STACK + Windows.PAGE;
  static final int CODE_AT = 0x100;
  static final int IF = 0x200;
  static final int TF = 0x100;
  static final int NT = 0x4000;
  static final int RF = 0x10000;
  static final int AC = 0x40000;

  private final int ring;
  private final int[] gpr = new int[8];
  private final int[] selectors = new int[6];
  private final int[] dr = new int[4];
  private final List<SiliconCase.Patch> patches = new ArrayList<>();
  private byte[] insn = new byte[0];
  private int eflags = 2 | IF;
  private int cr4;
  private int dr7;
  private int codeBase;
  private int undefined;

  RingDraft(int ring) {
    this.ring = ring;
    for (int i = 0; i < gpr.length; i++) {
      gpr[i] = 0x11111111 * (i + 1);
    }
    gpr[Draft.ESP] = STACK_TOP;
    for (int i = 0; i < selectors.length; i++) {
      selectors[i] = RingTables.data(3);
    }
    selectors[SiliconCase.CS] = RingTables.code(ring);
    selectors[SiliconCase.SS] = RingTables.data(ring);
  }

  int ring() {
    return ring;
  }

  RingDraft insn(int... bytes) {
    insn = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      insn[i] = (byte) bytes[i];
    }
    return this;
  }

  RingDraft gpr(int register, int value) {
    gpr[register] = value;
    return this;
  }

  RingDraft flags(int more) {
    eflags |= more;
    return this;
  }

  RingDraft iopl(int level) {
    return flags(level << 12);
  }

  RingDraft noInterrupts() {
    eflags &= ~IF;
    return this;
  }

  RingDraft segment(int segment, int selector) {
    selectors[segment] = selector;
    return this;
  }

  /** Runs in the ring's 16-bit code segment. */
  RingDraft code16() {
    selectors[SiliconCase.CS] = 16 + ring << 3 | ring;
    codeBase = Windows.CODE;
    return this;
  }

  RingDraft cr4(int bits) {
    cr4 = bits;
    return this;
  }

  RingDraft breakpoint(int number, int address, int kind, int lengthCode) {
    dr[number] = address;
    dr7 |= 2 << 2 * number | (lengthCode << 2 | kind) << 16 + 4 * number;
    return this;
  }

  /** Puts values of 4 bytes, one after the other, into memory. */
  RingDraft memory(int address, int... values) {
    return values(address, 4, values);
  }

  RingDraft values(int address, int size, int... values) {
    byte[] bytes = new byte[values.length * size];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i / size] >>> 8 * (i % size));
    }
    patches.add(new SiliconCase.Patch(address, bytes));
    return this;
  }

  /** What the instruction finds on the stack, in units of the operand size. */
  RingDraft stack(int size, int... values) {
    return values(STACK_TOP, size, values);
  }

  RingDraft undefined(int flags) {
    undefined = flags;
    return this;
  }

  RingCase make() {
    int eip = Windows.CODE + CODE_AT - codeBase;
    var in = new SiliconCase.Registers(gpr, eip, eflags, selectors);
    var test = new SiliconCase(in, insn, CODE_AT, List.copyOf(patches), undefined);
    return new RingCase(test, cr4, dr, dr7);
  }
}
