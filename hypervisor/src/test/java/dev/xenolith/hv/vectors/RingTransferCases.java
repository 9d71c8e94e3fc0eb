package dev.xenolith.hv.vectors;

import java.util.List;

/**
 * Far jumps, calls and returns to every kind of descriptor, IRET to the same, an outer and an inner
 * ring.
 */
final class RingTransferCases {
  private static final int IN_CODE = 0x1500;
  private static final int OUTER_STACK = Windows.STACK + 0x800;

  private RingTransferCases() {}

  static void add(List<RingCase> cases, int ring) {
    RingTables tables = new RingTables();
    for (int selector : RingSelectorCases.selectors(ring)) {
      int index = selector >>> 3;
      boolean known = index < 512 && tables.of(selector) != 0;
      int offset = known && tables.base(selector) == 0 ? Windows.CODE + IN_CODE : IN_CODE;
      transfer(cases, ring, offset, selector);
    }
    for (int to = 0; to < 4; to++) {
      for (int rpl = 0; rpl < 4; rpl++) {
        int selector = RingTables.code(to) & ~3 | rpl;
        transfer(cases, ring, Windows.CODE + IN_CODE, selector);
        for (int stack : stacks(rpl)) {
          outward(cases, ring, selector, stack);
        }
      }
    }
    limits(cases, ring);
  }

  private static int[] stacks(int rpl) {
    return new int[] {
      RingTables.data(rpl),
      RingTables.data((rpl + 1) % 4),
      RingTables.data(rpl) & ~3 | (rpl + 1) % 4,
      0,
      rpl,
      RingTables.local(RingTables.ABSENT_SEGMENTS + 16 * rpl + 2, rpl),
      RingTables.local(16 * rpl, rpl),
      RingTables.local(16 * rpl + 10, rpl),
      0xFFF8 | rpl,
      20 + rpl << 3 | rpl
    };
  }

  private static int low(int value) {
    return value & 0xFF;
  }

  private static int[] direct(int opcode, int offset, int selector) {
    return new int[] {
      opcode,
      low(offset),
      low(offset >>> 8),
      low(offset >>> 16),
      offset >>> 24,
      low(selector),
      selector >>> 8
    };
  }

  private static void transfer(List<RingCase> cases, int ring, int offset, int selector) {
    cases.add(new RingDraft(ring).insn(direct(0xEA, offset, selector)).make());
    cases.add(new RingDraft(ring).insn(direct(0x9A, offset, selector)).make());
    int rpl = selector & 3;
    cases.add(
        new RingDraft(ring)
            .insn(0xCB)
            .stack(4, offset, selector, OUTER_STACK, RingTables.data(rpl))
            .make());
    cases.add(
        new RingDraft(ring)
            .insn(0xCF)
            .stack(4, offset, selector, 0x202, OUTER_STACK, RingTables.data(rpl))
            .make());
  }

  private static void outward(List<RingCase> cases, int ring, int selector, int stack) {
    int offset = Windows.CODE + IN_CODE;
    RingDraft ret = new RingDraft(ring).insn(0xCA, 8, 0);
    ret.segment(SiliconCase.DS, RingTables.data(ring)).segment(SiliconCase.GS, 0);
    // After the release of 8 bytes stand ESP and SS.
    cases.add(ret.stack(4, offset, selector, 0, 0, OUTER_STACK, stack).make());
    boolean absent = stack >>> 3 >= RingTables.ABSENT_SEGMENTS && (stack & 4) != 0;
    if (absent && stack >>> 3 < RingTables.SYSTEM) {
      return; // Bochs says #NP, the manuals of both makers #SS
    }
    RingDraft iret = new RingDraft(ring).insn(0xCF).segment(SiliconCase.ES, RingTables.data(ring));
    cases.add(iret.stack(4, offset, selector, 0x3202, OUTER_STACK, stack).make());
    RingDraft narrow = new RingDraft(ring).insn(0x66, 0xCF);
    int code16 = selector + (8 << 3);
    cases.add(narrow.stack(2, IN_CODE, code16, 0x3202, 0x800, stack).make());
  }

  /** Targets beyond the limit of their segment, stacks that are too short. */
  private static void limits(List<RingCase> cases, int ring) {
    int code16 = 16 + ring << 3 | ring;
    transfer(cases, ring, 0x10000, code16);
    transfer(cases, ring, 0xFFFF, code16);
    for (int insn : new int[] {0xCB, 0xCF}) {
      for (int left : new int[] {4, 8, 12, 16, 20}) {
        int top = Windows.STACK + Windows.STACK_SIZE - left;
        RingDraft d = new RingDraft(ring).gpr(Draft.ESP, top).insn(insn);
        d.memory(
            top,
            Windows.CODE + IN_CODE,
            RingTables.code(3),
            0x202,
            OUTER_STACK,
            RingTables.data(3));
        cases.add(d.make());
      }
    }
    for (int room : new int[] {0, 4, 7, 8}) {
      RingDraft d = new RingDraft(ring).gpr(Draft.ESP, Windows.STACK + room);
      cases.add(d.insn(direct(0x9A, Windows.CODE + IN_CODE, RingTables.code(ring))).make());
    }
  }
}
