package dev.xenolith.hv.vectors;

import java.util.List;

/** Instructions that see or change the system: who may, who is told a lie, who faults. */
final class RingPrivilegeCases {
  private static final int ARITHMETIC = 0x8D5;
  private static final int TSD = 4;
  private static final int DE = 8;
  private static final int CR0 = 0x80050033;
  private static final int IDT_BASE = 0x250000;
  private static final int TARGET = Windows.DATA + 0x200;

  private RingPrivilegeCases() {}

  static void add(List<RingCase> cases, int ring) {
    stores(cases, ring);
    loads(cases, ring);
    controls(cases, ring);
    debugRegisters(cases, ring);
    ports(cases, ring);
    interrupts(cases, ring);
    for (int iopl : new int[] {0, 3}) {
      if (ring > 0) {
        plain(cases, ring, iopl, 0xF4);
      }
      plain(cases, ring, iopl, 0x0F, 0x06);
      plain(cases, ring, iopl, 0x0F, 0x08);
      plain(cases, ring, iopl, 0x0F, 0x09);
      plain(cases, ring, iopl, 0x0F, 0x01, 0x3D, 0x00, 0x02, 0x00, 0x10); // INVLPG
      plain(cases, ring, iopl, 0x0F, 0x01, 0x38);
    }
    plain(cases, ring, 0, 0x0F, 0x0B);
    plain(cases, ring, 0, 0x0F, 0x05); // SYSCALL, which Intel has in 64-bit code only
    plain(cases, ring, 0, 0x0F, 0x07);
    plain(cases, ring, 0, 0x0F, 0x34); // SYSENTER with IA32_SYSENTER_CS zero
    plain(cases, ring, 0, 0x0F, 0xAA); // RSM
    plain(cases, ring, 0, 0x0F, 0x01, 0xF8);
    for (int msr : new int[] {0x174, 0xC0000100, 0xC0000080, 0x12345678}) {
      cases.add(new RingDraft(ring).gpr(Draft.ECX, msr).insn(0x0F, 0x32).make());
    }
    cases.add(writeMsr(ring, 0x175, 0x1234));
    cases.add(writeMsr(ring, 0x12345678, 0));
    RingDraft counter = new RingDraft(ring).gpr(Draft.ECX, 0x7777).insn(0x0F, 0x33);
    if (ring > 0) {
      cases.add(counter.make());
      cases.add(new RingDraft(ring).cr4(TSD).insn(0x0F, 0x31).make());
    }
  }

  private static RingCase writeMsr(int ring, int msr, int value) {
    RingDraft d = new RingDraft(ring).gpr(Draft.ECX, msr).gpr(Draft.EAX, value);
    return d.gpr(Draft.EDX, 0).insn(0x0F, 0x30).make();
  }

  private static void plain(List<RingCase> cases, int ring, int iopl, int... insn) {
    cases.add(new RingDraft(ring).iopl(iopl).insn(insn).make());
  }

  /** SLDT, STR, SMSW in all widths, SGDT and SIDT: answered in every ring. */
  private static void stores(List<RingCase> cases, int ring) {
    int[][] registers = {{0x00, 0xC0}, {0x00, 0xC8}, {0x01, 0xE0}};
    for (int[] r : registers) {
      cases.add(new RingDraft(ring).insn(0x0F, r[0], r[1]).make());
      cases.add(new RingDraft(ring).insn(0x66, 0x0F, r[0], r[1]).make());
      cases.add(
          new RingDraft(ring).gpr(Draft.EBX, TARGET).insn(0x0F, r[0], r[1] & 0x38 | 3).make());
      cases.add(new RingDraft(ring).code16().insn(0x0F, r[0], r[1]).make());
    }
    for (int digit = 0; digit < 2; digit++) {
      int modrm = digit << 3 | 3;
      for (int at :
          new int[] {TARGET, Windows.DATA + 0xFFD, Windows.DATA + 0x1FFD, Windows.DATA + 0x2000}) {
        cases.add(new RingDraft(ring).gpr(Draft.EBX, at).insn(0x0F, 0x01, modrm).make());
        cases.add(new RingDraft(ring).gpr(Draft.EBX, at).insn(0x66, 0x0F, 0x01, modrm).make());
      }
      cases.add(new RingDraft(ring).insn(0x0F, 0x01, 0xC0 | digit << 3 | 5).make());
    }
  }

  /** LGDT, LIDT, LLDT, LTR, LMSW. Ring 0 loads what is there already, with another limit. */
  private static void loads(List<RingCase> cases, int ring) {
    RingDraft gdt = new RingDraft(ring).gpr(Draft.EBX, TARGET).insn(0x0F, 0x01, 0x13);
    cases.add(gdt.values(TARGET, 2, 0x7FF, TestMachine.TABLES, TestMachine.TABLES >>> 16).make());
    RingDraft idt = new RingDraft(ring).gpr(Draft.EBX, TARGET).insn(0x0F, 0x01, 0x1B);
    cases.add(idt.values(TARGET, 2, 0x7FF, IDT_BASE, IDT_BASE >>> 16).make());
    int[] selectors = {
      0,
      3,
      RingTables.LOCAL_TABLE,
      RingTables.TASK,
      RingTables.FREE_TASK,
      RingTables.data(0),
      RingTables.local(128, 0),
      0xFFF8,
      RingTables.local(RingTables.SYSTEM + 4, 0)
    };
    for (int selector : selectors) {
      cases.add(new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x0F, 0x00, 0xD0).make());
      cases.add(new RingDraft(ring).gpr(Draft.EAX, selector).insn(0x0F, 0x00, 0xD8).make());
    }
    for (int word : new int[] {0x33, 0x3B, 0x32, 0x3F}) {
      cases.add(new RingDraft(ring).gpr(Draft.EAX, word).insn(0x0F, 0x01, 0xF0).make());
    }
  }

  private static void controls(List<RingCase> cases, int ring) {
    for (int n : new int[] {0, 1, 2, 4, 5, 6, 7}) {
      RingDraft d = new RingDraft(ring).insn(0x0F, 0x20, 0xC0 | n << 3).undefined(ARITHMETIC);
      cases.add(d.make());
    }
    for (int value : new int[] {CR0, CR0 | 8, CR0 & ~0x10000, CR0 & ~1}) {
      RingDraft d = new RingDraft(ring).gpr(Draft.EAX, value).insn(0x0F, 0x22, 0xC0);
      cases.add(d.undefined(ARITHMETIC).make());
    }
    for (int value : new int[] {0x20, 0x24, 0x28, 0, 0x80000020}) {
      RingDraft d = new RingDraft(ring).gpr(Draft.EAX, value).insn(0x0F, 0x22, 0xE0);
      cases.add(d.undefined(ARITHMETIC).make());
    }
    for (int n : new int[] {1, 5, 6, 7}) {
      cases.add(new RingDraft(ring).insn(0x0F, 0x22, 0xC0 | n << 3).undefined(ARITHMETIC).make());
    }
  }

  private static void debugRegisters(List<RingCase> cases, int ring) {
    for (int n = 0; n < 8; n++) {
      for (int cr4 : new int[] {0, DE}) {
        RingDraft read = new RingDraft(ring).cr4(cr4).insn(0x0F, 0x21, 0xC0 | n << 3);
        boolean alias = cr4 == DE && (n == 4 || n == 5);
        if (alias && ring > 0) {
          continue; // Bochs says #UD, silicon #GP
        }
        cases.add(read.undefined(ARITHMETIC).make());
        int value = n < 4 ? 0x12345678 : n % 2 == 0 ? 0xFFFF4FF1 : 0x455;
        RingDraft write = new RingDraft(ring).cr4(cr4).gpr(Draft.EAX, value);
        write.insn(0x0F, 0x23, 0xC0 | n << 3);
        cases.add(write.undefined(ARITHMETIC).make());
      }
    }
  }

  /** IN, OUT, INS, OUTS on a port nobody answers, at every I/O privilege level. */
  private static void ports(List<RingCase> cases, int ring) {
    int[][] insns = {
      {0xE4, 0xE1},
      {0xE5, 0xE1},
      {0xEC},
      {0xED},
      {0x66, 0xED},
      {0xE6, 0xE1},
      {0xEE},
      {0xEF},
      {0x6C},
      {0x6D},
      {0x6E},
      {0x6F},
      {0xF3, 0x6C},
      {0xF3, 0x6E}
    };
    for (int[] insn : insns) {
      for (int iopl = 0; iopl < 4; iopl++) {
        RingDraft d = new RingDraft(ring).iopl(iopl).gpr(Draft.EDX, 0x4E1).gpr(Draft.ECX, 3);
        d.gpr(Draft.ESI, TARGET).gpr(Draft.EDI, TARGET + 0x40).insn(insn);
        cases.add(d.make());
      }
    }
  }

  private static void interrupts(List<RingCase> cases, int ring) {
    for (int vector = 0; vector < 256; vector++) {
      cases.add(new RingDraft(ring).insn(0xCD, vector).make());
    }
    cases.add(new RingDraft(ring).insn(0xCC).make());
    cases.add(new RingDraft(ring).insn(0xCE).make());
    cases.add(new RingDraft(ring).flags(0x800).insn(0xCE).make());
    cases.add(new RingDraft(ring).insn(0xF1).make());
    for (int value : new int[] {5, 10, 15, 20, 21, -1}) {
      RingDraft d = new RingDraft(ring).gpr(Draft.EAX, value).gpr(Draft.EBX, TARGET);
      cases.add(d.insn(0x62, 0x03).memory(TARGET, 10, 20).make());
    }
  }
}
