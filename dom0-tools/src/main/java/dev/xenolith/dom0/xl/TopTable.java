package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.Tree;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code xl top} shows, in the columns of xentop, from two looks at the domains. */
final class TopTable {
  private static final int NAME = 10;
  private static final double NANOS = 1e9;
  private static final double PERCENT = 100;
  private static final long KIB_PER_PAGE = 4;

  /** Columns without a device behind them: there are no networks. */
  private static final String NETS = "    0        0        0";

  private static final String HEADER =
      "%10s %6s %10s %6s %10s %6s %10s %9s %5s %4s %8s %8s %4s %8s %8s %8s %10s %10s %4s"
          .formatted(
              "NAME",
              "STATE",
              "CPU(sec)",
              "CPU(%)",
              "MEM(k)",
              "MEM(%)",
              "MAXMEM(k)",
              "MAXMEM(%)",
              "VCPUS",
              "NETS",
              "NETTX(k)",
              "NETRX(k)",
              "VBDS",
              "VBD_OO",
              "VBD_RD",
              "VBD_WR",
              "VBD_RSECT",
              "VBD_WSECT",
              "SSID");

  /**
   * What the host says at one moment.
   *
   * @param nanos when, by a clock that only counts
   */
  record Look(long nanos, List<Tree> domains, List<Tree> vcpus, Tree machine) {}

  /** What else is shown. */
  record Choice(boolean fullNames, boolean vcpus, boolean repeatHeader) {}

  private final Choice choice;
  private Look before;

  TopTable(Choice choice) {
    this.choice = choice;
  }

  /** The lines of the next look. */
  List<String> lines(Look now) {
    Map<Long, Long> spent = new HashMap<>();
    if (before != null) {
      before.domains().forEach(d -> spent.put(d.number("domid"), d.number("cpu_time_ns")));
    }
    double elapsed = before == null ? 0 : now.nanos() - before.nanos();
    List<Tree> domains = new ArrayList<>(now.domains());
    domains.sort(Comparator.comparing(d -> d.text("name")));
    List<String> lines = new ArrayList<>();
    if (!choice.repeatHeader()) {
      lines.add(HEADER);
    }
    for (Tree d : domains) {
      if (choice.repeatHeader()) {
        lines.add(HEADER);
      }
      Long earlier = spent.get(d.number("domid"));
      double share =
          earlier == null || elapsed <= 0
              ? 0
              : PERCENT * (d.number("cpu_time_ns") - earlier) / elapsed;
      lines.add(row(d, share, now.machine()));
      if (choice.vcpus()) {
        lines.add(vcpus(d.number("domid"), now.vcpus()));
      }
    }
    before = now;
    return lines;
  }

  private String row(Tree d, double cpu, Tree machine) {
    long total = machine.at("physical").number("total_pages") * KIB_PER_PAGE;
    Tree disks = d.at("disks");
    String name = Printable.of(d.text("name"));
    if (!choice.fullNames() && name.length() > NAME) {
      name = name.substring(0, NAME);
    }
    return String.format(
        Locale.ROOT,
        "%10s %6s %10d %6.1f %10d %6.1f %10d %9.1f %5d%s %4d %8d %8d %8d %10d %10d    0",
        name,
        state(d.text("state")),
        (long) (d.number("cpu_time_ns") / NANOS),
        cpu,
        d.number("memory_kib"),
        PERCENT * d.number("memory_kib") / total,
        d.number("max_memory_kib"),
        PERCENT * d.number("max_memory_kib") / total,
        d.number("vcpus"),
        NETS,
        disks.number("count"),
        disks.number("out_of_requests"),
        disks.number("reads"),
        disks.number("writes"),
        disks.number("sectors_read"),
        disks.number("sectors_written"));
  }

  /** The letters in the order xentop has them. */
  private static String state(String letters) {
    StringBuilder state = new StringBuilder();
    for (char letter : "dsbcpr".toCharArray()) {
      state.append(letters.indexOf(letter) >= 0 ? letter : '-');
    }
    return state.toString();
  }

  private static String vcpus(long domid, List<Tree> vcpus) {
    StringBuilder line = new StringBuilder("VCPUs(sec): ");
    for (Tree v : vcpus) {
      if (v.number("domid") == domid) {
        line.append(
            "%4d: %10ds".formatted(v.number("vcpu"), v.number("cpu_time_ns") / (long) NANOS));
      }
    }
    return line.toString();
  }

  /** The lines above the table on a screen. */
  static List<String> summary(Look now) {
    Tree physical = now.machine().at("physical");
    long total = physical.number("total_pages") * KIB_PER_PAGE;
    long free = physical.number("free_pages") * KIB_PER_PAGE;
    return List.of(
        "xl top - %s   Xen %s"
            .formatted(
                LocalTime.now().format(DateTimeFormatter.ofPattern("HH:mm:ss")),
                now.machine().at("version").text("major")
                    + "."
                    + now.machine().at("version").text("minor")
                    + now.machine().at("version").text("extra")),
        "%d domains: %d running, %d blocked, %d paused, %d crashed, %d dying, %d shutdown"
            .formatted(
                now.domains().size(),
                count(now, 'r'),
                count(now, 'b'),
                count(now, 'p'),
                count(now, 'c'),
                count(now, 'd'),
                count(now, 's')),
        "Mem: %dk total, %dk used, %dk free    CPUs: %d @ %dMHz"
            .formatted(
                total,
                total - free,
                free,
                physical.number("cpus"),
                physical.number("cpu_khz") / 1000));
  }

  private static long count(Look now, char letter) {
    return now.domains().stream().filter(d -> d.text("state").indexOf(letter) >= 0).count();
  }
}
