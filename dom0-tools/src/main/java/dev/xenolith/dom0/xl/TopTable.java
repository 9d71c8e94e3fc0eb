package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.Tree;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code xl top} shows, in the columns of xentop, from two looks at the domains. */
final class TopTable {
  private static final long NANOS = 1_000_000_000;
  private static final double PERCENT = 100;
  private static final long KIB_PER_PAGE = 4;
  private static final int VCPUS_PER_LINE = 5;

  /**
   * What the host says at one moment.
   *
   * @param nanos when, by a clock that only counts
   */
  record Look(long nanos, List<Tree> domains, List<Tree> vcpus, Tree machine) {}

  /** A line of the table. */
  record Line(String text, boolean isHeader, boolean isDomain) {}

  private final TopView view;
  private Look before;
  private Map<TopColumn, Integer> widths = Map.of();

  TopTable(TopView view) {
    this.view = view;
  }

  /** The lines of the next look. */
  List<Line> lines(Look now) {
    List<TopRow> rows = rows(now);
    rows.sort(view.sort.order);
    view.skipped = Math.max(0, Math.min(view.skipped, rows.size() - 1));
    List<TopRow> shown = rows.subList(view.skipped, rows.size());
    widths = widths(shown);
    List<Line> lines = new ArrayList<>();
    for (TopRow row : shown) {
      if (lines.isEmpty() || view.repeatHeader) {
        lines.add(new Line(join(null), true, false));
      }
      lines.add(new Line(join(row), false, true));
      more(row, now).forEach(text -> lines.add(new Line(text, false, false)));
    }
    before = now;
    return lines;
  }

  private List<TopRow> rows(Look now) {
    Map<Long, Long> spent = new HashMap<>();
    if (before != null) {
      before.domains().forEach(d -> spent.put(d.number("domid"), d.number("cpu_time_ns")));
    }
    double elapsed = before == null ? 0 : now.nanos() - before.nanos();
    long total = totalKib(now);
    List<TopRow> rows = new ArrayList<>();
    for (Tree d : now.domains()) {
      Long earlier = spent.get(d.number("domid"));
      boolean unknown = earlier == null || elapsed <= 0;
      double share = unknown ? 0 : PERCENT * (d.number("cpu_time_ns") - earlier) / elapsed;
      rows.add(new TopRow(d, share, total));
    }
    return rows;
  }

  private Map<TopColumn, Integer> widths(List<TopRow> rows) {
    Map<TopColumn, Integer> all = new EnumMap<>(TopColumn.class);
    for (TopColumn column : TopColumn.values()) {
      int width = column.width;
      for (TopRow row : rows) {
        width = Math.max(width, column.text(row, view.fullNames).length());
      }
      all.put(column, width);
    }
    return all;
  }

  /** A row, or without one the header. */
  private String join(TopRow row) {
    List<String> cells = new ArrayList<>();
    widths.forEach(
        (column, width) -> {
          String text = row == null ? column.header : column.text(row, view.fullNames);
          cells.add(" ".repeat(width - text.length()) + text);
        });
    return String.join(" ", cells);
  }

  /** Where the column that the rows are sorted by begins. */
  int sortedFrom() {
    int at = 0;
    for (TopColumn column : TopColumn.values()) {
      if (column == view.sort) {
        break;
      }
      at += widths.getOrDefault(column, column.width) + 1;
    }
    return at;
  }

  /** Where it ends. */
  int sortedTo() {
    return sortedFrom() + widths.getOrDefault(view.sort, view.sort.width);
  }

  private List<String> more(TopRow row, Look now) {
    List<String> lines = new ArrayList<>();
    if (view.vcpus) {
      lines.addAll(vcpus(row.number("domid"), now.vcpus()));
    }
    if (view.networks) {
      int n = 0;
      for (Tree card : row.cards()) {
        lines.add(
            "Net%d RX: %s  TX: %s".formatted(n++, passed(card, "received"), passed(card, "sent")));
      }
    }
    if (view.disks) {
      row.disks().forEach(disk -> lines.add(disk(disk)));
    }
    return lines;
  }

  /** Ports know of no errors and cannot tell what the other side drops: xentop's dash. */
  private static String passed(Tree card, String direction) {
    Tree traffic = card.at(direction);
    return "%8dbytes %8dpkts %8serr %8sdrop"
        .formatted(traffic.number("bytes"), traffic.number("packets"), "-", "-");
  }

  private static String disk(Tree d) {
    long number = d.number("number");
    return "VBD BlkBack %4d [%2x:%2x]  OO: %8d   RD: %8d   WR: %8d   RSECT: %10d   WSECT: %10d"
        .formatted(
            number,
            number >> 8,
            number & 0xFF,
            d.number("out_of_requests"),
            d.number("reads"),
            d.number("writes"),
            d.number("sectors_read"),
            d.number("sectors_written"));
  }

  private static List<String> vcpus(long domid, List<Tree> vcpus) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder("VCPUs(sec): ");
    int inLine = 0;
    for (Tree v : vcpus) {
      if (v.number("domid") == domid) {
        if (inLine++ == VCPUS_PER_LINE) {
          lines.add(line.toString());
          line = new StringBuilder("        ");
          inLine = 1;
        }
        line.append(" %2d: %10ds".formatted(v.number("vcpu"), v.number("cpu_time_ns") / NANOS));
      }
    }
    lines.add(line.toString());
    return lines;
  }

  private static long totalKib(Look now) {
    return now.machine().at("physical").number("total_pages") * KIB_PER_PAGE;
  }

  /** The lines above the table on a screen. */
  static List<String> summary(Look now) {
    Tree physical = now.machine().at("physical");
    Tree version = now.machine().at("version");
    long total = totalKib(now);
    long free = physical.number("free_pages") * KIB_PER_PAGE;
    Map<Character, Integer> states = new HashMap<>();
    now.domains().forEach(d -> states.merge(mainState(d.text("state")), 1, Integer::sum));
    return List.of(
        "xl top - %s   Xen %s.%s%s"
            .formatted(
                LocalTime.now().format(DateTimeFormatter.ofPattern("HH:mm:ss")),
                version.text("major"),
                version.text("minor"),
                version.text("extra")),
        "%d domains: %d running, %d blocked, %d paused, %d crashed, %d dying, %d shutdown"
            .formatted(
                now.domains().size(),
                states.getOrDefault('r', 0),
                states.getOrDefault('b', 0),
                states.getOrDefault('p', 0),
                states.getOrDefault('c', 0),
                states.getOrDefault('d', 0),
                states.getOrDefault('s', 0)),
        "Mem: %dk total, %dk used, %dk free    CPUs: %d @ %dMHz"
            .formatted(
                total,
                total - free,
                free,
                physical.number("cpus"),
                physical.number("cpu_khz") / 1000));
  }

  /** The one that a domain counts for: xentop counts no domain twice. */
  private static char mainState(String letters) {
    for (char letter : "rbpcsd".toCharArray()) {
      if (letters.indexOf(letter) >= 0) {
        return letter;
      }
    }
    return '-';
  }
}
