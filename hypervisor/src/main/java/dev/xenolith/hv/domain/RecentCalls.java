package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.Hypercall;
import java.util.ArrayList;
import java.util.List;

/** The last few hypercalls of a vCPU, kept without allocating so that it costs next to nothing. */
public final class RecentCalls {
  private static final int KEPT = 32;
  private static final int ARGS = 3;

  private final long[] numbers = new long[KEPT];
  private final long[] args = new long[KEPT * ARGS];
  private final long[] results = new long[KEPT];
  private long count;

  /** Notes a call and its result. */
  public void add(long number, long arg0, long arg1, long arg2, long result) {
    int slot = (int) (count++ % KEPT);
    numbers[slot] = number;
    args[slot * ARGS] = arg0;
    args[slot * ARGS + 1] = arg1;
    args[slot * ARGS + 2] = arg2;
    results[slot] = result;
  }

  /** How many calls have been made in all. */
  public long count() {
    return count;
  }

  /** The calls kept, oldest first, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (long i = Math.max(0, count - KEPT); i < count; i++) {
      int slot = (int) (i % KEPT);
      Hypercall op = Hypercall.of(numbers[slot]);
      lines.add(
          "%s(0x%x, 0x%x, 0x%x, ...) = %d"
              .formatted(
                  op == null ? "hypercall " + numbers[slot] : op.cName(),
                  args[slot * ARGS],
                  args[slot * ARGS + 1],
                  args[slot * ARGS + 2],
                  (int) results[slot]));
    }
    return lines;
  }
}
