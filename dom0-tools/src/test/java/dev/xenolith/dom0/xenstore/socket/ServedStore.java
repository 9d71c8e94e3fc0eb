package dev.xenolith.dom0.xenstore.socket;

import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.dom0.xenstore.Quotas;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreDomains;
import dev.xenolith.dom0.xenstore.Xenstored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A store on a thread of its own, served at a socket, for tests. Domains are empty ring pages. */
final class ServedStore implements AutoCloseable {
  static final int PATIENCE_SECONDS = 60;

  final List<String> log = new CopyOnWriteArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Path directory;
  final Xenstored store;
  final StoreClient dom0;
  final StoreSocket socket;

  /** Limits as those of real tools are, only nearer. */
  static final Quotas NEAR =
      new Quotas(
          Quotas.TOOL.nodes(),
          1 << 16,
          1000,
          8,
          Quotas.TOOL.permissions(),
          Quotas.TOOL.transactionNodes(),
          1 << 20,
          Quotas.TOOL.outstanding(),
          4 << 20);

  ServedStore() throws IOException {
    this(Quotas.TOOL);
  }

  ServedStore(Quotas tools) throws IOException {
    // In the shortest place there is: the path of a socket has 107 bytes.
    directory = Files.createTempDirectory(Path.of("/tmp"), "xs");
    store = new Xenstored(new EmptyDomains(), Quotas.STANDARD, tools, log::add);
    dom0 = store.client();
    socket =
        StoreSocket.open(
            directory,
            task -> CompletableFuture.runAsync(() -> task.accept(store), thread),
            log::add);
  }

  /** Domains 0 to 4, who do nothing. */
  private static final class EmptyDomains implements StoreDomains {
    @Override
    public boolean exists(DomId domid) {
      return domid.raw() < 5;
    }

    @Override
    public Link connect(DomId domid, long ring, EvtchnPort port, Runnable onEvent)
        throws IOException {
      if (!exists(domid)) {
        throw new IOException("no such domain");
      }
      return new EmptyRing(new ByteArrayBytes(4096));
    }
  }

  private record EmptyRing(GuestBytes page) implements StoreDomains.Link {
    @Override
    public void signal() {}

    @Override
    public void close() {}
  }

  RawClient client() throws IOException {
    return new RawClient(socket.path());
  }

  /** Does something on the store's thread. */
  <T> T on(Callable<T> task) throws Exception {
    return thread.submit(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until the log has a sentence with these words. */
  void awaitLog(String words) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (log.stream().noneMatch(line -> line.contains(words))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not logged: " + words + " in " + log);
      }
      Thread.sleep(10);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    thread.shutdown();
    try (Stream<Path> left = Files.walk(directory)) {
      left.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
