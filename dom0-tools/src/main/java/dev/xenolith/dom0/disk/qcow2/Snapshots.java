package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The snapshots in an image. They are kept as they are; only the places of their tables matter. */
final class Snapshots {
  private static final int ENTRY_BYTES = 40;
  private static final int MAX_L1_BYTES = 32 << 20;
  private static final int MAX_ALL = 64 << 20;

  private Snapshots() {}

  /** Notes where their tables are. */
  static void collect(Qcow2File file, Qcow2Header header, MetadataClusters to) throws IOException {
    long at = header.snapshotTable();
    long tables = 0;
    for (int i = 0; i < header.snapshots(); i++) {
      if (at > file.size() - ENTRY_BYTES || at - header.snapshotTable() > MAX_ALL) {
        throw file.corrupt("snapshot " + i + " is not there", at);
      }
      ByteBuffer entry = file.read(at, ENTRY_BYTES);
      long l1 = entry.getLong(0);
      long entries = Integer.toUnsignedLong(entry.getInt(8));
      tables += entries * Long.BYTES;
      boolean sane =
          (l1 & header.clusterBytes() - 1) == 0
              && l1 > 0
              && entries * Long.BYTES <= MAX_L1_BYTES
              && tables <= MAX_ALL
              && l1 <= file.size() - entries * Long.BYTES;
      if (!sane) {
        throw file.corrupt("snapshot " + i + " has no sane L1 table", at);
      }
      collect(file, header, l1, (int) entries, to);
      long names =
          Short.toUnsignedLong(entry.getShort(12)) + Short.toUnsignedLong(entry.getShort(14));
      long extra = Integer.toUnsignedLong(entry.getInt(36));
      at += ENTRY_BYTES + extra + names + 7 & -8;
    }
    if (header.snapshots() > 0) {
      int bits = header.clusterBits();
      to.collect(
          header.snapshotTable() >>> bits,
          (at - 1 >>> bits) - (header.snapshotTable() >>> bits) + 1);
    }
  }

  private static void collect(
      Qcow2File file, Qcow2Header header, long l1, int entries, MetadataClusters to)
      throws IOException {
    int bits = header.clusterBits();
    to.collect(l1 >>> bits, clusters((long) entries * Long.BYTES, bits));
    for (long entry : file.readTable(l1, entries)) {
      if (L2Entry.offset(entry) != 0) {
        to.collect(L2Entry.offset(entry) >>> bits, 1);
      }
    }
  }

  /** How many clusters so many bytes fill. */
  static long clusters(long bytes, int clusterBits) {
    return bytes + (1L << clusterBits) - 1 >>> clusterBits;
  }
}
