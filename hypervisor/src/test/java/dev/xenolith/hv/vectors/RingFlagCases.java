package dev.xenolith.hv.vectors;

import java.util.List;

/** What rings can do to the flags: POPF, PUSHF, IRET, CLI, STI, at every I/O privilege level. */
final class RingFlagCases {
  private static final int[] IMAGES = {
    0x2, 0x202, 0x1002, 0x2002, 0x3002, 0x3202, 0x4002, 0x4202, 0x7202, 0x10002, 0x10202, 0x20002,
        0x20202,
    0x40202, 0x80202, 0x100202, 0x180002, 0x200202, 0x3F7ED7, 0x3F7CD7, 0x8D7, 0x402, 0xFFFFFEFF,
        0x102, 0x302, 0x8002
  };

  private RingFlagCases() {}

  static void add(List<RingCase> cases, int ring) {
    for (int iopl = 0; iopl < 4; iopl++) {
      for (int image : IMAGES) {
        popf(cases, ring, iopl, image);
        iret(cases, ring, iopl, image);
      }
      for (int more : new int[] {0, 0x8D5, 0x244400}) {
        cases.add(new RingDraft(ring).iopl(iopl).flags(more).insn(0x9C).make());
        cases.add(new RingDraft(ring).iopl(iopl).flags(more).insn(0x66, 0x9C).make());
        cases.add(new RingDraft(ring).iopl(iopl).flags(more | RingDraft.RF).insn(0x9C).make());
        cases.add(new RingDraft(ring).iopl(iopl).flags(more).insn(0xFA).make());
        cases.add(new RingDraft(ring).iopl(iopl).flags(more).noInterrupts().insn(0xFB).make());
        cases.add(new RingDraft(ring).iopl(iopl).flags(more).insn(0xFB).make());
        cases.add(new RingDraft(ring).iopl(iopl).flags(more).noInterrupts().insn(0xFA).make());
      }
    }
    for (int insn : new int[] {0xF8, 0xF9, 0xFC, 0xFD, 0xF5, 0x9E, 0x9F}) {
      cases.add(new RingDraft(ring).insn(insn).make());
    }
  }

  private static void popf(List<RingCase> cases, int ring, int iopl, int image) {
    cases.add(new RingDraft(ring).iopl(iopl).insn(0x9D).stack(4, image).make());
    cases.add(new RingDraft(ring).iopl(iopl).noInterrupts().insn(0x9D).stack(4, image).make());
    cases.add(new RingDraft(ring).iopl(iopl).insn(0x66, 0x9D).stack(2, image).make());
    cases.add(new RingDraft(ring).iopl(iopl).flags(0x2448D5).insn(0x9D).stack(4, image).make());
  }

  private static void iret(List<RingCase> cases, int ring, int iopl, int image) {
    int to = Windows.CODE + 0x1500;
    RingDraft same = new RingDraft(ring).iopl(iopl).insn(0xCF);
    cases.add(same.stack(4, to, RingTables.code(ring), image).make());
    RingDraft off = new RingDraft(ring).iopl(iopl).noInterrupts().insn(0xCF);
    cases.add(off.stack(4, to, RingTables.code(ring), image).make());
    RingDraft narrow = new RingDraft(ring).iopl(iopl).insn(0x66, 0xCF);
    cases.add(narrow.stack(2, 0x1500, 16 + ring << 3 | ring, image).make());
    if (ring < 3) {
      RingDraft outer = new RingDraft(ring).iopl(iopl).insn(0xCF);
      int stack = Windows.STACK + 0x800;
      outer.stack(4, to, RingTables.code(3), image, stack, RingTables.data(3));
      cases.add(outer.make());
    }
    RingDraft nested = new RingDraft(ring).iopl(iopl).flags(RingDraft.NT).insn(0xCF);
    cases.add(nested.stack(4, to, RingTables.code(ring), image).make());
  }
}
