package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends all domains of a host in order: a kernel that listens gets the time to write its disks. */
final class Evacuation {
  /** How long a kernel may take to notice that it is asked. */
  private static final Duration NOTICE = Duration.ofMillis(500);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final int ANSWER_SECONDS = 10;

  private final Domains domains;
  private final Controls controls;

  Evacuation(Domains domains, Controls controls) {
    this.domains = domains;
    this.controls = controls;
  }

  void run(Duration patience) {
    try {
      List<DomId> all = ids();
      for (DomId domid : all) {
        quietly(controls.ask(domid, "poweroff"));
      }
      waitWhile(min(patience, NOTICE), () -> !ids().isEmpty());
      waitWhile(patience, this::anyListening);
      for (DomId domid : ids()) {
        quietly(domains.end(domid));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void waitWhile(Duration most, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (System.nanoTime() < deadline && condition.holds()) {
      Thread.sleep(POLL);
    }
  }

  private List<DomId> ids() throws InterruptedException {
    List<DomId> ids =
        quietly(domains.onDomain0(() -> domains.residents().stream().map(r -> r.domid).toList()));
    return ids == null ? List.of() : ids;
  }

  /** Whether some domain has taken note and is not done yet. */
  private boolean anyListening() throws InterruptedException {
    for (DomId domid : ids()) {
      if (Boolean.TRUE.equals(quietly(controls.hasAnswered(domid)))
          && Boolean.TRUE.equals(quietly(stillRuns(domid)))) {
        return true;
      }
    }
    return false;
  }

  private CompletableFuture<Boolean> stillRuns(DomId domid) {
    return domains
        .find(Integer.toString(domid.raw()))
        .thenApply(view -> view.shutdownReason() == null);
  }

  /** The answer, or null: a domain that ended meanwhile is what we want. */
  private static <T> T quietly(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }
}
