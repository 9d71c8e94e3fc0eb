package dev.xenolith.dom0.host;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Guests that are asked to let go of a device, and how long that may take them. */
final class LettingGo {
  /** As long as libxl waits. */
  private static final int ANSWER_SECONDS = 10;

  private LettingGo() {}

  /**
   * Waits for a guest that is asked.
   *
   * @param device what it is to let go of, for a sentence
   * @param asked completes when it is asked, with what completes when it has let go
   */
  static CompletableFuture<Void> of(
      String device, CompletableFuture<CompletableFuture<Void>> asked) {
    return asked
        .thenCompose(gone -> gone.copy().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS))
        .exceptionallyCompose(
            e ->
                CompletableFuture.failedFuture(
                    e instanceof TimeoutException || e.getCause() instanceof TimeoutException
                        ? new HostException(
                            HostException.Kind.NO_ANSWER, "the domain does not let go of " + device)
                        : HostException.of(e)));
  }
}
