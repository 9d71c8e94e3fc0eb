package dev.xenolith.hv.vectors;

/**
 * Where register and flag values come from. The values of {@link #register} and {@link #flags} are
 * functions of the case's seed alone and part of the recorded data's format: never change them.
 */
final class StatePool {
  private static final int[] EDGES = {
    0,
    1,
    2,
    -1,
    -2,
    0x7F,
    0x80,
    0x81,
    0xFF,
    0x100,
    0x7FFF,
    0x8000,
    0x8001,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0x80000000,
    0x80000001,
    0x55555555,
    0xAAAAAAAA,
    0x0F,
    0x10,
    0x1F,
    0x20,
    0x99,
    0x9A,
    0xF0,
    0xFFFFFF80
  };
  private static final int FREE_FLAGS = 0x8D5; // OF SF ZF AF PF CF
  private static final int ALWAYS = 0x202; // IF and bit 1
  private static final int TF = 0x100;
  private static final int DF = 0x400;
  private static final int NT = 0x4000;
  private static final int AC = 0x40000;
  private static final int ID = 0x200000;

  private StatePool() {}

  /** A value that tells right from wrong: an edge, a small number or anything. */
  static int value(SplitMix random) {
    int kind = random.below(10);
    if (kind < 4) {
      return EDGES[random.below(EDGES.length)];
    }
    return kind < 6 ? random.below(64) : random.nextInt();
  }

  /** A general register at the start of the case with this seed, unless the case says otherwise. */
  static int register(long caseSeed, int index) {
    return value(new SplitMix(caseSeed ^ (index + 1) * 0x632BE59BD9B4E019L));
  }

  /** The flags at the start of the case with this seed, unless the case says otherwise. */
  static int flags(long caseSeed) {
    SplitMix random = new SplitMix(caseSeed ^ 0x2545F4914F6CDD1DL);
    int flags = random.nextInt() & FREE_FLAGS | ALWAYS;
    flags |= random.percent(25) ? DF : 0;
    flags |= random.percent(3) ? TF : 0;
    flags |= random.percent(4) ? NT : 0;
    flags |= random.percent(10) ? AC : 0;
    flags |= random.percent(10) ? ID : 0;
    return flags;
  }
}
