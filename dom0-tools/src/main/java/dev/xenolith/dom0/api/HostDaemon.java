package dev.xenolith.dom0.api;

import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.StateDir;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The host's process: a host, its API, and an orderly end when somebody asks or a signal comes. */
public final class HostDaemon {
  private static final int SIGNAL_PATIENCE_SECONDS = 10;

  /** More than all that has to happen takes, and less than what init systems wait. */
  private static final int END_SECONDS = 60;

  private HostDaemon() {}

  /**
   * Runs a host until its end.
   *
   * @throws IOException when it cannot start, or its last files cannot be written
   * @throws IllegalStateException when a bug of ours stopped its machine
   */
  public static void run(StateDir state, int memoryMib) throws IOException, InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    try (Host host = Host.start(state, memoryMib);
        ApiServer _ = ApiServer.start(host)) {
      Thread onSignal =
          new Thread(
              () -> {
                host.askToStop(SIGNAL_PATIENCE_SECONDS);
                try {
                  over.await(END_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "signal");
      Runtime.getRuntime().addShutdownHook(onSignal);
      CompletableFuture.anyOf(host.stopAsked(), host.stopped()).get();
      Duration patience = host.stopAsked().getNow(Duration.ZERO);
      host.shutDownDomains(patience);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the machine failed", e.getCause());
    } finally {
      over.countDown();
    }
  }
}
