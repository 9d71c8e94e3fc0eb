package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.fpu.FloatFlags;
import java.util.EnumMap;
import java.util.Map;

/** Counts cases that differ and keeps the first of each operation for the message. */
final class FpuDifferences {
  private static final int SHOWN = 5;

  private final Map<FpuOp, Integer> counts = new EnumMap<>(FpuOp.class);
  private final StringBuilder first = new StringBuilder();
  private int count;
  private int near;

  void note(FpuCase c, FpuAnswer expected, FpuAnswer actual) {
    if (expected.equals(actual) || c.op().transcendental() && near(expected, actual)) {
      return;
    }
    count++;
    if (counts.merge(c.op(), 1, Integer::sum) <= SHOWN) {
      first.append(c).append("\n  expected ").append(expected);
      first.append("\n  but was  ").append(actual).append('\n');
    }
  }

  /** How many results of transcendental functions were off by one unit of the last place. */
  int near() {
    return near;
  }

  private boolean near(FpuAnswer expected, FpuAnswer actual) {
    boolean close =
        (expected.flags() | FloatFlags.C1) == (actual.flags() | FloatFlags.C1)
            && oneUnit(expected.first(), expected.firstHigh(), actual.first(), actual.firstHigh())
            && oneUnit(
                expected.second(), expected.secondHigh(), actual.second(), actual.secondHigh());
    near += close && sameNumbers(expected, actual) ? 0 : 1;
    return close;
  }

  private static boolean sameNumbers(FpuAnswer a, FpuAnswer b) {
    return a.first() == b.first()
        && a.firstHigh() == b.firstHigh()
        && a.second() == b.second()
        && a.secondHigh() == b.secondHigh();
  }

  private static boolean oneUnit(long a, int aHigh, long b, int bHigh) {
    if (aHigh == bHigh) {
      return Math.abs(a - b) == 1 || a == b;
    }
    return aHigh < bHigh ? bordering(a, aHigh, b, bHigh) : bordering(b, bHigh, a, aHigh);
  }

  /** The last number of a binade, or the last denormal, and the one above. */
  private static boolean bordering(long a, int aHigh, long b, int bHigh) {
    return aHigh + 1 == bHigh && b == Long.MIN_VALUE && (a == -1 || a == Long.MAX_VALUE);
  }

  int count() {
    return count;
  }

  @Override
  public String toString() {
    return count + " cases differ: " + counts + "\n" + first;
  }
}
