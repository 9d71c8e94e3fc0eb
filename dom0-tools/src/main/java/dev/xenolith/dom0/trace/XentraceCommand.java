package dev.xenolith.dom0.trace;

import dev.xenolith.abi.trace.TraceReader;
import dev.xenolith.abi.trace.TraceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xentrace}: prints a trace file that {@code xl run --trace-file} writes. */
@Command(
    name = "xentrace",
    mixinStandardHelpOptions = true,
    description = "Prints a trace the way strace prints system calls.",
    footer = {
      "",
      "A filter is a list of hypercalls (mmu_update), sub-operations",
      "(SCHEDOP_block), groups (%%memory, %%cpu, %%event, %%grant, %%sched,",
      "%%control), classes of events (hypercall, trap, emulate, pagetype,",
      "event, sched, grant, domain), 'all', and domains (d1). A '!' before a",
      "hypercall, sub-operation or group hides it.",
      "",
      "Exit status: 0 done, 1 the file cannot be read, 2 wrong usage."
    })
public final class XentraceCommand implements Callable<Integer> {
  private static final long FOLLOW_MILLIS = 100;

  @Parameters(paramLabel = "FILE", description = "The trace file.")
  private Path file;

  @Option(
      names = {"-e", "--filter"},
      paramLabel = "TERMS",
      defaultValue = "all",
      description = "What to show; all if not given.")
  private String terms;

  @Option(
      names = {"-f", "--follow"},
      description = "Wait for more at the end of the file.")
  private boolean follow;

  @Option(
      names = {"-c", "--summary"},
      description = "Print a table of counts, errors and times instead.")
  private boolean summary;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show arrays in full.")
  private boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto, always or never.")
  private String color;

  @Spec private CommandSpec spec;

  /** The command. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new XentraceCommand()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    refuseBoth();
    TraceFilter filter;
    try {
      filter = TraceFilter.parse(terms);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    try {
      print(filter, out);
      return 0;
    } catch (NoSuchFileException e) {
      return failed(file + ": no such file");
    } catch (IOException e) {
      return failed(file + ": " + e.getMessage());
    } finally {
      out.flush();
    }
  }

  private int failed(String why) {
    spec.commandLine().getErr().println("xentrace: " + why);
    return 1;
  }

  private void refuseBoth() {
    if (summary && json) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--summary is a table for people; --json prints records");
    }
  }

  private void print(TraceFilter filter, PrintWriter out) throws IOException, InterruptedException {
    int most = verbose ? Integer.MAX_VALUE / 64 : 8;
    if (summary) {
      TraceSummary table = new TraceSummary(filter);
      read(table::accept, out);
      table.print(out::println);
    } else if (json) {
      read(new TraceJson(filter, most, out::println)::accept, out);
    } else {
      TracePrinter printer = new TracePrinter(filter, palette(), most, out::println);
      read(printer::accept, out);
      printer.finish();
    }
  }

  private Palette palette() {
    return switch (color) {
      case "always" -> Palette.ANSI;
      case "never" -> Palette.NONE;
      case "auto" -> isTerminal() ? Palette.ANSI : Palette.NONE;
      default ->
          throw new CommandLine.ParameterException(
              spec.commandLine(), "--color is auto, always or never, not " + color);
    };
  }

  private static boolean isTerminal() {
    return System.console() != null
        && System.console().isTerminal()
        && System.getenv("NO_COLOR") == null;
  }

  private void read(Consumer<TraceRecord> to, PrintWriter out)
      throws IOException, InterruptedException {
    try (TraceReader reader = new TraceReader(Files.newInputStream(file))) {
      while (true) {
        TraceRecord r = reader.next();
        if (r != null) {
          to.accept(r);
        } else if (follow) {
          out.flush();
          Thread.sleep(FOLLOW_MILLIS);
        } else if (reader.isAtBoundary()) {
          return;
        } else {
          throw new IOException(
              "ends in the middle of a record: cut short, or still being written");
        }
      }
    }
  }
}
