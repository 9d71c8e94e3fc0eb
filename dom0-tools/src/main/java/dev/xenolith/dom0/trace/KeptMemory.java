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

  /** Up to so many bytes at this address; fewer if fewer were kept. */
  byte[] read(long address, long wanted) {
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
