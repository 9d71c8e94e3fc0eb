package dev.xenolith.hv.vectors;

import java.util.EnumMap;
import java.util.Map;

/** Counts cases that differ and keeps the first of each operation for the message. */
final class FpuDifferences {
  private static final int SHOWN = 5;

  private final Map<FpuOp, Integer> counts = new EnumMap<>(FpuOp.class);
  private final StringBuilder first = new StringBuilder();
  private int count;

  void note(FpuCase c, FpuAnswer expected, FpuAnswer actual) {
    if (expected.equals(actual)) {
      return;
    }
    count++;
    if (counts.merge(c.op(), 1, Integer::sum) <= SHOWN) {
      first.append(c).append("\n  expected ").append(expected);
      first.append("\n  but was  ").append(actual).append('\n');
    }
  }

  int count() {
    return count;
  }

  @Override
  public String toString() {
    return count + " cases differ: " + counts + "\n" + first;
  }
}
