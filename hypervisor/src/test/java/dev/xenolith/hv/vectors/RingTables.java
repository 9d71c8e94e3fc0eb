package dev.xenolith.hv.vectors;

/**
 * The descriptor tables of the ring cases: a GDT with what cases run on, and an LDT with one entry
 * of every type at every privilege level, for them to trip over.
 */
final class RingTables {
  static final int TASK = 0x18;
  static final int LOCAL_TABLE = 0x28;

  /** A task state segment that is not busy. */
  static final int FREE_TASK = 0x100;

  static final int TASK_BASE = 0x252000;
  static final int TASK_LIMIT = 103;

  /** First LDT index of code and data segments, present and absent: 16 types for each of 4 DPLs. */
  static final int SEGMENTS = 0;

  static final int ABSENT_SEGMENTS = 64;

  /** First LDT index of system descriptors: 16 types of two slots for DPL 0, then for DPL 3. */
  static final int SYSTEM = 128;

  static final int ABSENT_SYSTEM = 192;

  /** First LDT index of call gates that may be used but lead nowhere. */
  static final int GATES = 256;

  /** First LDT index of odd code segments, four DPLs each: 64-bit, L and D both set, 16-bit. */
  static final int LONG_CODE = 264;

  static final int BOTH_CODE = 268;
  static final int CODE_16 = 272;

  private static final int CODE_TYPE = 0xB;
  private static final int DATA_TYPE = 3;
  private static final int DOWN_TYPE = 7;
  private static final int CALL_GATE = 12;
  private static final int BIG = 4;
  private static final int LONG = 2;
  private static final int PAGES = 8;
  private static final int LIMIT = 0x1FFF;
  private static final int ALL = 0xFFFFF;

  private final long[] gdt = new long[512];
  private final long[] ldt = new long[512];

  RingTables() {
    gdt[1] = segment(0, ALL, CODE_TYPE, 0, LONG | PAGES);
    gdt[2] = segment(0, ALL, DATA_TYPE, 0, BIG | PAGES);
    gdt[TASK >>> 3] = system(TASK_BASE, TASK_LIMIT, 11, 0);
    gdt[FREE_TASK >>> 3] = system(TASK_BASE, TASK_LIMIT, 9, 0);
    gdt[LOCAL_TABLE >>> 3] = system(TestMachine.TABLES + Windows.PAGE, 0xFFF, 2, 0);
    for (int dpl = 0; dpl < 4; dpl++) {
      gdt[8 + dpl] = segment(0, ALL, CODE_TYPE, dpl, BIG | PAGES);
      gdt[12 + dpl] = segment(0, ALL, DATA_TYPE, dpl, BIG | PAGES);
      gdt[16 + dpl] = segment(Windows.CODE, 0xFFFF, CODE_TYPE, dpl, 0);
      gdt[20 + dpl] = segment(Windows.STACK, 0xFFFF, DATA_TYPE, dpl, 0);
      gdt[24 + dpl] = segment(Windows.STACK, 0xFFF, DOWN_TYPE, dpl, BIG);
      gdt[28 + dpl] = segment(Windows.STACK, 0x17FF, DATA_TYPE, dpl, BIG);
      ldt[LONG_CODE + dpl] = segment(0, ALL, CODE_TYPE, dpl, LONG | PAGES);
      ldt[BOTH_CODE + dpl] = segment(0, ALL, CODE_TYPE, dpl, LONG | BIG | PAGES);
      ldt[CODE_16 + dpl] = segment(Windows.CODE, 0xFFFF, CODE_TYPE & ~1, dpl, 0);
      for (int type = 0; type < 16; type++) {
        int base = type < 8 ? Windows.DATA : Windows.CODE;
        long present = segment(base, LIMIT, type, dpl, BIG);
        ldt[SEGMENTS + 16 * dpl + type] = present;
        ldt[ABSENT_SEGMENTS + 16 * dpl + type] = present & ~(1L << 47);
      }
    }
    for (int i = 0; i < 32; i++) {
      // A null selector in the gates among them, so that none leads into ring 0.
      long present =
          i % 16 == CALL_GATE
              ? gate(0, i / 16 * 3)
              : system(Windows.DATA, LIMIT, i % 16, i / 16 * 3);
      ldt[SYSTEM + 2 * i] = present;
      ldt[ABSENT_SYSTEM + 2 * i] = present & ~(1L << 47);
    }
    ldt[GATES] = gate(data(3), 3);
    ldt[GATES + 2] = gate(code(0), 3);
    ldt[GATES + 4] = gate(4000, 3);
  }

  private static long segment(int base, int limit, int type, int dpl, int flags) {
    return system(base, limit, type | 0x10, dpl) | (long) flags << 52;
  }

  private static long system(int base, int limit, int type, int dpl) {
    long high = base & 0xFF000000L | limit & 0xF0000L | base >>> 16 & 0xFF;
    high |= type << 8 | dpl << 13 | 0x8000;
    return high << 32 | (base & 0xFFFFL) << 16 | limit & 0xFFFF;
  }

  private static long gate(int selector, int dpl) {
    long target = Windows.CODE + 0x1500L;
    long type = (long) (CALL_GATE | dpl << 5 | 0x80) << 40;
    return target >>> 16 << 48 | type | (long) selector << 16 | target & 0xFFFF;
  }

  long[] gdt() {
    return gdt.clone();
  }

  long[] ldt() {
    return ldt.clone();
  }

  /** Both tables as bytes, a page each. */
  byte[] bytes() {
    byte[] all = new byte[2 * Windows.PAGE];
    for (int i = 0; i < all.length; i++) {
      long entry = (i < Windows.PAGE ? gdt : ldt)[i % Windows.PAGE / 8];
      all[i] = (byte) (entry >>> 8 * (i & 7));
    }
    return all;
  }

  /** The descriptor of a selector, 0 for null. */
  long of(int selector) {
    return ((selector & 4) == 0 ? gdt : ldt)[selector >>> 3];
  }

  int base(int selector) {
    long d = of(selector);
    return (int) (d >>> 16 & 0xFFFFFF | d >>> 32 & 0xFF000000L);
  }

  /** Flat 32-bit code of a ring. */
  static int code(int ring) {
    return 8 + ring << 3 | ring;
  }

  /** Flat data of a ring. */
  static int data(int ring) {
    return 12 + ring << 3 | ring;
  }

  /** An entry of the LDT, with an RPL. */
  static int local(int index, int rpl) {
    return index << 3 | 4 | rpl;
  }
}
