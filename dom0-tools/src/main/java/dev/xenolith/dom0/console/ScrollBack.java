package dev.xenolith.dom0.console;

/** The latest output of a console, for any number of readers on any threads. */
final class ScrollBack {
  private final byte[] ring;
  private long end;
  private boolean closed;

  ScrollBack(int capacity) {
    ring = new byte[capacity];
  }

  synchronized void append(byte[] bytes) {
    int skip = Math.max(0, bytes.length - ring.length);
    int at = (int) ((end + skip) % ring.length);
    int count = bytes.length - skip;
    int first = Math.min(count, ring.length - at);
    System.arraycopy(bytes, skip, ring, at, first);
    System.arraycopy(bytes, skip + first, ring, 0, count - first);
    end += bytes.length;
    notifyAll();
  }

  /** Says that nothing more will come. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** The position of the oldest byte that is still there. */
  synchronized long oldest() {
    return Math.max(0, end - ring.length);
  }

  /** Wakes readers, for them to see that they are to stop. */
  synchronized void wake() {
    notifyAll();
  }

  /** Where a reader is. */
  static final class Cursor {
    private long position;
    private volatile boolean stopped;

    Cursor(long position) {
      this.position = position;
    }

    void stop() {
      stopped = true;
    }
  }

  /** Waits for bytes; returns how many were copied, or -1 at the end. */
  synchronized int read(Cursor cursor, byte[] to) throws InterruptedException {
    while (cursor.position >= end && !closed && !cursor.stopped) {
      wait();
    }
    if (cursor.stopped || cursor.position >= end) {
      return -1;
    }
    cursor.position = Math.max(cursor.position, oldest());
    int count = (int) Math.min(to.length, end - cursor.position);
    int at = (int) (cursor.position % ring.length);
    int first = Math.min(count, ring.length - at);
    System.arraycopy(ring, at, to, 0, first);
    System.arraycopy(ring, 0, to, first, count - first);
    cursor.position += count;
    return count;
  }
}
