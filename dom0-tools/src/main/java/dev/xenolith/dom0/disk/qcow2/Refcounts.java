package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How often each cluster is referred to, and which are free. Clusters are taken some at a time, as
 * the counts must be safe before anything refers to a cluster; those not used are given back when
 * the image is closed, and lost when it is not. Used under the image's lock for changes.
 */
final class Refcounts {
  private static final int FIRST_BATCH = 4;
  private static final int LARGEST_BATCH_BYTES = 4 << 20;
  private static final int CACHED_BYTES = 1 << 20;
  private static final long RESERVED = 0x1FF;

  private final Qcow2File file;
  private final Qcow2Header header;
  private final MetadataClusters metadata;
  private final Qcow2Image.RangeForgetter room;
  private final int blockEntries;
  private final Map<Integer, RefcountBlock> blocks;
  private final ArrayDeque<Long> reserved = new ArrayDeque<>();
  private final ArrayDeque<Long> freed = new ArrayDeque<>();

  /** Those of the reserved ones that were behind the file's end, and are zero therefore. */
  private final Set<Long> fresh = new HashSet<>();

  private long[] table;
  private long tableAt;
  private long next;
  private int batch = FIRST_BATCH;

  Refcounts(
      Qcow2File file, Qcow2Header header, MetadataClusters metadata, Qcow2Image.RangeForgetter room)
      throws IOException {
    this.file = file;
    this.header = header;
    this.metadata = metadata;
    this.room = room;
    blockEntries = header.clusterBytes() * Byte.SIZE >>> header.refcountOrder();
    int cached = Math.max(4, CACHED_BYTES / header.clusterBytes());
    blocks =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, RefcountBlock> eldest) {
            return size() > cached;
          }
        };
    tableAt = header.refcountTable();
    table =
        file.readTable(tableAt, header.refcountClusters() * (header.clusterBytes() / Long.BYTES));
    collect();
  }

  /** Notes where blocks are, and that they can be there. */
  private void collect() throws IOException {
    for (int i = 0; i < table.length; i++) {
      long at = table[i];
      if (at == 0) {
        continue;
      }
      boolean sane = (at & RESERVED) == 0 && at > 0 && (at & header.clusterBytes() - 1) == 0;
      if (!sane || at > file.size() - 1) {
        throw file.corrupt(
            "refcount block %d is said to be at 0x%x, which cannot be,".formatted(i, at),
            tableAt + (long) i * Long.BYTES);
      }
      metadata.collect(at >>> header.clusterBits(), 1);
    }
  }

  private RefcountBlock block(int index) throws IOException {
    RefcountBlock block = blocks.get(index);
    if (block == null) {
      byte[] bytes = file.read(table[index], header.clusterBytes()).array();
      block = new RefcountBlock(file, table[index], header.refcountOrder(), bytes);
      blocks.put(index, block);
    }
    return block;
  }

  private long get(long cluster) throws IOException {
    long index = cluster / blockEntries;
    return index < table.length && table[(int) index] != 0
        ? block((int) index).get((int) (cluster % blockEntries))
        : 0;
  }

  /** The offset of a cluster that is free, and counted as used once. */
  long allocate() throws IOException {
    if (reserved.isEmpty()) {
      reserve();
      batch =
          Math.min(2 * batch, Math.max(FIRST_BATCH, LARGEST_BATCH_BYTES / header.clusterBytes()));
    }
    return reserved.poll() << header.clusterBits();
  }

  /** Whether an allocated cluster is zero, which is answered once. */
  boolean isFresh(long offset) {
    return fresh.remove(offset >>> header.clusterBits());
  }

  /** A cluster that was allocated and that nothing refers to. */
  void giveBack(long offset) {
    reserved.addFirst(offset >>> header.clusterBits());
  }

  private void reserve() throws IOException {
    int found = 0;
    while (found < batch) {
      int index = Math.toIntExact(next / blockEntries);
      if (index >= table.length) {
        growTable(index);
      }
      if (table[index] == 0) {
        addBlock(index);
      }
      found += reserveIn(block(index), (long) index * blockEntries, batch - found);
    }
    long end = Collections.max(reserved) + 1 << header.clusterBits();
    if (end > file.size()) {
      file.write(ByteBuffer.allocate(1), end - 1); // no table may refer to what is not in the file
    }
    file.force();
  }

  /** Takes the next clusters that one block counts as free, up to so many, one after another. */
  private int reserveIn(RefcountBlock block, long firstOfBlock, int most) throws IOException {
    int first = (int) (next - firstOfBlock);
    while (first < blockEntries && block.get(first) != 0) {
      first++;
    }
    int end = first;
    while (end < blockEntries && end - first < most && block.get(end) == 0) {
      end++;
    }
    if (end > first) {
      block.set(first, end - first, 1);
      for (int i = first; i < end; i++) {
        if (metadata.contains(firstOfBlock + i)) {
          throw file.corrupt(
              "a table that is not counted", firstOfBlock + i << header.clusterBits());
        }
        reserved.add(firstOfBlock + i);
        if (firstOfBlock + i << header.clusterBits() >= file.size()) {
          fresh.add(firstOfBlock + i);
        }
      }
    }
    next = firstOfBlock + end;
    return end - first;
  }

  /** A block for clusters that nothing has counted so far: it takes the first of them. */
  private void addBlock(int index) throws IOException {
    long cluster = (long) index * blockEntries;
    if (metadata.contains(cluster) || cluster == 0) {
      throw file.corrupt("clusters that are not counted", cluster << header.clusterBits());
    }
    long at = cluster << header.clusterBits();
    RefcountBlock block =
        new RefcountBlock(file, at, header.refcountOrder(), new byte[header.clusterBytes()]);
    block.write();
    block.set(0, 1, 1);
    file.force();
    file.write(at, tableAt + (long) index * Long.BYTES);
    table[index] = at;
    blocks.put(index, block);
    metadata.add(cluster);
  }

  /** A larger table, behind all clusters that the old one could count, with blocks for itself. */
  private void growTable(int index) throws IOException {
    int bits = header.clusterBits();
    long first = (long) table.length * blockEntries;
    int perCluster = header.clusterBytes() / Long.BYTES;
    int entries = Math.max(table.length + table.length / 2, index + 1) + perCluster;
    int clusters = entries / perCluster;
    int newBlocks = 1;
    while ((long) newBlocks * blockEntries < (long) clusters + newBlocks) {
      newBlocks++;
    }
    long[] larger = Arrays.copyOf(table, clusters * perCluster);
    for (int i = 0; i < newBlocks; i++) {
      long at = first + clusters + i << bits;
      larger[table.length + i] = at;
      RefcountBlock block =
          new RefcountBlock(file, at, header.refcountOrder(), new byte[header.clusterBytes()]);
      long used = (long) clusters + newBlocks - (long) i * blockEntries;
      block.write();
      block.set(0, (int) Math.min(used, blockEntries), 1);
    }
    file.writeTable(larger, first << bits);
    file.force();
    ByteBuffer place = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
    place.putLong(first << bits).putInt(clusters).flip();
    file.write(place, Qcow2Header.REFCOUNT_TABLE_AT);
    file.force();
    for (long c = first; c < first + clusters + newBlocks; c++) {
      metadata.add(c);
    }
    long old = tableAt >>> bits;
    for (int i = 0; i < table.length / perCluster; i++) {
      freed.add(old + i);
    }
    table = larger;
    tableAt = first << bits;
  }

  /** An entry is in no table any more; counted when that is sure. */
  void freeLater(long entry) {
    int bits = header.clusterBits();
    if (L2Entry.isCompressed(entry)) {
      long first = L2Entry.compressedOffset(entry, bits);
      long last = first + L2Entry.compressedBytes(entry, bits) - 1;
      for (long cluster = first >>> bits; cluster <= last >>> bits; cluster++) {
        freed.add(cluster);
      }
    } else if (L2Entry.offset(entry) != 0) {
      freed.add(L2Entry.offset(entry) >>> bits);
    }
  }

  /** How many clusters wait to be free. */
  int freed() {
    return freed.size();
  }

  /** Counts the first of those that were freed, whose references are safely gone. */
  void settle(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      long cluster = freed.poll();
      long references = get(cluster);
      if (references == 0) {
        throw file.corrupt(
            "a cluster that was in use and is not counted", cluster << header.clusterBits());
      }
      block((int) (cluster / blockEntries)).set((int) (cluster % blockEntries), 1, references - 1);
      if (references == 1) {
        metadata.remove(cluster);
        next = Math.min(next, cluster);
        room.forget(cluster << header.clusterBits(), header.clusterBytes());
      }
    }
  }

  /** Gives back what was taken in advance. */
  void close() throws IOException {
    while (!reserved.isEmpty()) {
      long cluster = reserved.poll();
      block((int) (cluster / blockEntries)).set((int) (cluster % blockEntries), 1, 0);
    }
  }
}
