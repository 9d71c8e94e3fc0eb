package dev.xenolith.hv.cpuid;

import dev.xenolith.hv.cpuid.GivenFeature.Level;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/** The page about CPUID (CPUID.md), derived from the tables. */
final class CpuidPage {
  private static final String INTRODUCTION =
      """
      # CPUID

      Made from `GivenFeature` and `LeafNote` by `CpuidPageTest`; do not edit.

      A PV domain's kernel and its programs see one answer, whether by the instruction or by Xen's forced emulation, as on
      a processor that lets Xen fault CPUID. The toolstack sets it with `XEN_DOMCTL_set_cpu_policy` before the domain
      runs, and Xen's rules cut it down: what is not in the table below is cleared without a word, and a feature falls
      with what it needs. Promises of leaves that do not exist are refused, and say which.

      `cpuid` in a configuration file takes features away, or sets other fields of CPUID, as the real xl does:

          cpuid = "host,sse4-2=0,popcnt=0"
          cpuid = [ "1:ecx=xxxxxxxxxxx0xxxxxxxxxxxxxxxxxxxx", "0x80000002:eax=...,ebx=..." ]

      """;

  private static final String LEVELS =
      """

      ## Levels

      Domains that are to find the same processor elsewhere can be levelled to one of the psABI's: write the line that
      takes everything else away.

      """;

  private static final String LEAVES =
      """

      ## Leaves

      All others are zero: nothing of power, thermals, counters, MONITOR, or the topology of the host.

      | leaf | says | source |
      |---|---|---|
      """;

  private CpuidPage() {}

  /** The page as Markdown. */
  static String text() {
    StringBuilder out = new StringBuilder(INTRODUCTION);
    out.append("| feature | in `cpuid` | leaf | bit | level | needs | note |\n");
    out.append("|---|---|---|---|---|---|---|\n");
    for (GivenFeature given : GivenFeature.values()) {
      out.append(
          "| %s | %s | %s | %d | %s | %s | %s |\n"
              .formatted(
                  given.feature().xenName(),
                  given.feature().configName(),
                  given.feature().word(),
                  given.feature().bit(),
                  given.level(),
                  given.needs().stream()
                      .map(n -> n.feature().xenName())
                      .collect(Collectors.joining(", ")),
                  given.why()));
    }
    out.append(LEVELS);
    for (Level level : new Level[] {Level.V2, Level.V1}) {
      out.append("* %s: `cpuid = \"%s\"`\n".formatted(level, line(level)));
    }
    out.append(LEAVES);
    for (LeafNote note : LeafNote.values()) {
      out.append("| %s | %s | %s |\n".formatted(note.number, note.what, note.source));
    }
    return out.toString();
  }

  /** The value of {@code cpuid} that leaves a domain with this level and no more. */
  static String line(Level level) {
    return Arrays.stream(GivenFeature.values())
        .filter(given -> given.level().compareTo(level) > 0)
        .sorted(Comparator.comparing(GivenFeature::level))
        .map(given -> given.feature().configName() + "=0")
        .collect(Collectors.joining(",", "host,", ""));
  }
}
