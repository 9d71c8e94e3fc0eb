package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The header of an image, checked.
 *
 * @param bytes size of the disk
 * @param refcountOrder log2 of the bits of a reference count
 * @param zstd whether compressed clusters are zstd's and not deflate's
 * @param mustNotWrite why the image may only be read, or null
 * @param autoclear features to be taken away by whoever writes without knowing them
 * @param backing the name of the file with what this one does not have
 * @param backingFormat how that file holds it, where this is said
 */
public record Qcow2Header(
    int version,
    int clusterBits,
    long bytes,
    long l1Offset,
    int l1Entries,
    long refcountTable,
    int refcountClusters,
    int refcountOrder,
    long snapshotTable,
    int snapshots,
    boolean zstd,
    String mustNotWrite,
    long autoclear,
    Optional<String> backing,
    Optional<String> backingFormat) {
  // Where the fields are.
  static final int BACKING_NAME_AT = 8;
  static final int CLUSTER_BITS_AT = 20;
  static final int REFCOUNT_TABLE_AT = 48;
  static final int AUTOCLEAR_AT = 88;
  static final int HEADER_LENGTH_AT = 100;
  private static final int MAGIC_AT = 0;
  private static final int VERSION_AT = 4;
  private static final int BACKING_LENGTH_AT = 16;
  private static final int SIZE_AT = 24;
  private static final int CRYPT_METHOD_AT = 32;
  private static final int L1_ENTRIES_AT = 36;
  private static final int L1_TABLE_AT = 40;
  private static final int REFCOUNT_CLUSTERS_AT = 56;
  private static final int SNAPSHOTS_AT = 60;
  private static final int SNAPSHOT_TABLE_AT = 64;
  private static final int INCOMPATIBLE_AT = 72;
  private static final int REFCOUNT_ORDER_AT = 96;
  private static final int COMPRESSION_AT = 104;

  private static final int MAGIC = 'Q' << 24 | 'F' << 16 | 'I' << 8 | 0xFB;
  private static final int V2_BYTES = 72;
  private static final int V3_BYTES = 104;
  private static final long DIRTY = 1;
  private static final long CORRUPT = 1 << 1;
  private static final long EXTERNAL_DATA = 1 << 2;
  private static final long OTHER_COMPRESSION = 1 << 3;
  private static final long EXTENDED_L2 = 1 << 4;
  private static final int MIN_CLUSTER_BITS = 9;
  private static final int MAX_CLUSTER_BITS = 21;
  private static final int MAX_NAME = 1023;
  private static final int MAX_TABLE_BYTES = 32 << 20;
  private static final int MAX_REFCOUNT_TABLE_BYTES = 8 << 20;
  private static final int MAX_SNAPSHOTS = 65536;

  /**
   * Reads it.
   *
   * @param name what messages call the file
   * @throws IOException with a sentence that says what is wrong, and where
   */
  public static Qcow2Header read(FileChannel channel, String name) throws IOException {
    Qcow2File file = new Qcow2File(channel, name);
    ByteBuffer h = file.read(0, V3_BYTES + Long.BYTES);
    if (h.getInt(MAGIC_AT) != MAGIC) {
      throw new IOException(name + " is no qcow2 image");
    }
    int version = h.getInt(VERSION_AT);
    if (version != 2 && version != 3) {
      throw file.corrupt("unknown version " + Integer.toUnsignedLong(version), VERSION_AT);
    }
    int clusterBits = clusterBits(file, h);
    Extensions extensions =
        Extensions.read(file, version == 2 ? V2_BYTES : h.getInt(HEADER_LENGTH_AT), h);
    long incompatible = version == 2 ? 0 : h.getLong(INCOMPATIBLE_AT);
    checkFeatures(file, incompatible, extensions);
    check(file, h.getInt(CRYPT_METHOD_AT) == 0, "the image is encrypted", CRYPT_METHOD_AT);
    Qcow2Header header =
        new Qcow2Header(
            version,
            clusterBits,
            h.getLong(SIZE_AT),
            h.getLong(L1_TABLE_AT),
            h.getInt(L1_ENTRIES_AT),
            h.getLong(REFCOUNT_TABLE_AT),
            h.getInt(REFCOUNT_CLUSTERS_AT),
            refcountOrder(file, h, version),
            h.getLong(SNAPSHOT_TABLE_AT),
            h.getInt(SNAPSHOTS_AT),
            usesZstd(file, h, incompatible),
            mustNotWrite(incompatible),
            version == 2 ? 0 : h.getLong(AUTOCLEAR_AT),
            backing(file, h),
            extensions.backingFormat());
    header.checkTables(file);
    return header;
  }

  private static int clusterBits(Qcow2File file, ByteBuffer h) throws IOException {
    int clusterBits = h.getInt(CLUSTER_BITS_AT);
    check(
        file,
        clusterBits >= MIN_CLUSTER_BITS && clusterBits <= MAX_CLUSTER_BITS,
        "clusters of 2 to the " + Integer.toUnsignedLong(clusterBits) + " bytes",
        CLUSTER_BITS_AT);
    return clusterBits;
  }

  private static int refcountOrder(Qcow2File file, ByteBuffer h, int version) throws IOException {
    int order = version == 2 ? 4 : h.getInt(REFCOUNT_ORDER_AT);
    check(
        file,
        order >= 0 && order <= 6,
        "reference counts of 2 to the " + order + " bits",
        REFCOUNT_ORDER_AT);
    return order;
  }

  private static boolean usesZstd(Qcow2File file, ByteBuffer h, long incompatible)
      throws IOException {
    if ((incompatible & OTHER_COMPRESSION) == 0) {
      return false;
    }
    check(
        file,
        h.getInt(HEADER_LENGTH_AT) > COMPRESSION_AT,
        "no word about the compression",
        HEADER_LENGTH_AT);
    int type = h.get(COMPRESSION_AT) & 0xFF;
    check(file, type <= 1, "unknown compression " + type, COMPRESSION_AT);
    return type == 1;
  }

  private static void check(Qcow2File file, boolean holds, String otherwise, long at)
      throws IOException {
    if (!holds) {
      throw file.corrupt(otherwise, at);
    }
  }

  private static void checkFeatures(Qcow2File file, long incompatible, Extensions extensions)
      throws IOException {
    check(
        file,
        (incompatible & EXTERNAL_DATA) == 0,
        "the data is in another file (external data file), which is not available",
        INCOMPATIBLE_AT);
    check(
        file,
        (incompatible & EXTENDED_L2) == 0,
        "subclusters (extended_l2) are not available",
        INCOMPATIBLE_AT);
    long known = DIRTY | CORRUPT | EXTERNAL_DATA | OTHER_COMPRESSION | EXTENDED_L2;
    long unknown = incompatible & ~known;
    if (unknown != 0) {
      int bit = Long.numberOfTrailingZeros(unknown);
      throw file.corrupt("unknown feature " + extensions.featureName(bit), INCOMPATIBLE_AT);
    }
  }

  private static String mustNotWrite(long incompatible) {
    if ((incompatible & CORRUPT) != 0) {
      return "the image is marked as corrupt (bit 1 at offset 0x48); qemu-img check -r all mends"
          + " it";
    }
    return (incompatible & DIRTY) != 0
        ? "the image was not closed (dirty bit at offset 0x48); qemu-img check -r all mends it"
        : null;
  }

  private static Optional<String> backing(Qcow2File file, ByteBuffer h) throws IOException {
    long at = h.getLong(BACKING_NAME_AT);
    int length = h.getInt(BACKING_LENGTH_AT);
    if (at == 0) {
      return Optional.empty();
    }
    check(
        file,
        length > 0 && length <= MAX_NAME,
        "the backing file's name is too long",
        BACKING_LENGTH_AT);
    check(file, at > 0 && at <= file.size() - length, "no backing file's name", BACKING_NAME_AT);
    byte[] text = file.read(at, length).array();
    return Optional.of(new String(text, StandardCharsets.UTF_8));
  }

  private void checkTables(Qcow2File file) throws IOException {
    check(file, bytes >= 0, "a disk of " + Long.toUnsignedString(bytes) + " bytes", SIZE_AT);
    long perTable = (long) clusterBytes() << clusterBits - 3;
    long needed = bytes / perTable + (bytes % perTable == 0 ? 0 : 1);
    check(
        file,
        l1Entries >= 0 && (long) l1Entries * Long.BYTES <= MAX_TABLE_BYTES && l1Entries >= needed,
        "an L1 table of " + Integer.toUnsignedLong(l1Entries) + " entries, with need of " + needed,
        L1_ENTRIES_AT);
    checkRange(file, l1Offset, (long) l1Entries * Long.BYTES, "the L1 table", L1_TABLE_AT);
    long refcountBytes = (long) refcountClusters << clusterBits;
    check(
        file,
        refcountClusters > 0 && refcountBytes <= MAX_REFCOUNT_TABLE_BYTES,
        "a refcount table of " + Integer.toUnsignedLong(refcountClusters) + " clusters",
        REFCOUNT_CLUSTERS_AT);
    checkRange(file, refcountTable, refcountBytes, "the refcount table", REFCOUNT_TABLE_AT);
    check(
        file,
        snapshots >= 0 && snapshots <= MAX_SNAPSHOTS,
        Integer.toUnsignedLong(snapshots) + " snapshots",
        SNAPSHOTS_AT);
    if (snapshots > 0) {
      checkRange(file, snapshotTable, 0, "the snapshot table", SNAPSHOT_TABLE_AT);
    }
  }

  private void checkRange(Qcow2File file, long at, long length, String what, long said)
      throws IOException {
    boolean aligned = at > 0 && (at & clusterBytes() - 1) == 0 || length == 0 && at == 0;
    check(
        file,
        aligned && at <= file.size() - length,
        "%s is said to be at 0x%x, which cannot be,".formatted(what, at),
        said);
  }

  /** Bytes of a cluster. */
  public int clusterBytes() {
    return 1 << clusterBits;
  }
}
