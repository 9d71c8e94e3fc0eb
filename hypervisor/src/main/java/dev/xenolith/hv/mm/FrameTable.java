package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.DomId;
import java.util.BitSet;

/**
 * What the hypervisor knows about each frame of the machine: owner, type, flags and the two counts.
 *
 * <p>The general count says how many references there are (1 for being allocated, 1 for each
 * mapping and so on); the type count says how many of them rely on the present type. The bits stand
 * where Xen's {@code count_info} and {@code type_info} have them, so that a dump reads as it does
 * there.
 *
 * <p>Storage comes in chunks of 16 MiB of machine memory, made when a frame in them is first used.
 */
public final class FrameTable {
  /** Owner of a frame that has none. */
  public static final int NO_OWNER = -1;

  static final long TYPE_COUNT = (1L << 55) - 1;
  static final long PARTIAL = 1L << 56;
  static final long PAE_XEN_L2 = 1L << 57;
  static final long VALIDATED = 1L << 58;
  static final long PINNED = 1L << 59;
  static final int TYPE_SHIFT = 61;
  static final long TYPE_MASK = 7L << TYPE_SHIFT;

  static final long COUNT = (1L << 57) - 1;
  static final long XEN_HEAP = 1L << 62;
  static final long ALLOCATED = 1L << 63;

  private static final int CHUNK_SHIFT = 12;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

  private final long frames;
  private final Chunk[] chunks;
  private final BitSet tables = new BitSet();

  /** What is known about 4096 frames. */
  private static final class Chunk {
    final long[] typeInfo = new long[1 << CHUNK_SHIFT];
    final long[] countInfo = new long[1 << CHUNK_SHIFT];
    final char[] ownerPlusOne = new char[1 << CHUNK_SHIFT];
    final short[] linearCount = new short[1 << CHUNK_SHIFT];
    final int[] flushStamp = new int[1 << CHUNK_SHIFT];
    final int[] next = new int[1 << CHUNK_SHIFT];
    final int[] previous = new int[1 << CHUNK_SHIFT];
  }

  /** A table for a machine of this many frames. */
  public FrameTable(long frames) {
    this.frames = frames;
    chunks = new Chunk[Math.toIntExact((frames + CHUNK_MASK) >>> CHUNK_SHIFT)];
  }

  /** How many frames the machine has. */
  public long frames() {
    return frames;
  }

  /** Whether there is a frame of this number (mfn_valid). */
  public boolean isValid(long mfnRaw) {
    return mfnRaw >= 0 && mfnRaw < frames;
  }

  /** The domain that owns the frame as a raw number, or {@link #NO_OWNER}. */
  public int owner(long mfnRaw) {
    Chunk c = chunks[(int) (mfnRaw >>> CHUNK_SHIFT)];
    return c == null ? NO_OWNER : c.ownerPlusOne[(int) mfnRaw & CHUNK_MASK] - 1;
  }

  /** The present type, meaningful while {@link #typeCount} is not 0 and remembered afterwards. */
  public FrameType type(long mfnRaw) {
    return FrameType.of((int) (typeInfo(mfnRaw) >>> TYPE_SHIFT));
  }

  /** How many references rely on the present type. */
  public long typeCount(long mfnRaw) {
    return typeInfo(mfnRaw) & TYPE_COUNT;
  }

  /** How many references there are in all. */
  public long count(long mfnRaw) {
    return countInfo(mfnRaw) & COUNT;
  }

  /** Whether the owner pinned the frame to its type. */
  public boolean isPinned(long mfnRaw) {
    return (typeInfo(mfnRaw) & PINNED) != 0;
  }

  /** Whether the contents were checked for the present type. */
  public boolean isValidated(long mfnRaw) {
    return (typeInfo(mfnRaw) & VALIDATED) != 0;
  }

  /** Whether the frame holds memory of the hypervisor itself (PGC_xen_heap). */
  public boolean isXenHeap(long mfnRaw) {
    return (countInfo(mfnRaw) & XEN_HEAP) != 0;
  }

  /** Xen's {@code type_info} word. */
  public long typeInfo(long mfnRaw) {
    Chunk c = chunks[(int) (mfnRaw >>> CHUNK_SHIFT)];
    return c == null ? 0 : c.typeInfo[(int) mfnRaw & CHUNK_MASK];
  }

  /** Xen's {@code count_info} word. */
  public long countInfo(long mfnRaw) {
    Chunk c = chunks[(int) (mfnRaw >>> CHUNK_SHIFT)];
    return c == null ? 0 : c.countInfo[(int) mfnRaw & CHUNK_MASK];
  }

  /** The frame is about to be used as a page table. */
  void noteTable(long mfnRaw) {
    tables.set((int) mfnRaw);
  }

  /** The first frame from this one on that is in use as a page table, or -1. */
  long nextTable(long fromMfn) {
    int at = tables.nextSetBit((int) fromMfn);
    while (at >= 0 && (typeCount(at) == 0 || !type(at).isPageTable())) {
      tables.clear(at);
      at = tables.nextSetBit(at + 1);
    }
    return at;
  }

  void typeInfo(long mfnRaw, long value) {
    chunk(mfnRaw).typeInfo[(int) mfnRaw & CHUNK_MASK] = value;
  }

  void countInfo(long mfnRaw, long value) {
    chunk(mfnRaw).countInfo[(int) mfnRaw & CHUNK_MASK] = value;
  }

  void owner(long mfnRaw, int domIdOrNone) {
    chunk(mfnRaw).ownerPlusOne[(int) mfnRaw & CHUNK_MASK] = (char) (domIdOrNone + 1);
  }

  void owner(long mfnRaw, DomId domain) {
    owner(mfnRaw, domain.raw());
  }

  /**
   * Positive: entries of this table that map another of its level; negative: how often it is mapped
   * so.
   */
  int linearCount(long mfnRaw) {
    return chunk(mfnRaw).linearCount[(int) mfnRaw & CHUNK_MASK];
  }

  void linearCount(long mfnRaw, int value) {
    chunk(mfnRaw).linearCount[(int) mfnRaw & CHUNK_MASK] = (short) value;
  }

  /** The flush epoch of the owner when the last reference to the present type went away. */
  int flushStamp(long mfnRaw) {
    return chunk(mfnRaw).flushStamp[(int) mfnRaw & CHUNK_MASK];
  }

  void flushStamp(long mfnRaw, int epoch) {
    chunk(mfnRaw).flushStamp[(int) mfnRaw & CHUNK_MASK] = epoch;
  }

  /** The next frame of the owner's page list as number plus one; 0 ends the list. */
  int next(long mfnRaw) {
    return chunk(mfnRaw).next[(int) mfnRaw & CHUNK_MASK];
  }

  void next(long mfnRaw, int mfnPlusOne) {
    chunk(mfnRaw).next[(int) mfnRaw & CHUNK_MASK] = mfnPlusOne;
  }

  int previous(long mfnRaw) {
    return chunk(mfnRaw).previous[(int) mfnRaw & CHUNK_MASK];
  }

  void previous(long mfnRaw, int mfnPlusOne) {
    chunk(mfnRaw).previous[(int) mfnRaw & CHUNK_MASK] = mfnPlusOne;
  }

  private Chunk chunk(long mfnRaw) {
    int index = (int) (mfnRaw >>> CHUNK_SHIFT);
    Chunk c = chunks[index];
    if (c == null) {
      c = new Chunk();
      chunks[index] = c;
    }
    return c;
  }
}
