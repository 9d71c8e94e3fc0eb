package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.api.ApiServer;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.client.HostClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A host with its API in a folder for one test, in this process. */
public final class TestHost implements AutoCloseable {
  /** Far more than anything here takes on a busy machine; reached only when something hangs. */
  private static final int PATIENCE_SECONDS = 60;

  private static final int MEMORY_MIB = 256;

  public final Host host;
  public final HostClient client;
  private final ApiServer server;
  private final Path files;

  /** Starts it below this folder. */
  public TestHost(Path folder) throws IOException {
    this(folder, MEMORY_MIB);
  }

  public TestHost(Path folder, int memoryMib) throws IOException {
    this(folder, memoryMib, Aftermath.PAUSE);
  }

  private TestHost(Path folder, int memoryMib, Duration pauseBeforeRestart) throws IOException {
    files = Files.createDirectories(folder.resolve("files"));
    host = Host.start(new StateDir(folder.resolve("state")), memoryMib, pauseBeforeRestart);
    server = ApiServer.start(host);
    client = new HostClient(host.state().socket());
  }

  /** Starts one where a domain that is to be built again waits until somebody calls it off. */
  static TestHost thatPausesForEver(Path folder) throws IOException {
    return new TestHost(folder, MEMORY_MIB, Duration.ofDays(1));
  }

  public StateDir state() {
    return host.state();
  }

  /** A file with a configuration for this kernel; 8 MiB of memory. */
  public Path config(String name, DomainSpec kernel, String... lines) throws IOException {
    Path image = files.resolve(kernel.name() + ".elf");
    Files.write(image, kernel.kernel().bytes());
    Path config = files.resolve(name + ".cfg");
    Files.writeString(
        config,
        "name = \"%s\"\nkernel = \"%s\"\nmemory = 8\n%s\n"
            .formatted(name, image, String.join("\n", lines)));
    return config;
  }

  /** From its next life on, a domain whose kernel was this one has the other. */
  public void replaceKernel(DomainSpec kernel, DomainSpec other) throws IOException {
    Path next = files.resolve("next.elf");
    Files.write(next, other.kernel().bytes());
    Files.move(next, files.resolve(kernel.name() + ".elf"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The order of this configuration. */
  public CreateOrder order(Path config, boolean paused) throws IOException {
    return new CreateOrder(
        config.toString(), Files.readString(config), files.toString(), List.of(), paused);
  }

  /** Creates a domain and waits until it is built. */
  public int create(String name, DomainSpec kernel, String... lines) throws Exception {
    return get(host.domains().create(order(config(name, kernel, lines), false))).domain().domid();
  }

  /** The answer, or what kept it from coming. */
  public <T> T get(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw HostException.of(e.getCause());
    }
  }

  /** Waits until something is so. */
  public void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never: " + what + "; " + host.journal().remembered());
      }
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  /** Waits for an event about a domain, and answers its detail. */
  public HostEvent awaitEvent(HostEvent.Kind kind, int domid) throws InterruptedException {
    HostEvent[] found = new HostEvent[1];
    await(
        kind + " of domain " + domid,
        () -> {
          for (HostEvent e : host.journal().remembered()) {
            if (e.kind() == kind && e.domid() != null && e.domid() == domid) {
              found[0] = e;
            }
          }
          return found[0] != null;
        });
    return found[0];
  }

  /** Waits until a domain has been asked for something that it has not answered. */
  public void awaitRequest(int domid) throws InterruptedException {
    await(
        "a request of domain " + domid,
        () -> host.controls().hasAnswered(new DomId(domid)).thenApply(done -> !done).join());
  }

  /** Ends the API alone, as a host that ends does first. */
  public void closeApi() throws IOException {
    server.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
    host.close();
  }
}
