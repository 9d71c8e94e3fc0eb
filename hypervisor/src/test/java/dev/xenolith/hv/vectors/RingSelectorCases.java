package dev.xenolith.hv.vectors;

import java.util.ArrayList;
import java.util.List;

/**
 * Selectors of every type, privilege and RPL: inspected (LAR, LSL, VERR, VERW, ARPL) and loaded.
 */
final class RingSelectorCases {
  private static final int TARGET = Windows.DATA + 0x200;

  private RingSelectorCases() {}

  static void add(List<RingCase> cases, int ring) {
    for (int selector : selectors(ring)) {
      inspect(cases, ring, selector);
      load(cases, ring, selector);
    }
    for (int to = 0; to < 4; to++) {
      for (int from = 0; from < 4; from++) {
        RingDraft d = new RingDraft(ring).gpr(Draft.EAX, 0x120 + to).gpr(Draft.EBX, 0x340 + from);
        cases.add(d.insn(0x63, 0xD8).make());
      }
    }
  }

  /**
   * Every entry of the LDT that holds something, with the RPLs that can matter, and what is in no
   * table.
   */
  static List<Integer> selectors(int ring) {
    List<Integer> all = new ArrayList<>(List.of(0, 1, 2, 3, 0xFFFB, 0xFFFC, 0x800, 0xFFF));
    long[] ldt = new RingTables().ldt();
    for (int i = 0; i < ldt.length; i++) {
      if (ldt[i] != 0) {
        all.add(RingTables.local(i, 0));
        all.add(RingTables.local(i, 3));
        if (ring == 1 || ring == 2) {
          all.add(RingTables.local(i, ring));
        }
      }
    }
    for (int i : new int[] {3, 4, 5, 6, 7}) {
      all.add(i << 3 | ring);
    }
    return all;
  }

  private static void inspect(List<RingCase> cases, int ring, int selector) {
    int high = 0xABCD0000;
    RingDraft lar = new RingDraft(ring).gpr(Draft.EAX, high | selector).insn(0x0F, 0x02, 0xC8);
    cases.add(lar.make());
    RingDraft lsl = new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x0F, 0x03, 0xC8);
    cases.add(lsl.make());
    cases.add(new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x0F, 0x00, 0xE0).make());
    cases.add(new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x0F, 0x00, 0xE8).make());
    if ((selector & 3) == 3) {
      RingDraft narrow = new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x66, 0x0F, 0x02, 0xC8);
      cases.add(narrow.make());
    }
  }

  private static void load(List<RingCase> cases, int ring, int selector) {
    cases.add(new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x8E, 0xD8).make());
    cases.add(new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x8E, 0xD0).make());
    int odd = selector >>> 3 & 3;
    if (odd == 0) {
      cases.add(new RingDraft(ring).insn(0x07).stack(4, selector).make());
      RingDraft lgs = new RingDraft(ring).gpr(Draft.EBX, TARGET).insn(0x0F, 0xB5, 0x03);
      cases.add(lgs.memory(TARGET, 0x87654321, selector).make());
    } else if (odd == 1) {
      cases.add(new RingDraft(ring).insn(0x17).stack(4, selector).make());
      cases.add(new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x8E, 0xE0).make());
    } else if (odd == 2) {
      RingDraft lss = new RingDraft(ring).gpr(Draft.EBX, TARGET).insn(0x0F, 0xB2, 0x23);
      cases.add(lss.memory(TARGET, Windows.STACK + 0x800, selector).make());
    } else {
      cases.add(new RingDraft(ring).insn(0x0F, 0xA1).stack(4, selector).make());
    }
  }
}
