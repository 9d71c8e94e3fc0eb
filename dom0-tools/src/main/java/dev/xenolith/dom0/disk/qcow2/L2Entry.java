package dev.xenolith.dom0.disk.qcow2;

/** Where a cluster of the disk is, as tables say it in 64 bits. */
final class L2Entry {
  /** L1 and L2: nobody else refers to it, so it may be written where it is. */
  static final long COPIED = 1L << 63;

  /** It reads as zeroes, whatever is at its place. */
  static final long ZERO = 1;

  private static final long COMPRESSED = 1L << 62;
  private static final long OFFSET = 0x00FF_FFFF_FFFF_FE00L;
  private static final int SECTOR_BYTES = 512;

  private L2Entry() {}

  static boolean isCompressed(long entry) {
    return (entry & COMPRESSED) != 0;
  }

  /** Of an L1 entry too; 0 where there is nothing. */
  static long offset(long entry) {
    return entry & OFFSET;
  }

  /** Bits that must be clear in an entry that is not compressed; of an L1 entry with ZERO. */
  static long reserved(long entry) {
    return entry & ~(OFFSET | COPIED | ZERO);
  }

  static boolean isZero(long entry) {
    return !isCompressed(entry) && (entry & ZERO) != 0;
  }

  /** Whether data is at its place and may be overwritten there. */
  static boolean isWritable(long entry) {
    return !isCompressed(entry) && (entry & (COPIED | ZERO)) == COPIED && offset(entry) != 0;
  }

  private static int compressedBits(int clusterBits) {
    return 62 - (clusterBits - 8);
  }

  /** Where compressed bytes begin. */
  static long compressedOffset(long entry, int clusterBits) {
    return entry & (1L << compressedBits(clusterBits)) - 1;
  }

  /** How many bytes the compressed ones have at most; others may follow. */
  static int compressedBytes(long entry, int clusterBits) {
    int bits = compressedBits(clusterBits);
    long sectors = (entry & COMPRESSED - 1) >>> bits;
    long offset = compressedOffset(entry, clusterBits);
    return (int) ((sectors + 1) * SECTOR_BYTES - (offset & SECTOR_BYTES - 1));
  }
}
