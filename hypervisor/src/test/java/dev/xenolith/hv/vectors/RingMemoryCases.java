package dev.xenolith.hv.vectors;

import java.util.List;

/**
 * Pages and segments as each ring sees them: user and supervisor pages, write protection, limits,
 * alignment.
 */
final class RingMemoryCases {
  private static final int INNER = TestMachine.INNER_PAGE;
  private static final int READ_ONLY = Windows.DATA + Windows.DATA_WRITABLE;
  private static final int KERNEL_HALF = 0x80000;
  private static final int[] LOAD = {0x8B, 0x03};
  private static final int[] STORE = {0x89, 0x03};
  private static final int[] LOCKED = {0xF0, 0x01, 0x03};

  private RingMemoryCases() {}

  static void add(List<RingCase> cases, int ring) {
    int[] places = {
      Windows.DATA,
      READ_ONLY + 0x10,
      INNER + 0x10,
      INNER - 2,
      INNER + 0xFFE,
      READ_ONLY - 2,
      Windows.DATA - 4,
      Windows.CODE,
      TestMachine.TABLES + 0x800,
      0x50000000
    };
    for (int at : places) {
      for (int[] insn : new int[][] {LOAD, STORE, LOCKED, {0xFF, 0x33}, {0x8F, 0x03}}) {
        cases.add(new RingDraft(ring).gpr(Draft.EBX, at).insn(insn).make());
      }
      cases.add(new RingDraft(ring).gpr(Draft.EBX, at).insn(0xFF, 0xE3).make()); // fetch from there
      cases.add(new RingDraft(ring).gpr(Draft.ESP, at + 4).insn(0x50).make());
      cases.add(new RingDraft(ring).gpr(Draft.ESP, at).insn(0x58).make());
    }
    limits(cases, ring);
    alignment(cases, ring);
    nullSegments(cases, ring);
  }

  private static void limits(List<RingCase> cases, int ring) {
    for (int stack : new int[] {20 + ring, 24 + ring, 28 + ring}) {
      int selector = stack << 3 | ring;
      for (int pointer :
          new int[] {
            0, 1, 2, 3, 4, 0xFFE, 0xFFF, 0x1000, 0x1001, 0x1004, 0x17FC, 0x17FD, 0x1800, 0x1804
          }) {
        // IRET to a 16-bit stack leaves the upper half of the kernel's stack pointer.
        int sp = stack == 20 + ring ? KERNEL_HALF | pointer : pointer;
        for (int insn : new int[] {0x50, 0x58, 0x60, 0x61, 0xC3, 0xC9}) {
          if (insn == 0x61 && stack == 28 + ring) {
            continue; // POPA that fails half-way: Bochs keeps nothing, silicon what was popped
          }
          RingDraft d = new RingDraft(ring).segment(SiliconCase.SS, selector).gpr(Draft.ESP, sp);
          cases.add(d.gpr(Draft.EBP, sp).insn(insn).make());
        }
        if (stack == 20 + ring && pointer < 8) {
          continue; // Bochs lets a far call's pushes not wrap in a 16-bit stack; silicon does
        }
        RingDraft far = new RingDraft(ring).segment(SiliconCase.SS, selector).gpr(Draft.ESP, sp);
        int to = Windows.CODE + 0x1500;
        int code = RingTables.code(ring);
        far.insn(0x9A, to & 0xFF, to >>> 8 & 0xFF, to >>> 16 & 0xFF, to >>> 24, code, 0);
        cases.add(far.make());
      }
    }
    for (int type = 0; type < 16; type += 2) {
      if (type == 8 || type == 12) {
        continue; // execute-only code cannot be loaded to begin with
      }
      int selector = RingTables.local(RingTables.SEGMENTS + 16 * 3 + type + 1, 3);
      for (int at : new int[] {0, 0x1FFB, 0x1FFC, 0x1FFD, 0x1FFF, 0x2000, 0xFFFFFFFC, 0xFFFFFFFD}) {
        RingDraft read = new RingDraft(ring).segment(SiliconCase.DS, selector);
        cases.add(read.gpr(Draft.EBX, at).insn(LOAD).make());
        RingDraft write = new RingDraft(ring).segment(SiliconCase.ES, selector);
        cases.add(write.gpr(Draft.EBX, at).insn(0x26, 0x89, 0x03).make());
      }
    }
  }

  private static void alignment(List<RingCase> cases, int ring) {
    for (int at : new int[] {0, 1, 2, 3, 4, 6}) {
      for (int[] insn :
          new int[][] {
            LOAD, {0x66, 0x8B, 0x03}, STORE, {0x8A, 0x03}, {0xFF, 0x33}, {0x0F, 0x01, 0x03}
          }) {
        RingDraft d =
            new RingDraft(ring).flags(RingDraft.AC).gpr(Draft.EBX, Windows.DATA + 0x200 + at);
        cases.add(d.insn(insn).make());
      }
      RingDraft push = new RingDraft(ring).flags(RingDraft.AC);
      cases.add(push.gpr(Draft.ESP, RingDraft.STACK_TOP + at).insn(0x50).make());
    }
  }

  private static void nullSegments(List<RingCase> cases, int ring) {
    RingDraft d = new RingDraft(ring).segment(SiliconCase.DS, 0);
    cases.add(d.gpr(Draft.EBX, Windows.DATA).insn(LOAD).make());
    RingDraft f = new RingDraft(ring).segment(SiliconCase.FS, 0);
    cases.add(f.gpr(Draft.EBX, Windows.DATA).insn(0x64, 0x89, 0x03).make());
  }
}
