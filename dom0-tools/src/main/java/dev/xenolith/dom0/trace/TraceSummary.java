package dev.xenolith.dom0.trace;

import dev.xenolith.abi.trace.TraceEvent.HypercallEnter;
import dev.xenolith.abi.trace.TraceEvent.HypercallExit;
import dev.xenolith.abi.trace.TraceRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts hypercalls, their errors and their time. */
public final class TraceSummary {
  private final TraceFilter filter;
  private final Map<String, Row> rows = new TreeMap<>();
  private final Map<Long, CallText> open = new TreeMap<>();

  /** An empty summary of the calls that pass the filter. */
  public TraceSummary(TraceFilter filter) {
    this.filter = filter;
  }

  private static final class Row {
    private long calls;
    private long errors;
    private long nanos;
  }

  /** Counts what this record gives to count. */
  public void accept(TraceRecord r) {
    if (r.event() instanceof HypercallEnter e) {
      open.put(key(r, e.depth()), new CallText(e, 0));
    } else if (r.event() instanceof HypercallExit e) {
      CallText call = open.remove(key(r, e.depth()));
      if (call != null && filter.shows(call, r.domainRaw())) {
        String name = call.subOp().isEmpty() ? call.name() : call.name() + " " + call.subOp();
        Row row = rows.computeIfAbsent(name, n -> new Row());
        row.calls++;
        row.errors += CallText.error(e) != null ? 1 : 0;
        row.nanos += e.durationNanos();
      }
    }
  }

  private static long key(TraceRecord r, int depth) {
    return (long) r.domainRaw() << 32 | (long) r.vcpuRaw() << 8 | depth;
  }

  /** Prints the table, the most time first. */
  public void print(Consumer<String> lines) {
    List<Map.Entry<String, Row>> sorted = new ArrayList<>(rows.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<String, Row> e) -> -e.getValue().nanos)
            .thenComparing(e -> -e.getValue().calls));
    long nanos = rows.values().stream().mapToLong(r -> r.nanos).sum();
    lines.accept("% time     seconds  usecs/call     calls    errors hypercall");
    lines.accept("------ ----------- ----------- --------- --------- ----------------");
    sorted.forEach(e -> lines.accept(row(e.getKey(), e.getValue(), nanos)));
    lines.accept("------ ----------- ----------- --------- --------- ----------------");
    Row total = new Row();
    for (Row r : rows.values()) {
      total.calls += r.calls;
      total.errors += r.errors;
      total.nanos += r.nanos;
    }
    lines.accept(row("total", total, nanos));
  }

  private static String row(String name, Row r, long allNanos) {
    double share = allNanos == 0 ? 0 : 100.0 * r.nanos / allNanos;
    return String.format(
        Locale.ROOT,
        "%6.2f %11.6f %11d %9d %9s %s",
        share,
        r.nanos / 1e9,
        r.calls == 0 ? 0 : r.nanos / 1000 / r.calls,
        r.calls,
        r.errors == 0 ? "" : "" + r.errors,
        name);
  }
}
