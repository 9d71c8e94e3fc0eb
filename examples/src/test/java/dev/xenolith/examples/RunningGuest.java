package dev.xenolith.examples;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.device.CardUse;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.net.OpenVif;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.screen.Display;
import dev.xenolith.dom0.toolstack.DomainExit;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.hv.trace.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A guest on a machine of its own with somebody at its console: types, waits for words, sees the
 * end.
 */
final class RunningGuest implements AutoCloseable {
  /** Far more than anything here takes on a busy machine; reached only when something hangs. */
  private static final int PATIENCE_SECONDS = 600;

  private final Toolstack toolstack = new Toolstack(_ -> {});
  private final Machine machine;
  private final ConsoleAttachment console;
  private final DomId domid;
  private final CompletableFuture<DomainExit> exit;
  private final StringBuilder seen = new StringBuilder();
  private final Thread reader;
  private int matched;
  private boolean closed;

  RunningGuest(Path kernel, int memoryMib, Machine.Time time) throws Exception {
    this(kernel, memoryMib, time, _ -> {});
  }

  /** With the machine's trace handed out before anything runs. */
  RunningGuest(Path kernel, int memoryMib, Machine.Time time, Consumer<Trace> trace)
      throws Exception {
    this(DomainSpec.of(nameOf(kernel), memoryMib, image(kernel), ""), time, trace);
  }

  /** Any domain, with the machine's trace handed out before anything runs. */
  RunningGuest(DomainSpec spec, Machine.Time time, Consumer<Trace> trace) throws Exception {
    CompletableFuture<Toolstack.Started> started = toolstack.start(spec, _ -> {});
    int memoryMib = Math.toIntExact(spec.maxMemoryKib() >> 10);
    machine = Machine.start(toolstack.kernel(), memoryMib, time, trace);
    console = get(started).console();
    domid = get(started).domid();
    exit = get(started).exit();
    reader = new Thread(this::read, "console");
    reader.setDaemon(true);
    reader.start();
  }

  /** As xl names a domain after its kernel. */
  private static String nameOf(Path kernel) {
    return kernel.getFileName().toString().replaceFirst("[.][^.]*$", "");
  }

  static DomainSpec.Image image(Path kernel) throws IOException {
    return new DomainSpec.Image(kernel.toString(), Files.readAllBytes(kernel));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void read() {
    byte[] buffer = new byte[4096];
    try {
      for (int n = console.read(buffer); n >= 0; n = console.read(buffer)) {
        synchronized (this) {
          seen.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
          notifyAll();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  void type(String keys) throws InterruptedException {
    console.write(keys.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Waits until the guest has written this, and answers what it wrote since the last call. */
  synchronized String expect(String words) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int at = seen.indexOf(words, matched);
    while (at < 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (closed || left <= 0) {
        throw new AssertionError("no \"" + words + "\" in:\n" + seen.substring(matched));
      }
      wait(left);
      at = seen.indexOf(words, matched);
    }
    String answer = seen.substring(matched, at);
    matched = at + words.length();
    return answer;
  }

  /** Waits until the guest has ended. */
  Optional<ShutdownReason> end() throws Exception {
    Optional<ShutdownReason> reason = get(exit).reason();
    reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    return reason;
  }

  /** All the guest has written. */
  synchronized String written() {
    return seen.toString();
  }

  /** The domain's screen. */
  Display screen() throws Exception {
    return get(toolstack.run(() -> toolstack.devices().screens().of(domid).orElseThrow()))
        .display();
  }

  /** Has the back end of one of its disks fail as by a bug. */
  void crashBackend(int disk) throws Exception {
    get(
        toolstack.run(
            () -> {
              toolstack.devices().disks().crashBackend(domid, disk);
              return null;
            }));
  }

  /** Takes one of its disks away without asking it. */
  void detachByForce(int disk) throws Exception {
    get(get(toolstack.run(() -> toolstack.devices().disks().detach(domid, disk, true))));
  }

  /** Gives it a network card, and answers the card's number. */
  int attach(VifSpec vif) throws Exception {
    OpenVif open = OpenVif.open(vif);
    return get(toolstack.run(() -> toolstack.devices().networks().attach(domid, open))).device();
  }

  /** Takes one of its network cards away, once it has let go of it. */
  void detachCard(int card) throws Exception {
    get(get(toolstack.run(() -> toolstack.devices().networks().detach(domid, card, false))));
  }

  /** What its network cards were used for. */
  List<CardUse> cards() throws Exception {
    return get(toolstack.run(() -> toolstack.devices().networks().use(domid)));
  }

  /** The hypervisor's log. */
  String log() {
    return String.join("\n", machine.log());
  }

  @Override
  public void close() {
    console.close();
    machine.close();
  }
}
