package dev.xenolith.dom0.trace;

import dev.xenolith.abi.trace.TraceEvent.Block;
import java.util.Arrays;
import java.util.List;

/** Guest memory as a record has kept it. */
final class KeptMemory {
  private static final byte[] NOTHING = {};

  private final List<Block> blocks;

  KeptMemory(List<Block> blocks) {
    this.blocks = blocks;
  }

  /** Up to so many bytes at this address, as far as they were kept without a gap. */
  byte[] read(long address, long wanted) {
    byte[] all = piece(address, wanted);
    while (all.length > 0 && all.length < wanted) {
      byte[] next = piece(address + all.length, wanted - all.length);
      if (next.length == 0) {
        return all;
      }
      int length = all.length;
      all = Arrays.copyOf(all, length + next.length);
      System.arraycopy(next, 0, all, length, next.length);
    }
    return all;
  }

  private byte[] piece(long address, long wanted) {
    byte[] best = NOTHING;
    for (Block b : blocks) {
      long offset = address - b.address();
      if (offset >= 0 && offset < b.bytes().length) {
        long end = Math.min(b.bytes().length, offset + wanted);
        if (end - offset > best.length) {
          best = Arrays.copyOfRange(b.bytes(), (int) offset, (int) end);
        }
      }
    }
    return best;
  }
}
