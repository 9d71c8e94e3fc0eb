package dev.xenolith.dom0.api;

import dev.xenolith.dom0.host.HostEvent;
import dev.xenolith.dom0.host.Journal;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Events from one on, as they happen, until somebody ends it. */
final class Following implements Answer.Feed {
  /** Events a slow listener may be behind before it is let go. */
  private static final int BACKLOG = 10_000;

  /** How often a quiet stream is looked at, to notice that nobody listens any more. */
  private static final int BEAT_SECONDS = 5;

  private final Journal journal;
  private final long since;

  /** What is to be told; nothing stands for the end. */
  private final BlockingQueue<Optional<HostEvent>> waiting = new LinkedBlockingQueue<>(BACKLOG);

  private volatile boolean lagging;

  Following(Journal journal, long since) {
    this.journal = journal;
    this.since = since;
  }

  private void add(Optional<HostEvent> next) {
    if (!waiting.offer(next)) {
      lagging = true;
    }
  }

  @Override
  public void run(Answer.Sink out) throws InterruptedException {
    Consumer<HostEvent> listener = event -> add(Optional.of(event));
    journal.listen(since, listener);
    try {
      while (!lagging) {
        Optional<HostEvent> next = waiting.poll(BEAT_SECONDS, TimeUnit.SECONDS);
        if (next != null && next.isEmpty()) {
          return;
        }
        // An empty line is no event; it only asks whether anybody is there.
        boolean heard =
            next == null ? out.write(new byte[] {'\n'}, 1) : Streams.write(next.get(), out);
        if (!heard) {
          return;
        }
      }
    } finally {
      journal.forget(listener);
    }
  }

  @Override
  public void closed() {
    add(Optional.empty());
  }
}
