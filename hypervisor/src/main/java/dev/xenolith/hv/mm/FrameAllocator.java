package dev.xenolith.hv.mm;

import dev.xenolith.abi.num.Mfn;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.BitSet;

/**
 * Hands out free frames in blocks of a power of two, aligned to their size.
 *
 * <p>A buddy allocator with one bitmap of free blocks per order. It is deterministic: of the blocks
 * that fit it takes one above 4 GiB if the caller can use that (low frames are precious to
 * devices), then the one with the lowest address, splitting no larger block than it must.
 *
 * <p>What it hands out reads as zeroes. A released frame is wiped when it is handed out again, or
 * given back to the host when the block it belongs to has grown to 2 MiB.
 */
public final class FrameAllocator {
  /** The largest order there is (xen/mm.h: MAX_ORDER). */
  public static final int MAX_ORDER = 18;

  /** Returned when no block is free. */
  public static final long NONE = -1;

  /** Blocks of 2 MiB and more are given back to the host. */
  private static final int GIVE_BACK_ORDER = 9;

  /** Where a PC has its interrupt controllers; memory there is left alone. */
  static final long HOLE_START = 0xFEC00;

  static final long HOLE_END = 0xFEF00;

  private static final long FOUR_GIB_FRAMES = 1L << (32 - Mfn.PAGE_SHIFT);

  private final MachineMemory memory;
  private final long frames;
  private final FreeBlocks[] free = new FreeBlocks[MAX_ORDER + 1];
  private final BitSet dirty = new BitSet();
  private long freeFrames;

  /** All frames of the memory are free but the first {@code reserved}. */
  public FrameAllocator(MachineMemory memory, long reserved) {
    this.memory = memory;
    frames = memory.frames();
    for (int order = 0; order <= MAX_ORDER; order++) {
      free[order] = new FreeBlocks((frames >>> order) + 1);
    }
    addRange(reserved, Math.min(frames, HOLE_START));
    addRange(HOLE_END, frames);
  }

  /** How many frames are free. */
  public long freeFrames() {
    return freeFrames;
  }

  /** How many frames the machine has. */
  public long totalFrames() {
    return frames;
  }

  /**
   * Takes 2^order frames whose machine addresses fit into this many bits.
   *
   * @param addressBits 0 or 64 for no limit
   * @return the first frame's number, or {@link #NONE}
   */
  public long allocate(int order, int addressBits) {
    long limit = frames;
    if (addressBits > 0 && addressBits < 63) {
      int frameBits = addressBits - Mfn.PAGE_SHIFT;
      limit = frameBits <= 0 ? 0 : Math.min(frames, 1L << Math.min(frameBits, 62));
    }
    if (order < 0 || order > MAX_ORDER) {
      return NONE;
    }
    if (limit > FOUR_GIB_FRAMES) {
      long high = take(order, FOUR_GIB_FRAMES, limit);
      if (high != NONE) {
        return high;
      }
    }
    return take(order, 0, Math.min(limit, FOUR_GIB_FRAMES));
  }

  /** Gives 2^order frames back. Their contents are forgotten. */
  public void release(long mfnRaw, int order) {
    dirty.set((int) mfnRaw, (int) (mfnRaw + (1L << order)));
    freeFrames += 1L << order;
    int merged = insert(mfnRaw, order);
    long first = mfnRaw & -(1L << merged);
    if (merged >= GIVE_BACK_ORDER) {
      giveBack(first, first + (1L << merged));
    }
  }

  private long take(int order, long from, long below) {
    for (int o = order; o <= MAX_ORDER; o++) {
      long block = free[o].firstAtLeast(from >>> o);
      if (block >= 0 && (block << o) + (1L << order) <= below) {
        return split(block << o, o, order);
      }
    }
    return NONE;
  }

  private long split(long mfnRaw, int have, int want) {
    free[have].remove(mfnRaw >>> have);
    for (int o = have - 1; o >= want; o--) {
      free[o].add((mfnRaw >>> o) + 1);
    }
    freeFrames -= 1L << want;
    wipe(mfnRaw, mfnRaw + (1L << want));
    return mfnRaw;
  }

  private void giveBack(long from, long to) {
    for (long at = from; at < to; at += 1L << GIVE_BACK_ORDER) {
      int next = dirty.nextSetBit((int) at);
      if (next >= 0 && next < at + (1L << GIVE_BACK_ORDER)) {
        memory.discardFrames(at, 1L << GIVE_BACK_ORDER);
        dirty.clear((int) at, (int) (at + (1L << GIVE_BACK_ORDER)));
      }
    }
  }

  private void wipe(long from, long to) {
    int at = dirty.nextSetBit((int) from);
    while (at >= 0 && at < to) {
      memory.clearFrames(at, 1);
      dirty.clear(at);
      at = dirty.nextSetBit(at + 1);
    }
  }

  /** Answers the order of the block it has become part of. */
  private int insert(long mfnRaw, int order) {
    long block = mfnRaw >>> order;
    int o = order;
    while (o < MAX_ORDER && free[o].contains(block ^ 1)) {
      free[o].remove(block ^ 1);
      block >>>= 1;
      o++;
    }
    free[o].add(block);
    return o;
  }

  private void addRange(long from, long to) {
    long at = from;
    while (at < to) {
      int order = Math.min(MAX_ORDER, at == 0 ? MAX_ORDER : Long.numberOfTrailingZeros(at));
      while (at + (1L << order) > to) {
        order--;
      }
      insert(at, order);
      freeFrames += 1L << order;
      at += 1L << order;
    }
  }

  /** The free blocks of one order, as a bitmap with a hint where the lowest may be. */
  private static final class FreeBlocks {
    private final long[] words;
    private int lowestWord;

    FreeBlocks(long blocks) {
      words = new long[Math.toIntExact((blocks + 63) >>> 6)];
      lowestWord = words.length;
    }

    boolean contains(long block) {
      int word = (int) (block >>> 6);
      return word < words.length && (words[word] & 1L << block) != 0;
    }

    void add(long block) {
      int word = (int) (block >>> 6);
      words[word] |= 1L << block;
      lowestWord = Math.min(lowestWord, word);
    }

    void remove(long block) {
      words[(int) (block >>> 6)] &= ~(1L << block);
    }

    /** The lowest free block at or above this one, or -1. */
    long firstAtLeast(long from) {
      while (lowestWord < words.length && words[lowestWord] == 0) {
        lowestWord++;
      }
      int word = (int) Math.max(lowestWord, from >>> 6);
      if (word >= words.length) {
        return -1;
      }
      long bits = words[word] & (word == from >>> 6 ? -1L << from : -1L);
      while (bits == 0) {
        if (++word >= words.length) {
          return -1;
        }
        bits = words[word];
      }
      return ((long) word << 6) + Long.numberOfTrailingZeros(bits);
    }
  }
}
