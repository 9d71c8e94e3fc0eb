package dev.xenolith.dom0.disk.qcow2;

import dev.xenolith.abi.device.Medium;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A disk in a qcow2 image, with what it does not have in another one. */
public final class Qcow2Image implements Medium {
  /** More than so much that waits to be linked or free is not left until the next flush. */
  private static final int MOST_WAITING = 256;

  /**
   * What an image is opened with.
   *
   * @param name what messages call the file
   * @param blockBytes what the host writes at a time
   * @param backing what holds the rest, or empty; closed with the image
   * @param forget takes the room of a range of the file away
   * @param use closed with the image, last
   */
  public record Parts(
      FileChannel channel,
      String name,
      boolean readOnly,
      boolean discards,
      int blockBytes,
      Optional<Medium> backing,
      RangeForgetter forget,
      Closeable use) {}

  /** Takes the room of a range of a file away, if the host can do that. */
  @FunctionalInterface
  public interface RangeForgetter {
    void forget(long offset, long length) throws IOException;
  }

  /** Held for reading by everything that leaves tables as they are. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private final Qcow2File file;
  private final Qcow2Header header;
  private final Parts parts;

  /** Null where there is none, and the rest is zeroes. */
  private final Medium backing;

  private final ClusterMap map;
  private final Refcounts refcounts;
  private final CompressedClusters compressed;
  private final int clusterBytes;
  private boolean closed;

  /**
   * Opens an image whose header was read.
   *
   * @throws IOException with a sentence that says what is wrong, and where; the parts are still the
   *     caller's to close
   */
  public Qcow2Image(Qcow2Header header, Parts parts) throws IOException {
    this.header = header;
    this.parts = parts;
    file = new Qcow2File(parts.channel, parts.name);
    backing = parts.backing.orElse(null);
    clusterBytes = header.clusterBytes();
    if (!parts.readOnly && header.mustNotWrite() != null) {
      throw new IOException(parts.name + ": qcow2: " + header.mustNotWrite());
    }
    MetadataClusters metadata = new MetadataClusters();
    metadata.collect(0, 1);
    metadata.collect(header.refcountTable() >>> header.clusterBits(), header.refcountClusters());
    map = new ClusterMap(file, header, metadata);
    refcounts = new Refcounts(file, header, metadata, parts.forget);
    long twice = metadata.findTwice();
    if (twice >= 0) {
      throw file.corrupt("two tables overlap", twice << header.clusterBits());
    }
    Snapshots.collect(file, header, metadata);
    metadata.sort();
    compressed = new CompressedClusters(file, header);
    if (!parts.readOnly && header.autoclear() != 0) {
      file.write(0, Qcow2Header.AUTOCLEAR_AT);
    }
  }

  @Override
  public long bytes() {
    return header.bytes() / SECTOR_BYTES * SECTOR_BYTES;
  }

  @Override
  public boolean isReadOnly() {
    return parts.readOnly;
  }

  @Override
  public boolean canDiscard() {
    return parts.discards && !parts.readOnly;
  }

  private int room(long at) {
    return clusterBytes - (int) (at & clusterBytes - 1);
  }

  private long cluster(long at) {
    return at >>> header.clusterBits();
  }

  @Override
  public int granularity() {
    return clusterBytes;
  }

  @Override
  public int physicalSectorBytes() {
    return parts.blockBytes;
  }

  @Override
  public void read(long offset, ByteBuffer[] to) throws IOException {
    lock.readLock().lock();
    try {
      BufferWalk walk = new BufferWalk(to);
      long left = walk.remaining();
      for (long at = offset; left > 0; ) {
        int n = (int) Math.min(left, room(at));
        readPiece(at, n, walk);
        at += n;
        left -= n;
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Reads what is within one cluster. */
  private void readPiece(long at, int bytes, BufferWalk to) throws IOException {
    long entry = map.entry(cluster(at));
    int within = (int) (at & clusterBytes - 1);
    if (L2Entry.isCompressed(entry)) {
      ByteBuffer unpacked = ByteBuffer.wrap(compressed.read(entry), within, bytes);
      for (ByteBuffer part : to.parts(bytes)) {
        part.put(unpacked.slice(unpacked.position(), part.remaining()));
        unpacked.position(unpacked.position() + part.capacity());
      }
    } else if (L2Entry.isZero(entry)) {
      to.zeroes(bytes);
    } else if (L2Entry.offset(entry) == 0) {
      readBacking(at, bytes, to);
    } else {
      long from = L2Entry.offset(entry) + within;
      for (ByteBuffer part : to.parts(bytes)) {
        from += part.remaining();
        file.read(part, from - part.remaining());
      }
    }
  }

  private void readBacking(long at, int bytes, BufferWalk to) throws IOException {
    long there = backing == null ? 0 : Math.clamp(backing.bytes() - at, 0, bytes);
    if (there > 0) {
      backing.read(at, to.parts((int) there));
    }
    if (there < bytes) {
      to.zeroes((int) (bytes - there));
    }
  }

  @Override
  public void write(long offset, ByteBuffer[] from) throws IOException {
    BufferWalk walk = new BufferWalk(from);
    long left = walk.remaining();
    for (long at = offset; left > 0; ) {
      int n = (int) Math.min(left, room(at));
      ByteBuffer[] data = walk.parts(n);
      if (!writeInPlace(at, data)) {
        lock.writeLock().lock();
        try {
          if (!writeInPlace(at, data)) {
            writeNewCluster(at, data, n);
          }
        } finally {
          lock.writeLock().unlock();
        }
      }
      at += n;
      left -= n;
    }
  }

  private boolean writeInPlace(long at, ByteBuffer[] data) throws IOException {
    lock.readLock().lock();
    try {
      long entry = map.entry(cluster(at));
      if (!L2Entry.isWritable(entry)) {
        return false;
      }
      long to = L2Entry.offset(entry) + (at & clusterBytes - 1);
      for (ByteBuffer part : data) {
        int n = part.remaining();
        file.write(part, to);
        to += n;
      }
      return true;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Writes a cluster where nobody else's data is, with what else it holds. */
  private void writeNewCluster(long at, ByteBuffer[] data, int bytes) throws IOException {
    long cluster = cluster(at);
    ByteBuffer whole = ByteBuffer.allocate(clusterBytes);
    if (bytes < clusterBytes) {
      readPiece(
          cluster << header.clusterBits(), clusterBytes, new BufferWalk(new ByteBuffer[] {whole}));
    }
    whole.position((int) (at & clusterBytes - 1));
    for (ByteBuffer part : data) {
      whole.put(part);
    }
    long old = map.entry(cluster);
    long to = refcounts.allocate();
    boolean fresh = refcounts.isFresh(to);
    try {
      file.write(whole.rewind(), to);
    } catch (IOException e) {
      refcounts.giveBack(to);
      throw e;
    }
    // The old or the new is to be there after a failure of the host, and never a third.
    if (fresh && isZero(cluster, old)) {
      map.set(cluster, to | L2Entry.COPIED, refcounts);
    } else {
      map.setLater(cluster, to | L2Entry.COPIED, refcounts);
    }
    if (refcounts.freed() + map.waiting() > MOST_WAITING) {
      settle();
    }
  }

  /** Whether a cluster without data of its own reads as zeroes. */
  private boolean isZero(long cluster, long entry) {
    return L2Entry.isZero(entry)
        || entry == 0 && (backing == null || cluster << header.clusterBits() >= backing.bytes());
  }

  /** Makes everything safe that waits for that, and counts what is free then. */
  private void settle() throws IOException {
    file.force();
    if (map.waiting() > 0) {
      map.writeLinks(refcounts);
      file.force();
    }
    refcounts.settle(refcounts.freed());
  }

  @Override
  public void flush() throws IOException {
    file.force(); // the long part, with others at work
    lock.writeLock().lock();
    try {
      if (refcounts.freed() + map.waiting() > 0) {
        settle();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    long end = offset + length;
    for (long at = offset; at < end; ) {
      if (backing == null) {
        at = firstWithTable(at);
        if (at >= end || at < 0) {
          break; // where nothing is there is nothing to be forgotten, however much of it
        }
      }
      int n = (int) Math.min(end - at, room(at));
      boolean aligned = (at & clusterBytes - 1) == 0;
      if (aligned && (n == clusterBytes || at + n == bytes())) {
        discardCluster(cluster(at));
      } else {
        zero(at, n);
      }
      at += n;
    }
  }

  private long firstWithTable(long at) {
    lock.readLock().lock();
    try {
      return Math.max(at, map.firstWithTable(cluster(at)) << header.clusterBits());
    } finally {
      lock.readLock().unlock();
    }
  }

  private void discardCluster(long cluster) throws IOException {
    lock.writeLock().lock();
    try {
      long old = map.entry(cluster);
      boolean backed = backing != null && (cluster << header.clusterBits()) < backing.bytes();
      boolean nothing = !L2Entry.isCompressed(old) && L2Entry.offset(old) == 0;
      if (nothing && (L2Entry.isZero(old) || !backed)) {
        return;
      }
      if (backed && header.version() == 2) {
        ByteBuffer zeroes = ByteBuffer.allocate(clusterBytes);
        writeNewCluster(cluster << header.clusterBits(), new ByteBuffer[] {zeroes}, clusterBytes);
        return;
      }
      map.set(cluster, backed ? L2Entry.ZERO : 0, refcounts);
      if (refcounts.freed() > MOST_WAITING) {
        settle();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** A part of a cluster becomes zero; nothing is gained by that. */
  private void zero(long at, int bytes) throws IOException {
    long entry;
    lock.readLock().lock();
    try {
      entry = map.entry(cluster(at));
    } finally {
      lock.readLock().unlock();
    }
    if (entry != 0 && !L2Entry.isZero(entry) || entry == 0 && backing != null) {
      write(at, new ByteBuffer[] {ByteBuffer.allocate(bytes)});
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (Closeable _ = parts.use;
        Medium _ = backing) {
      if (!parts.readOnly) {
        flush();
        refcounts.close();
      }
    }
  }
}
