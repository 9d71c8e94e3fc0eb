package dev.xenolith.hv.machine.device;

import dev.xenolith.abi.device.Coprocessor;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/** Work on the host for domain 0's services. Jobs that are done wait until they are taken. */
public final class HostCoprocessor implements Coprocessor {
  private static final long CLOSING_NANOS = 10_000;

  private record Work(Job job) implements HostWorker.Work {
    @Override
    public long nanos() {
      return job.nanos();
    }

    @Override
    public void carryOut() {
      job.run();
    }
  }

  private final InterruptLine line;
  private final HostWorker worker;
  private final Consumer<String> log;
  private final Queue<Job> done = new ArrayDeque<>();
  private final Set<AutoCloseable> kept = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * One with nothing to do.
   *
   * @param log takes sentences about what cannot be closed
   */
  public HostCoprocessor(InterruptLine line, HostWorker worker, Consumer<String> log) {
    this.line = line;
    this.worker = worker;
    this.log = log;
  }

  @Override
  public void start(Job job) {
    worker.start(
        new Work(job),
        () -> {
          done.add(job);
          line.raise();
        });
  }

  @Override
  public Job takeDone() {
    return done.poll();
  }

  @Override
  public void keep(AutoCloseable resource) {
    kept.add(resource);
  }

  /** A resource that is being closed, and what came of it. */
  private static final class Closing implements HostWorker.Work {
    private final AutoCloseable resource;
    private Exception trouble;

    Closing(AutoCloseable resource) {
      this.resource = resource;
    }

    @Override
    public long nanos() {
      return CLOSING_NANOS;
    }

    @Override
    public void carryOut() {
      try {
        resource.close();
      } catch (Exception e) {
        trouble = e;
      }
    }
  }

  @Override
  public void release(AutoCloseable resource) {
    if (kept.remove(resource)) {
      Closing closing = new Closing(resource);
      worker.start(closing, () -> tell(closing));
    }
  }

  private void tell(Closing closing) {
    if (closing.trouble != null) {
      log.accept("closing %s: %s".formatted(closing.resource, closing.trouble.getMessage()));
    }
  }

  /** Waits for what is being done and closes everything. Nothing is told any more. */
  public void close() {
    worker.close();
    for (AutoCloseable resource : kept) {
      Closing closing = new Closing(resource);
      closing.carryOut();
      tell(closing);
    }
    kept.clear();
  }
}
