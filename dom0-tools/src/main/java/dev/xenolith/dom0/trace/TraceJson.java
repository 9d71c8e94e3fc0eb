package dev.xenolith.dom0.trace;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.trace.TraceEvent.HypercallEnter;
import dev.xenolith.abi.trace.TraceEvent.HypercallExit;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import dev.xenolith.abi.trace.TraceRecord;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints a trace as one JSON object per line: a hypercall when it ends, everything else when it
 * happens.
 */
public final class TraceJson {
  private final TraceFilter filter;
  private final int mostElements;
  private final Consumer<String> lines;
  private final JsonMapper mapper = JsonMapper.builder().build();
  private final Map<Long, CallText> open = new TreeMap<>();

  /** As {@link TracePrinter}. */
  public TraceJson(TraceFilter filter, int mostElements, Consumer<String> lines) {
    this.filter = filter;
    this.mostElements = mostElements;
    this.lines = lines;
  }

  /** Prints what this record gives to print. */
  public void accept(TraceRecord r) {
    switch (r.event()) {
      case HypercallEnter e -> open.put(key(r, e.depth()), new CallText(e, mostElements));
      case HypercallExit e -> exit(r, e, open.remove(key(r, e.depth())));
      default -> {
        if (filter.shows(r.event().traceClass(), r.domainRaw())) {
          Map<String, Object> line =
              begin(r, r.event().traceClass().name().toLowerCase(Locale.ROOT));
          line.put("event", r.event().getClass().getSimpleName());
          line.put("text", EventText.of(r.event()));
          line.put("values", r.event());
          lines.accept(mapper.writeValueAsString(line));
        }
      }
    }
  }

  private void exit(TraceRecord r, HypercallExit e, CallText call) {
    if (call == null || !filter.shows(call, r.domainRaw())) {
      return;
    }
    Map<String, Object> line = begin(r, "hypercall");
    line.put("began_ns", r.timeNanos() - e.durationNanos());
    line.put("duration_ns", e.durationNanos());
    line.put("name", call.name());
    if (!call.subOp().isEmpty()) {
      line.put("op", call.subOp());
    }
    line.put("depth", e.depth());
    line.put("args", call.argumentsByName(e));
    line.put("registers", call.enter().args());
    line.put("outcome", e.outcome().name().toLowerCase(Locale.ROOT));
    if (e.outcome() == Outcome.RETURNED) {
      line.put("result", e.result());
      XenErrno error = CallText.error(e);
      if (error != null) {
        line.put("error", error.name());
      }
    }
    lines.accept(mapper.writeValueAsString(line));
  }

  private static Map<String, Object> begin(TraceRecord r, String type) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time_ns", r.timeNanos());
    if (r.domainRaw() != TraceRecord.NOBODY) {
      line.put("domain", r.domainRaw());
    }
    if (r.vcpuRaw() != TraceRecord.NOBODY) {
      line.put("vcpu", r.vcpuRaw());
    }
    line.put("type", type);
    return line;
  }

  private static long key(TraceRecord r, int depth) {
    return (long) r.domainRaw() << 32 | (long) r.vcpuRaw() << 8 | depth;
  }
}
