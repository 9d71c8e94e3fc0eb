package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.launch.MachineUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What {@code xl run --stats} says of a run that is over. */
final class RunStats {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double NANOS = 1e9;
  private static final double MILLION = 1e6;
  private static final double MIB = 1 << 20;

  private final long began = System.nanoTime();

  /** The lines, without the name of the program. */
  List<String> lines(MachineUse use) {
    return lines(use, System.nanoTime() - began, processBytes("VmRSS:"), processBytes("VmHWM:"));
  }

  static List<String> lines(
      MachineUse use, long wallNanos, OptionalLong resident, OptionalLong peak) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "time: %.2f s; the simulated CPU was busy for %.2f s of them",
            wallNanos / NANOS,
            use.busyNanos() / NANOS));
    lines.add(
        String.format(
            Locale.ROOT,
            "instructions: %,d, %.1f million a second",
            use.instructions(),
            use.instructions() * NANOS / Math.max(use.busyNanos(), 1) / MILLION));
    if (use.touchedBytes().isPresent() && resident.isPresent() && peak.isPresent()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "memory: the machine touched %.1f MiB; with it this program has %.1f MiB and had"
                  + " %.1f MiB at most",
              use.touchedBytes().getAsLong() / MIB,
              resident.getAsLong() / MIB,
              peak.getAsLong() / MIB));
    }
    return lines;
  }

  /** A number of proc_pid_status(5), which is in KiB; empty on other systems. */
  private static OptionalLong processBytes(String name) {
    try (Stream<String> status = Files.lines(STATUS)) {
      return status
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
