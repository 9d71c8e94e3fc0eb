package dev.xenolith.dom0.xl;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.launch.MachineUse;
import dev.xenolith.dom0.toolstack.DomainExit;
import dev.xenolith.dom0.toolstack.SpecReader;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.trace.LiveTrace;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One domain on a machine of its own, from its building to its end, with its console attached. */
final class GuestRun implements AutoCloseable {
  /** How long the last output may take to be shown after the domain is gone. */
  private static final int DRAIN_SECONDS = 5;

  /** How long a domain is built in silence. */
  private static final int PATIENCE_MILLISECONDS = 500;

  private final DomainConfig config;
  private final Toolstack toolstack;
  private final CompletableFuture<Toolstack.Started> started;
  private final Machine machine;
  private final Optional<LiveTrace> trace;
  private final CompletableFuture<Ending> over = new CompletableFuture<>();

  /**
   * Whether the guest's last output left the cursor within a line. Written by the screen thread.
   */
  private volatile boolean midLine;

  /** Whether the guest sent escape sequences. Written by the screen thread. */
  private volatile boolean coloured;

  /**
   * Switches the machine on.
   *
   * @param trace what is to be told of everything, if anybody
   * @param preserved whether the domain keeps its memory when it ends, to be counted
   * @param log takes what domain 0's services have to say
   */
  GuestRun(
      DomainConfig config,
      Machine.Time time,
      Optional<LiveTrace> trace,
      boolean preserved,
      Consumer<String> log)
      throws CommandFailedException {
    this.config = config;
    this.trace = trace;
    toolstack = new Toolstack(log);
    // A terminal in raw mode goes down a line only, not to its beginning.
    BuildProgress progress =
        new BuildProgress(step -> log.accept(step + "\r"), PATIENCE_MILLISECONDS);
    started = toolstack.start(spec(config), progress, reason -> preserved);
    started.whenComplete((_, _) -> progress.end());
    machine = switchOn(time);
    machine.stopped().whenComplete((_, bug) -> end(null, bug));
  }

  private static DomainSpec spec(DomainConfig config) throws CommandFailedException {
    try {
      return SpecReader.read(config);
    } catch (DomainBuildException e) {
      throw failure(e);
    }
  }

  private Machine switchOn(Machine.Time time) throws CommandFailedException {
    try {
      return Machine.start(
          toolstack.kernel(),
          config.maxMemoryMib(),
          time,
          taken -> trace.ifPresent(t -> t.start(taken)));
    } catch (OutOfMemoryError e) {
      throw new CommandFailedException(
          ExitStatus.NOT_BUILT,
          config.name()
              + ": this computer has no room for a machine with "
              + config.maxMemoryMib()
              + " MiB for the domain");
    }
  }

  /** Builds the domain, shows its console, and answers how it ended. */
  Ending untilOver(Duration timeout) throws CommandFailedException, InterruptedException {
    try (RawTerminal terminal = RawTerminal.enter()) {
      Toolstack.Started guest = await(started);
      guest.exit().whenComplete((ended, bug) -> end(ended, bug));
      Thread screen = daemon("console output", () -> show(guest.console()));
      daemon("console input", keys(guest.console(), terminal != null));
      Ending ending = waitForEnd(timeout, screen);
      if (terminal != null) {
        terminal.tidy(midLine, coloured);
      }
      return ending;
    } catch (IOException e) {
      throw new CommandFailedException(ExitStatus.FAILED, "the terminal: " + e.getMessage());
    }
  }

  /** The hypervisor's log so far. */
  List<String> log() {
    return machine.log();
  }

  private Ending waitForEnd(Duration timeout, Thread screen) throws InterruptedException {
    try {
      Ending ending =
          timeout == null ? over.get() : over.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (ending.status() != ExitStatus.LEFT) {
        screen.join(Duration.ofSeconds(DRAIN_SECONDS));
      }
      return ending;
    } catch (TimeoutException e) {
      return new Ending(ExitStatus.TIMEOUT);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the machine failed", e.getCause());
    }
  }

  private ConsoleKeys keys(ConsoleAttachment console, boolean leaveKey) {
    return new ConsoleKeys(
        new FileInputStream(FileDescriptor.in),
        leaveKey,
        bytes -> {
          try {
            console.write(bytes);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        over::complete);
  }

  private void show(ConsoleAttachment console) {
    byte[] buffer = new byte[4096];
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    try {
      for (int n = console.read(buffer); n >= 0; n = console.read(buffer)) {
        out.write(buffer, 0, n);
        byte last = buffer[n - 1];
        midLine = last != '\n' && last != '\r';
        coloured |= hasEscape(buffer, n);
      }
    } catch (IOException e) {
      over.complete(new Ending(ExitStatus.FAILED, "standard output: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean hasEscape(byte[] bytes, int n) {
    for (int i = 0; i < n; i++) {
      if (bytes[i] == 0x1B) {
        return true;
      }
    }
    return false;
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void end(DomainExit ended, Throwable bug) {
    if (bug != null) {
      over.completeExceptionally(bug);
    } else if (ended == null) {
      over.complete(new Ending(ExitStatus.FAILED, "the machine has stopped"));
    } else {
      over.complete(ended.reason().map(GuestRun::ending).orElse(new Ending(ExitStatus.CRASH)));
    }
  }

  private static Ending ending(ShutdownReason reason) {
    return new Ending(
        switch (reason) {
          case POWEROFF -> ExitStatus.POWEROFF;
          case REBOOT -> ExitStatus.REBOOT;
          case SUSPEND -> ExitStatus.SUSPEND;
          case CRASH -> ExitStatus.CRASH;
          case WATCHDOG -> ExitStatus.WATCHDOG;
          case SOFT_RESET -> ExitStatus.SOFT_RESET;
        });
  }

  /** Waits for domain 0, or for the bug that keeps it from ever answering. */
  private <T> T await(CompletableFuture<T> answer)
      throws CommandFailedException, InterruptedException {
    try {
      CompletableFuture.anyOf(answer, machine.stopped()).get();
      return answer.get(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("domain 0 stopped without an answer", e);
    }
  }

  private static CommandFailedException failure(Throwable cause) {
    if (cause instanceof DomainBuildException e) {
      ExitStatus status =
          switch (e.blame()) {
            case IMAGE -> ExitStatus.BAD_IMAGE;
            case CONFIGURATION -> ExitStatus.BAD_CONFIG;
            case MACHINE -> ExitStatus.NOT_BUILT;
          };
      return new CommandFailedException(status, e.getMessage());
    }
    throw new IllegalStateException("the machine failed", cause);
  }

  /** Stops the machine and tells what it has used. */
  MachineUse halt() {
    return machine.halt();
  }

  @Override
  public void close() throws IOException {
    machine.close();
    if (trace.isPresent()) {
      trace.get().close();
    }
  }
}
