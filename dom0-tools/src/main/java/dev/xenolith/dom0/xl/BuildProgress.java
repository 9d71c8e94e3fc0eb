package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.builder.Progress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells what the building of a domain is at, once it takes long enough for a person to wonder: a
 * small kernel starts without a word.
 */
final class BuildProgress implements Progress {
  private final Consumer<String> notes;
  private String step = "switching the machine on";
  private boolean telling;
  private boolean over;

  /** Tells after this many milliseconds; {@code notes} may be called on any thread. */
  BuildProgress(Consumer<String> notes, long patienceMillis) {
    this.notes = notes;
    CompletableFuture.delayedExecutor(patienceMillis, TimeUnit.MILLISECONDS).execute(this::begin);
  }

  private synchronized void begin() {
    if (!over) {
      telling = true;
      notes.accept(step);
    }
  }

  @Override
  public synchronized void step(String sentence) {
    step = sentence;
    if (telling && !over) {
      notes.accept(sentence);
    }
  }

  /** The guest runs, or never will: nothing is told any more. */
  synchronized void end() {
    over = true;
  }
}
