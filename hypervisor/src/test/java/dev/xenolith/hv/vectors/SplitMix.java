package dev.xenolith.hv.vectors;

/** A small generator whose sequence is part of the recorded data's format: never change it. */
final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  /** The seed of one case out of a set. */
  static long seedOf(long setSeed, long index) {
    return mix(setSeed + index * GOLDEN);
  }

  static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  /** From 0 to bound - 1. */
  int below(int bound) {
    return (int) Math.floorMod(nextLong() >>> 1, (long) bound);
  }

  /** True in this many of a hundred. */
  boolean percent(int chance) {
    return below(100) < chance;
  }

  int oneOf(int... values) {
    return values[below(values.length)];
  }
}
