package dev.xenolith.dom0.trace;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command that runs a machine and may trace it. */
public final class TraceOptions {
  private static final int MOST_ELEMENTS = 8;

  @Option(
      names = "--trace",
      paramLabel = "FILTER",
      arity = "0..1",
      preprocessor = AttachedOnly.class,
      fallbackValue = "hypercall,d1",
      description = {
        "Print each hypercall on standard error.",
        "FILTER: names (mmu_update), groups (%%memory),",
        "classes (trap), all, domains (d1), !name to",
        "leave out; see xentrace --help. Without FILTER:",
        "the guest's hypercalls."
      })
  private String terms;

  @Option(
      names = "--trace-file",
      paramLabel = "FILE",
      description =
          "Write the trace to FILE instead, for xentrace; all of it unless --trace chooses.")
  private Path file;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** The trace asked for, if one is. */
  public Optional<LiveTrace> open(PrintStream err) throws IOException {
    if (file != null) {
      return Optional.of(LiveTrace.toFile(filter("all"), file));
    }
    if (terms == null) {
      return Optional.empty();
    }
    boolean terminal = isTerminal();
    Palette palette = terminal && System.getenv("NO_COLOR") == null ? Palette.ANSI : Palette.NONE;
    // A terminal in raw mode does not begin a line at its left end by itself.
    Consumer<String> lines = terminal ? line -> err.print(line + "\r\n") : err::println;
    TraceFilter filter = filter(terms);
    return Optional.of(
        LiveTrace.printing(filter, new TracePrinter(filter, palette, MOST_ELEMENTS, lines)));
  }

  private TraceFilter filter(String unlessGiven) {
    try {
      return TraceFilter.parse(terms == null ? unlessGiven : terms);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false; // no such file system: not Linux
    }
  }
}
