package dev.xenolith.hv.vectors;

/**
 * The descriptors of the silicon cases: the LDT that silicon.c makes with modify_ldt, and the flat
 * entries of the GDT that every 64-bit Linux has. All have DPL 3 and are accessed.
 */
final class SiliconLdt {
  /** GDT: flat 32-bit code and flat data of user mode. */
  static final int FLAT_CODE = 0x23;

  static final int FLAT_DATA = 0x2B;

  /** GDT: 64-bit code of user mode. */
  static final int LONG_CODE = 0x33;

  private static final long LONG_CODE_DESCRIPTOR = 0x00AFFB000000FFFFL;

  static final int ENTRIES = 24;

  private static final int DATA = 0;
  private static final int DOWN = 1;
  private static final int CODE = 2;
  private static final int CONFORMING = 3;

  private static final int BIG = 1;
  private static final int READ_ONLY = 2;
  private static final int PAGES = 4;
  private static final int ABSENT = 8;

  private static final long[] LDT = new long[ENTRIES];

  static {
    LDT[1] = descriptor(Windows.DATA, 0xFFFF, DATA, BIG);
    LDT[2] = descriptor(Windows.DATA, 0x17FF, DATA, BIG);
    LDT[3] = descriptor(Windows.DATA, 0xFFFF, DATA, BIG | READ_ONLY);
    LDT[4] = descriptor(Windows.DATA, 0x0FFF, DOWN, BIG);
    LDT[5] = descriptor(Windows.DATA, 0x0FFF, DOWN, 0);
    LDT[6] = descriptor(Windows.DATA, 0x1, DATA, BIG | PAGES);
    LDT[7] = descriptor(Windows.DATA, 0x1FFF, CODE, BIG | READ_ONLY);
    LDT[8] = descriptor(Windows.DATA, 0x1FFF, CODE, BIG);
    LDT[9] = descriptor(Windows.DATA, 0x1FFF, CONFORMING, BIG | ABSENT);
    LDT[10] = descriptor(Windows.CODE, 0xFFFF, CODE, 0);
    LDT[11] = descriptor(Windows.STACK, 0xFFFF, DATA, 0);
    LDT[12] = descriptor(Windows.STACK, 0x17FF, DATA, BIG);
    LDT[13] = descriptor(Windows.STACK, 0x0FFF, DOWN, BIG);
    LDT[14] = descriptor(Windows.STACK, 0x0FFF, DOWN, 0);
    LDT[15] = descriptor(Windows.DATA, 0xFFFF, DATA, BIG | ABSENT);
    LDT[16] = descriptor(Windows.CODE, 0xFFFF, CODE, BIG | ABSENT);
    LDT[18] = descriptor(Windows.CODE, 0x0FFF, CODE, BIG);
    LDT[19] = descriptor(0, 0xFFFFF, CODE, BIG | PAGES);
    LDT[20] = descriptor(0, 0xFFFFF, DATA, BIG | PAGES);
    LDT[21] = descriptor(Windows.CODE, 0x1, CODE, BIG | READ_ONLY | PAGES);
    LDT[22] = descriptor(Windows.DATA, 0xFFFFF, DOWN, BIG | READ_ONLY);
    LDT[23] = descriptor(Windows.DATA - 0x8000, 0xFFFF, DATA, 0);
  }

  private SiliconLdt() {}

  private static long descriptor(int base, int limit, int contents, int flags) {
    long type = 1 | ((flags & READ_ONLY) == 0 ? 2 : 0) | contents << 2;
    long high = base & 0xFF000000L | limit & 0xF0000L | base >>> 16 & 0xFF;
    high |= type << 8 | 0x7000 | ((flags & ABSENT) == 0 ? 0x8000 : 0);
    high |= (flags & BIG) != 0 ? 1 << 22 : 0;
    high |= (flags & PAGES) != 0 ? 1 << 23 : 0;
    return high << 32 | (base & 0xFFFFL) << 16 | limit & 0xFFFF;
  }

  /** The selector of an LDT entry, RPL 3. */
  static int selector(int entry) {
    return entry << 3 | 7;
  }

  /** An entry of the LDT, 0 for an empty one. */
  static long entry(int index) {
    return LDT[index];
  }

  /** The descriptor of a selector that some case starts with; 0 for a null one. */
  static long of(int selector) {
    return switch (selector & ~3) {
      case FLAT_CODE & ~3 -> LDT[19];
      case FLAT_DATA & ~3 -> LDT[20];
      case LONG_CODE & ~3 -> LONG_CODE_DESCRIPTOR;
      default -> (selector & 4) == 0 || selector >>> 3 >= ENTRIES ? 0 : LDT[selector >>> 3];
    };
  }

  static int base(int selector) {
    long d = of(selector);
    return (int) (d >>> 16 & 0xFFFFFF | d >>> 32 & 0xFF000000L);
  }

  /** The limit in bytes. */
  static int limit(int selector) {
    long d = of(selector);
    int units = (int) (d & 0xFFFF | d >>> 32 & 0xF0000);
    return (d >>> 55 & 1) == 0 ? units : units << 12 | 0xFFF;
  }

  /** The D or B bit. */
  static boolean big(int selector) {
    return (of(selector) >>> 54 & 1) != 0;
  }
}
