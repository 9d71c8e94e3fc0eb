package dev.xenolith.hv.machine.device;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** In real time: work is carried out side by side by threads of the host. */
public final class HostThreads implements HostWorker {
  private static final int THREADS = 4;

  private final Consumer<Runnable> cpu;
  private final ExecutorService threads;
  private volatile boolean closed;

  /**
   * @param name what the threads are called
   * @param cpu runs what it is given on the physical CPU soon; may be called from any thread
   */
  public HostThreads(String name, Consumer<Runnable> cpu) {
    this.cpu = cpu;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, name + "-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void start(Work work, Runnable done) {
    threads.execute(
        () -> {
          Runnable next = done;
          try {
            work.carryOut();
          } catch (RuntimeException | Error e) {
            // A bug of ours must not end with this thread, unseen.
            next =
                () -> {
                  throw new IllegalStateException("work on the host failed: " + work, e);
                };
          }
          if (!closed) {
            cpu.accept(next);
          }
        });
  }

  /** Lets everything that was started end: what a guest was told is written must be. */
  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    boolean interrupted = false;
    boolean over = false;
    while (!over) {
      try {
        over = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true; // memory is freed next, and must not be under anybody's hands
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
