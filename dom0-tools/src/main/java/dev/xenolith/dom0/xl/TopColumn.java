package dev.xenolith.dom0.xl;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The columns of xentop, in its order, with its order of rows for each. */
enum TopColumn {
  NAME("NAME", 10, TopRow::name, Comparator.comparing(r -> r.name().toLowerCase(Locale.ROOT))),
  /** A letter comes before its dash. */
  STATE("STATE", 6, TopRow::state, Comparator.comparing(TopRow::state).reversed()),
  CPU("CPU(sec)", 10, r -> r.number("cpu_time_ns") / 1_000_000_000),
  CPU_SHARE("CPU(%)", 6, TopRow::cpuPercent, r -> oneDecimal(r.cpuPercent())),
  MEMORY("MEM(k)", 10, r -> r.number("memory_kib")),
  MEMORY_SHARE("MEM(%)", 6, r -> r.number("memory_kib"), r -> oneDecimal(r.share("memory_kib"))),
  MOST_MEMORY(
      "MAXMEM(k)",
      10,
      r -> r.number("max_memory_kib"),
      r -> r.isLimited() ? Long.toString(r.number("max_memory_kib")) : "no limit"),
  MOST_MEMORY_SHARE(
      "MAXMEM(%)",
      9,
      r -> r.number("max_memory_kib"),
      r -> r.isLimited() ? oneDecimal(r.share("max_memory_kib")) : "n/a"),
  VCPUS("VCPUS", 5, r -> r.number("vcpus")),
  NETS("NETS", 4, r -> r.cards().size()),
  SENT("NETTX(k)", 8, r -> r.kibOfCards("sent")),
  RECEIVED("NETRX(k)", 8, r -> r.kibOfCards("received")),
  DISKS("VBDS", 4, r -> r.disks().size()),
  OUT_OF_REQUESTS("VBD_OO", 8, r -> r.ofDisks("out_of_requests")),
  READS("VBD_RD", 8, r -> r.ofDisks("reads")),
  WRITES("VBD_WR", 8, r -> r.ofDisks("writes")),
  SECTORS_READ("VBD_RSECT", 10, r -> r.ofDisks("sectors_read")),
  SECTORS_WRITTEN("VBD_WSECT", 10, r -> r.ofDisks("sectors_written")),
  /** Its security label's number; there are no labels. */
  SSID("SSID", 4, _ -> 0);

  final String header;

  /** How wide it is where nothing in it is wider. */
  final int width;

  final Comparator<TopRow> order;
  private final Function<TopRow, String> text;

  TopColumn(String header, int width, Function<TopRow, String> text, Comparator<TopRow> order) {
    this.header = header;
    this.width = width;
    this.text = text;
    this.order = order;
  }

  /** A column whose greatest is first. */
  TopColumn(
      String header, int width, ToDoubleFunction<TopRow> number, Function<TopRow, String> text) {
    this(header, width, text, Comparator.comparingDouble(number).reversed());
  }

  TopColumn(String header, int width, ToLongFunction<TopRow> number) {
    this(
        header,
        width,
        row -> Long.toString(number.applyAsLong(row)),
        Comparator.comparingLong(number).reversed());
  }

  private static String oneDecimal(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  /** What stands in it. */
  String text(TopRow row, boolean fullName) {
    String all = text.apply(row);
    return this == NAME && !fullName && all.length() > width ? all.substring(0, width) : all;
  }

  TopColumn next() {
    return values()[(ordinal() + 1) % values().length];
  }
}
