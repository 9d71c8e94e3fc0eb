package dev.xenolith.dom0.console;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A look at a domain's console from any thread: one that reads, one that writes. Begins with what
 * the domain has written before, as far as it is kept.
 */
public final class ConsoleAttachment implements AutoCloseable {
  private static final int CHUNK = 4096;

  private final DomainConsole console;
  private final Consumer<byte[]> enqueue;
  private final ScrollBack.Cursor cursor;
  private volatile Runnable listener;

  /**
   * Attaches.
   *
   * @param enqueue hands input over to domain 0's vCPU
   */
  ConsoleAttachment(DomainConsole console, Consumer<byte[]> enqueue) {
    this.console = console;
    this.enqueue = enqueue;
    cursor = new ScrollBack.Cursor(console.output().oldest());
  }

  /**
   * Waits for output.
   *
   * @return how many bytes were put into the array, or -1 when the domain is gone or this is closed
   */
  public int read(byte[] to) throws InterruptedException {
    return console.output().read(cursor, to);
  }

  /**
   * Sends input; waits while the domain has much unread. What is sent to a domain that is gone is
   * lost.
   */
  public void write(byte[] bytes) throws InterruptedException {
    for (int start = 0; start < bytes.length; start += CHUNK) {
      int count = Math.min(CHUNK, bytes.length - start);
      if (console.output().isClosed()) {
        return;
      }
      console.inputRoom().acquire(count);
      enqueue.accept(Arrays.copyOfRange(bytes, start, start + count));
    }
  }

  /**
   * Takes output that is there.
   *
   * @return how many bytes were put into the array, 0 when there are none yet, or -1 when the
   *     domain is gone or this is closed
   */
  public int readNow(byte[] to) {
    return console.output().readNow(cursor, to);
  }

  /**
   * Sends as much input as the domain has room for. What is sent to a domain that is gone is lost.
   *
   * @return how many bytes were taken
   */
  public int writeNow(byte[] bytes, int start, int length) {
    if (console.output().isClosed()) {
      return length;
    }
    int room = Math.min(length, console.inputRoom().availablePermits());
    if (room <= 0 || !console.inputRoom().tryAcquire(room)) {
      return 0;
    }
    enqueue.accept(Arrays.copyOfRange(bytes, start, start + room));
    return room;
  }

  /** Whether the domain is gone; there may be output left. */
  public boolean isEnded() {
    return console.output().isClosed();
  }

  /**
   * Has something run whenever there may be more to read or room to write, instead of waiting for
   * it. It runs on domain 0's vCPU and must be quick.
   */
  public void onActivity(Runnable told) {
    listener = told;
    console.listeners().add(told);
  }

  /** Ends a waiting {@link #read}. */
  @Override
  public void close() {
    if (listener != null) {
      console.listeners().remove(listener);
    }
    cursor.stop();
    console.output().wake();
  }
}
