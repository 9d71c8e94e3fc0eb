package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where each cluster of the disk is: the L1 table in memory, L2 tables as they are used. Entries
 * are looked up by many at a time and changed by one alone.
 */
final class ClusterMap {
  private static final int CACHED_BYTES = 4 << 20;

  private final Qcow2File file;
  private final Qcow2Header header;
  private final MetadataClusters metadata;
  private final int perTable;
  private final long[] l1;
  private final Map<Integer, long[]> tables;

  /** Entries that are to be written when what they refer to is safe. */
  private final Map<Long, Link> links = new HashMap<>();

  /** A new entry, and the one in the table on the medium. */
  private record Link(long entry, long old) {}

  ClusterMap(Qcow2File file, Qcow2Header header, MetadataClusters metadata) throws IOException {
    this.file = file;
    this.header = header;
    this.metadata = metadata;
    perTable = header.clusterBytes() / Long.BYTES;
    int cached = Math.max(4, CACHED_BYTES / header.clusterBytes());
    tables =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, long[]> eldest) {
            return size() > cached;
          }
        };
    l1 = file.readTable(header.l1Offset(), header.l1Entries());
    collect();
  }

  private void collect() throws IOException {
    int bits = header.clusterBits();
    long l1Bytes = (long) l1.length * Long.BYTES;
    metadata.collect(header.l1Offset() >>> bits, Snapshots.clusters(l1Bytes, bits));
    for (int i = 0; i < l1.length; i++) {
      long at = L2Entry.offset(l1[i]);
      boolean sane =
          (at & header.clusterBytes() - 1) == 0
              && L2Entry.reserved(l1[i]) == 0
              && !L2Entry.isZero(l1[i])
              && (at == 0 || at < file.size());
      if (!sane) {
        throw file.corrupt("L1 entry %d is 0x%x, which cannot be,".formatted(i, l1[i]), l1At(i));
      }
      if (at != 0) {
        metadata.collect(at >>> bits, 1);
      }
    }
  }

  private long l1At(int index) {
    return header.l1Offset() + (long) index * Long.BYTES;
  }

  private long[] table(int index) throws IOException {
    synchronized (tables) {
      long[] table = tables.get(index);
      if (table == null) {
        table = file.readTable(L2Entry.offset(l1[index]), perTable);
        tables.put(index, table);
      }
      return table;
    }
  }

  /** The entry of a cluster, which can be: 0 where it is not here. */
  long entry(long cluster) throws IOException {
    int index = (int) (cluster / perTable);
    if (l1[index] == 0) {
      return 0;
    }
    Link link = links.isEmpty() ? null : links.get(cluster);
    if (link != null) {
      return link.entry;
    }
    long entry = table(index)[(int) (cluster % perTable)];
    if (!canBe(entry)) {
      long at = L2Entry.offset(l1[index]) + cluster % perTable * Long.BYTES;
      throw file.corrupt("L2 entry 0x%x, which cannot be,".formatted(entry), at);
    }
    return entry;
  }

  /** The first cluster from this one on that may have an entry: others have no table for one. */
  long firstWithTable(long cluster) {
    long index = cluster / perTable;
    while (index < l1.length && l1[(int) index] == 0) {
      index++;
    }
    return Math.max(cluster, index * perTable);
  }

  private boolean canBe(long entry) throws IOException {
    int bits = header.clusterBits();
    if (L2Entry.isCompressed(entry)) {
      return L2Entry.compressedOffset(entry, bits) < file.size() && (entry & L2Entry.COPIED) == 0;
    }
    long at = L2Entry.offset(entry);
    boolean zero = L2Entry.isZero(entry) && header.version() == 2;
    return L2Entry.reserved(entry) == 0
        && !zero
        && (at & header.clusterBytes() - 1) == 0
        && (at == 0 || at < file.size() && !metadata.contains(at >>> bits));
  }

  /** Sets the entry of a cluster, and frees what the old one referred to. */
  void set(long cluster, long entry, Refcounts refcounts) throws IOException {
    long before = entry(cluster);
    own((int) (cluster / perTable), refcounts);
    write(cluster, entry);
    Link link = links.remove(cluster);
    if (link != null) {
      refcounts.freeLater(link.old);
    }
    refcounts.freeLater(before);
  }

  /** The same for an entry that must not be on the medium before what it refers to is. */
  void setLater(long cluster, long entry, Refcounts refcounts) throws IOException {
    long before = entry(cluster);
    own((int) (cluster / perTable), refcounts);
    Link link = links.get(cluster);
    links.put(cluster, new Link(entry, link == null ? before : link.old));
    if (link != null) {
      refcounts.freeLater(before);
    }
  }

  /** How many entries wait. */
  int waiting() {
    return links.size();
  }

  /** What entries refer to that waited is safe now: writes them. */
  void writeLinks(Refcounts refcounts) throws IOException {
    for (Long cluster : links.keySet().toArray(new Long[0])) {
      Link link = links.get(cluster);
      write(cluster, link.entry);
      links.remove(cluster);
      refcounts.freeLater(link.old);
    }
  }

  private void write(long cluster, long entry) throws IOException {
    int index = (int) (cluster / perTable);
    int inTable = (int) (cluster % perTable);
    long[] table = table(index);
    file.write(entry, L2Entry.offset(l1[index]) + (long) inTable * Long.BYTES);
    table[inTable] = entry;
  }

  /** Makes a table where there is none, or a copy of one that a snapshot has too. */
  private void own(int index, Refcounts refcounts) throws IOException {
    if ((l1[index] & L2Entry.COPIED) != 0) {
      return;
    }
    long old = L2Entry.offset(l1[index]);
    long[] table = old == 0 ? new long[perTable] : table(index);
    long at = refcounts.allocate();
    try {
      file.writeTable(table, at);
      file.force();
    } catch (IOException e) {
      refcounts.giveBack(at);
      throw e;
    }
    file.write(at | L2Entry.COPIED, l1At(index));
    l1[index] = at | L2Entry.COPIED;
    metadata.add(at >>> header.clusterBits());
    synchronized (tables) {
      tables.put(index, table);
    }
    refcounts.freeLater(old);
  }
}
