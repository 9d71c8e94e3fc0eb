package dev.xenolith.dom0.console;

import java.util.Arrays;

/** The latest output of a console, for any number of readers on any threads. */
final class ScrollBack {
  private static final int FIRST_BYTES = 4096;

  private final int capacity;
  private byte[] ring;
  private long end;
  private boolean closed;

  ScrollBack(int capacity) {
    this.capacity = capacity;
    ring = new byte[Math.min(capacity, FIRST_BYTES)];
  }

  /** Grows before anything has wrapped, so that what is there stays where it is. */
  private void makeRoomFor(long bytes) {
    int size = ring.length;
    while (size < capacity && size < bytes) {
      size = Math.min(2 * size, capacity);
    }
    if (size > ring.length) {
      ring = Arrays.copyOf(ring, size);
    }
  }

  synchronized void append(byte[] bytes) {
    makeRoomFor(end + bytes.length);
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
    return readNow(cursor, to);
  }

  /** Returns how many bytes were copied, 0 when there are none yet, or -1 at the end. */
  synchronized int readNow(Cursor cursor, byte[] to) {
    if (cursor.stopped || cursor.position >= end) {
      return cursor.stopped || closed ? -1 : 0;
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
