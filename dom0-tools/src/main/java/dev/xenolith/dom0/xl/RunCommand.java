package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.channel.ChannelSpec;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.trace.LiveTrace;
import dev.xenolith.dom0.trace.TraceOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code xl run}: builds a domain, attaches its console, and ends when it ends. One process, no
 * daemon.
 */
@Command(
    name = "run",
    description = "Runs one domain in this process and attaches its console; Ctrl-] leaves.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  " + RunCommand.TOUR,
      "  xl run --kernel grub-i386-xen.bin --memory 64",
      "  " + RunCommand.OVERRIDE,
      "  " + RunCommand.TRACE,
      "",
      "Exit status: 0 guest powered off, 10 rebooted, 11 crashed, 12 watchdog,",
      "13 suspended, 20 left with Ctrl-], 124 --timeout; 2 wrong usage,",
      "3 bad configuration, 4 bad image, 5 the domain could not be built,",
      "1 another failure (terminal, file, trace), 14 soft reset, 70 a bug of ours",
      "or no build, 130 and 143 ended by a signal."
    })
final class RunCommand implements Callable<Integer> {
  static final String TOUR = "xl run examples/tour/tour.cfg";
  static final String OVERRIDE = "xl run tour.cfg memory=64 --timeout 30s --dmesg";
  static final String TRACE = "xl run --trace=sched_op,event_channel_op tour.cfg";

  @Mixin private RunOptions domain;

  @Mixin private TraceOptions tracing;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Timeout.class,
      description = "Destroy the domain after TIME (30s, 5m, 1h).")
  private Duration timeout;

  @Option(
      names = "--time",
      paramLabel = "KIND",
      defaultValue = "real",
      description =
          "real (default), or virtual: time passes with instructions, so runs repeat exactly.")
  private Machine.Time time;

  @Option(
      names = "--dmesg",
      description = "Print the hypervisor's log on standard error at the end.")
  private boolean dmesg;

  @Option(
      names = "--stats",
      description = "Print time, instructions and memory on standard error at the end.")
  private boolean stats;

  @Option(
      names = "--symbols",
      paramLabel = "FILE",
      description = {
        "System.map with names for the report on a crash;",
        "else names come from the kernel itself."
      })
  private Path symbols;

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not say how the domain ended.")
  private boolean quiet;

  @Override
  public Integer call() throws Exception {
    PrintStream err = System.err;
    DomainConfig config = domain.config(warning -> err.println("xl: " + warning));
    checkChannels(config);
    refuseWorldIn(config);
    CrashText named = symbols == null ? null : CrashText.withMap(symbols);
    RunStats measured = new RunStats();
    Ending ending;
    Consumer<String> notes = note -> err.println("xl: " + note);
    Optional<LiveTrace> trace = openTrace(err);
    try (GuestRun run = new GuestRun(config, time, trace, stats, notes)) {
      ending = run.untilOver(timeout);
      boolean crashed = ending.status() == ExitStatus.CRASH;
      if (crashed) {
        CrashText text = named == null ? CrashText.withNamesOf(config.kernel()) : named;
        text.lines(run.log(), dmesg).forEach(err::println);
      } else if (dmesg) {
        run.log().forEach(err::println);
      }
      if (stats) {
        measured
            .lines(run.halt())
            .forEach(line -> err.println("xl: " + config.name() + ": " + line));
      }
    } catch (IOException e) {
      throw failed("the trace", e);
    }
    if (!quiet && (ending.status() != ExitStatus.POWEROFF)) {
      err.println("xl: " + config.name() + ": " + ending.sentence());
    }
    return ending.status().number;
  }

  /** Terminals are a host's to give. */
  private static void checkChannels(DomainConfig config) throws CommandFailedException {
    for (ChannelSpec channel : config.devices().channels()) {
      if (channel.socket().isEmpty()) {
        throw new CommandFailedException(
            ExitStatus.BAD_CONFIG,
            "channel '%s': 'xl run' has no terminals; use connection=socket, or 'xl create'"
                .formatted(channel.name()));
      }
    }
  }

  /** The world's packets come when they come, and a guest that skips its waits misses them. */
  private void refuseWorldIn(DomainConfig config) throws CommandFailedException {
    boolean world =
        config.devices().vifs().stream().anyMatch(v -> v.link() instanceof VifSpec.ThroughHost);
    if (world && time == Machine.Time.VIRTUAL) {
      throw new CommandFailedException(
          ExitStatus.BAD_CONFIG,
          "vif: 'backend=user' brings in the host's network, which keeps no virtual time: such runs"
              + " are not alike; leave out '--time virtual' or the card");
    }
  }

  private Optional<LiveTrace> openTrace(PrintStream err) throws CommandFailedException {
    try {
      return tracing.open(err);
    } catch (IOException e) {
      throw failed("--trace-file", e);
    }
  }

  private static CommandFailedException failed(String what, IOException e) {
    String why =
        e instanceof NoSuchFileException ? e.getMessage() + ": no such folder" : e.getMessage();
    return new CommandFailedException(ExitStatus.FAILED, what + ": " + why);
  }
}
