package dev.xenolith.examples;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.toolstack.DomainExit;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.hv.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Guests on one machine in virtual time that nobody types to: what they write, and their ends. */
final class RunningGuests implements AutoCloseable {
  /** Far more than anything here takes on a busy machine; reached only when something hangs. */
  private static final int PATIENCE_SECONDS = 1200;

  private static final class Guest {
    final CompletableFuture<Toolstack.Started> started;
    final StringBuffer written = new StringBuffer();
    Thread reader;

    Guest(CompletableFuture<Toolstack.Started> started) {
      this.started = started;
    }

    void read(ConsoleAttachment console) {
      byte[] buffer = new byte[4096];
      try {
        for (int n = console.read(buffer); n >= 0; n = console.read(buffer)) {
          written.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final Machine machine;
  private final List<Guest> guests = new ArrayList<>();

  RunningGuests(List<DomainSpec> specs, Consumer<Trace> trace) throws Exception {
    this(specs, trace, _ -> {});
  }

  /**
   * With more for domain 0 to do.
   *
   * @param more asked once the guests are ordered, before anything runs
   */
  RunningGuests(List<DomainSpec> specs, Consumer<Trace> trace, Consumer<Toolstack> more)
      throws Exception {
    this(specs, trace, more, () -> {});
  }

  /**
   * With something that happens when they are over.
   *
   * @param over called at the moment when the last of them has ended, on domain 0's vCPU: the
   *     machine goes on from there for as long as the test lets it
   */
  RunningGuests(
      List<DomainSpec> specs, Consumer<Trace> trace, Consumer<Toolstack> more, Runnable over)
      throws Exception {
    Toolstack toolstack = new Toolstack(System.out::println);
    long kib = 0;
    for (DomainSpec spec : specs) {
      guests.add(new Guest(toolstack.start(spec, _ -> {})));
      kib += spec.maxMemoryKib();
    }
    more.accept(toolstack);
    CompletableFuture<?>[] ends =
        guests.stream()
            .map(guest -> guest.started.thenCompose(Toolstack.Started::exit))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(ends).thenRun(over);
    int mib = Math.toIntExact(kib >> 10);
    machine = Machine.start(toolstack.kernel(), mib, Machine.Time.VIRTUAL, trace);
    for (Guest guest : guests) {
      ConsoleAttachment console = get(guest.started).console();
      guest.reader = new Thread(() -> guest.read(console), "console");
      guest.reader.setDaemon(true);
      guest.reader.start();
    }
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until a guest has ended. */
  Optional<ShutdownReason> end(int guest) throws Exception {
    CompletableFuture<DomainExit> exit = get(guests.get(guest).started).exit();
    Optional<ShutdownReason> reason = get(exit).reason();
    guests.get(guest).reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    return reason;
  }

  /** The number that a guest has. */
  DomId domid(int guest) throws Exception {
    return get(guests.get(guest).started).domid();
  }

  /** All a guest has written. */
  String written(int guest) {
    return guests.get(guest).written.toString();
  }

  @Override
  public void close() {
    machine.close();
  }
}
