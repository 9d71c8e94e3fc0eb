package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A file in memory whose host may run out of room, or lose what was not forced. */
final class FrailChannel extends FileChannel {
  private record Write(long at, byte[] bytes) {}

  private byte[] now;
  private byte[] safe;
  private final List<Write> unsafe = new ArrayList<>();

  /** How many writes still succeed. */
  int writesLeft = Integer.MAX_VALUE;

  /** Whether forcing fails and what was not forced is forgotten, as Linux does. */
  boolean forgetful;

  FrailChannel(byte[] contents) {
    now = contents.clone();
    safe = contents.clone();
  }

  /** What a file may hold after the host's power failed: any of the writes that were not forced. */
  byte[] afterPowerFailure(SplittableRandom random) {
    byte[] file = safe.clone();
    for (Write write : unsafe) {
      if (random.nextBoolean()) {
        file = put(file, write.at, write.bytes);
      }
    }
    return file;
  }

  /** What the file holds for other programs of the host. */
  byte[] contents() {
    return now.clone();
  }

  private static byte[] put(byte[] file, long at, byte[] bytes) {
    int end = Math.toIntExact(at + bytes.length);
    byte[] larger = end > file.length ? Arrays.copyOf(file, end) : file;
    System.arraycopy(bytes, 0, larger, (int) at, bytes.length);
    return larger;
  }

  @Override
  public synchronized int read(ByteBuffer to, long at) {
    if (at >= now.length) {
      return -1;
    }
    int n = Math.min(to.remaining(), now.length - (int) at);
    to.put(now, (int) at, n);
    return n;
  }

  @Override
  public synchronized int write(ByteBuffer from, long at) throws IOException {
    if (writesLeft <= 0) {
      throw new IOException("No space left on device");
    }
    writesLeft--;
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    now = put(now, at, bytes);
    unsafe.add(new Write(at, bytes));
    return bytes.length;
  }

  @Override
  public synchronized void force(boolean metadata) throws IOException {
    if (forgetful) {
      unsafe.clear();
      throw new IOException("Input/output error");
    }
    safe = now.clone();
    unsafe.clear();
  }

  @Override
  public synchronized long size() {
    return now.length;
  }

  @Override
  public int read(ByteBuffer to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void implCloseChannel() {}
}
