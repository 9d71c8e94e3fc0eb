package dev.xenolith.dom0.trace;

import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.HypercallEnter;
import dev.xenolith.abi.trace.TraceEvent.HypercallExit;
import dev.xenolith.abi.trace.TraceRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Prints a trace as strace would: a call on one line when it ends, or on two where something was to
 * be told in between; calls inside a multicall indented.
 */
public final class TracePrinter {
  private final TraceFilter filter;
  private final Palette palette;
  private final int mostElements;
  private final Consumer<String> lines;
  private final Map<Integer, Deque<Pending>> pending = new TreeMap<>();

  /**
   * A printer.
   *
   * @param mostElements how much of an array is shown
   * @param lines takes each line, without its end
   */
  public TracePrinter(
      TraceFilter filter, Palette palette, int mostElements, Consumer<String> lines) {
    this.filter = filter;
    this.palette = palette;
    this.mostElements = mostElements;
    this.lines = lines;
  }

  /** A call that has begun, and what of it stands on a line already. */
  private static final class Pending {
    private final TraceRecord enter;
    private final CallText call;
    private String begun;

    Pending(TraceRecord enter, CallText call) {
      this.enter = enter;
      this.call = call;
    }
  }

  /** Prints what this record gives to print. */
  public void accept(TraceRecord r) {
    switch (r.event()) {
      case HypercallEnter e -> enter(r, e);
      case HypercallExit e -> exit(r, e);
      default -> event(r);
    }
  }

  /** Prints the calls that have begun and not ended. */
  public void finish() {
    pending.values().forEach(calls -> calls.descendingIterator().forEachRemaining(this::interrupt));
    pending.clear();
  }

  private Deque<Pending> calls(TraceRecord r) {
    return pending.computeIfAbsent(r.domainRaw() << 16 | r.vcpuRaw(), k -> new ArrayDeque<>());
  }

  private void enter(TraceRecord r, HypercallEnter e) {
    Deque<Pending> calls = calls(r);
    while (!calls.isEmpty() && calls.peek().call.enter().depth() >= e.depth()) {
      interrupt(calls.pop());
    }
    Pending now = new Pending(r, new CallText(e, mostElements));
    if (!calls.isEmpty() && shows(now)) {
      open(calls.peek());
    }
    calls.push(now);
  }

  private void exit(TraceRecord r, HypercallExit e) {
    Deque<Pending> calls = calls(r);
    while (!calls.isEmpty() && calls.peek().call.enter().depth() > e.depth()) {
      interrupt(calls.pop());
    }
    if (calls.isEmpty() || calls.peek().call.enter().number() != e.number()) {
      return;
    }
    Pending p = calls.pop();
    if (!shows(p)) {
      return;
    }
    boolean failed = CallText.error(e) != null;
    String result = p.call.result(e);
    String end =
        " = "
            + (failed ? palette.error(result) : result)
            + " "
            + palette.dim("<" + ValueText.seconds(e.durationNanos(), 6) + ">");
    if (p.begun == null) {
      line(p.enter, indent(p) + name(p) + "(" + p.call.arguments(e) + ")" + end);
    } else if (p.begun.equals("{")) {
      line(r, indent(p) + "}" + end);
    } else {
      line(r, indent(p) + "<... " + name(p) + " resumed>" + news(p, e) + end);
    }
  }

  /** What the call has written, where its line is out already. */
  private static String news(Pending p, HypercallExit e) {
    String before = p.call.arguments(null);
    String after = p.call.arguments(e);
    return before.equals(after) ? "" : " (" + after + ")";
  }

  private void event(TraceRecord r) {
    TraceEvent event = r.event();
    if (!filter.shows(event.traceClass(), r.domainRaw())) {
      return;
    }
    Deque<Pending> calls = calls(r);
    calls.descendingIterator().forEachRemaining(this::interrupt);
    String indent = calls.isEmpty() ? "" : "  ".repeat(calls.peek().call.enter().depth() + 1);
    line(r, indent + palette.event(EventText.of(event)));
  }

  private void open(Pending p) {
    if (p.begun == null && shows(p)) {
      p.begun = "{";
      line(p.enter, indent(p) + name(p) + "(" + p.call.arguments(null) + ") {");
    }
  }

  private void interrupt(Pending p) {
    if (p.begun == null && shows(p)) {
      p.begun = "...";
      line(p.enter, indent(p) + name(p) + "(" + p.call.arguments(null) + " <unfinished ...>");
    }
  }

  private boolean shows(Pending p) {
    return filter.shows(p.call, p.enter.domainRaw());
  }

  private String name(Pending p) {
    return palette.name(p.call.name());
  }

  private static String indent(Pending p) {
    return "  ".repeat(p.call.enter().depth());
  }

  private void line(TraceRecord r, String text) {
    long micros = r.timeNanos() / 1000;
    String time = String.format(Locale.ROOT, "[%4d.%06d]", micros / 1_000_000, micros % 1_000_000);
    lines.accept(palette.dim(time) + " " + who(r) + " " + text);
  }

  static String who(TraceRecord r) {
    if (r.domainRaw() == TraceRecord.NOBODY) {
      return "xen";
    }
    return "d" + r.domainRaw() + (r.vcpuRaw() == TraceRecord.NOBODY ? "" : "v" + r.vcpuRaw());
  }
}
