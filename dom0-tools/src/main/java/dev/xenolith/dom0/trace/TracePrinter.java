package dev.xenolith.dom0.trace;

import dev.xenolith.abi.trace.TraceEvent.HypercallEnter;
import dev.xenolith.abi.trace.TraceEvent.HypercallExit;
import dev.xenolith.abi.trace.TraceRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Prints a trace as strace would: a call on one line when it ends, what happened in it on lines
 * below; calls inside a multicall indented. A call that something else overtakes is split in two.
 */
public final class TracePrinter {
  private static final int MOST_HELD = 1000;

  private final TraceFilter filter;
  private final Palette palette;
  private final int mostElements;
  private final Consumer<String> lines;
  private final Map<Integer, Deque<Pending>> pending = new TreeMap<>();
  private final List<String> held = new ArrayList<>();
  private Pending holder;

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

  /** How much of a call stands on a line already. */
  private enum Begun {
    NOTHING,
    OPENED,
    INTERRUPTED
  }

  /** A call that has begun. */
  private static final class Pending {
    private final TraceRecord enter;
    private final CallText call;
    private Begun begun = Begun.NOTHING;

    Pending(TraceRecord enter, CallText call) {
      this.enter = enter;
      this.call = call;
    }

    int depth() {
      return call.enter().depth();
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
    release();
  }

  private Deque<Pending> calls(TraceRecord r) {
    return pending.computeIfAbsent(r.domainRaw() << 16 | r.vcpuRaw(), k -> new ArrayDeque<>());
  }

  private void enter(TraceRecord r, HypercallEnter e) {
    Deque<Pending> calls = calls(r);
    while (!calls.isEmpty() && calls.peek().depth() >= e.depth()) {
      interrupt(calls.pop());
    }
    Pending now = new Pending(r, new CallText(e, mostElements));
    if (shows(now)) {
      if (!calls.isEmpty()) {
        open(calls.peek());
      }
      if (holder != null) {
        interrupt(holder);
      }
      holder = now;
    }
    calls.push(now);
  }

  private void exit(TraceRecord r, HypercallExit e) {
    Deque<Pending> calls = calls(r);
    while (!calls.isEmpty() && calls.peek().depth() > e.depth()) {
      interrupt(calls.pop());
    }
    if (calls.isEmpty() || calls.peek().call.enter().number() != e.number()) {
      return;
    }
    Pending p = calls.pop();
    if (!shows(p)) {
      return;
    }
    String end = " = " + result(p, e);
    switch (p.begun) {
      case NOTHING -> line(p.enter, indent(p) + name(p) + "(" + p.call.arguments(e) + ")" + end);
      case OPENED -> line(r, indent(p) + "}" + end);
      case INTERRUPTED -> line(r, indent(p) + "<... " + name(p) + " resumed>" + news(p, e) + end);
    }
    if (p == holder) {
      release();
    }
  }

  private String result(Pending p, HypercallExit e) {
    boolean failed = CallText.error(e) != null;
    String result = p.call.result(e);
    return (failed ? palette.error(result) : result)
        + " "
        + palette.dim("<" + ValueText.seconds(e.durationNanos(), 6) + ">");
  }

  /** What the call has written, where its line is out already. */
  private static String news(Pending p, HypercallExit e) {
    String before = p.call.arguments(null);
    String after = p.call.arguments(e);
    return before.equals(after) ? "" : " (" + after + ")";
  }

  private void event(TraceRecord r) {
    if (!filter.shows(r.event().traceClass(), r.domainRaw())) {
      return;
    }
    Deque<Pending> calls = calls(r);
    String indent = calls.isEmpty() ? "" : "  ".repeat(calls.peek().depth() + 1);
    EventText.of(r.event()).lines().forEach(text -> hold(text(r, indent + palette.event(text))));
  }

  private void hold(String text) {
    if (holder == null) {
      lines.accept(text);
    } else {
      held.add(text);
      if (held.size() == MOST_HELD) {
        interrupt(holder);
      }
    }
  }

  /** Prints what was held back until the line of its call was out. */
  private void release() {
    holder = null;
    held.forEach(lines);
    held.clear();
  }

  private void open(Pending p) {
    if (p.begun == Begun.NOTHING && shows(p)) {
      p.begun = Begun.OPENED;
      line(p.enter, indent(p) + name(p) + "(" + p.call.arguments(null) + ") {");
      if (p == holder) {
        release();
      }
    }
  }

  private void interrupt(Pending p) {
    if (p.begun == Begun.NOTHING && shows(p)) {
      p.begun = Begun.INTERRUPTED;
      line(p.enter, indent(p) + name(p) + "(" + p.call.arguments(null) + " <unfinished ...>");
    }
    if (p == holder) {
      release();
    }
  }

  private boolean shows(Pending p) {
    return filter.shows(p.call, p.enter.domainRaw());
  }

  private String name(Pending p) {
    return palette.name(p.call.name());
  }

  private static String indent(Pending p) {
    return "  ".repeat(p.depth());
  }

  private void line(TraceRecord r, String text) {
    lines.accept(text(r, text));
  }

  private String text(TraceRecord r, String text) {
    long micros = r.timeNanos() / 1000;
    String time = String.format(Locale.ROOT, "[%4d.%06d]", micros / 1_000_000, micros % 1_000_000);
    return palette.dim(time) + " " + who(r) + " " + text;
  }

  static String who(TraceRecord r) {
    if (r.domainRaw() == TraceRecord.NOBODY) {
      return "xen";
    }
    return "d" + r.domainRaw() + (r.vcpuRaw() == TraceRecord.NOBODY ? "" : "v" + r.vcpuRaw());
  }
}
