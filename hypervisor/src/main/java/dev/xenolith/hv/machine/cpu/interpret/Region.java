package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.mmu.Tlb;
import java.util.Map;

/** Blocks of 64-bit code that form a loop, and what they are compiled to. */
final class Region {
  /** The blocks by their RIPs. */
  final Map<Long, RegionBlock> blocks;

  final Block head;

  /** What stood where the head starts before {@link Code64#COMPILED}. */
  final long firstWord;

  RegionCode code;
  private long checkedAt = -1;
  private long checkedIn;
  private boolean far;

  Region(Map<Long, RegionBlock> blocks, Block head, long firstWord) {
    this.blocks = blocks;
    this.head = head;
    this.firstWord = firstWord;
  }

  boolean contains(Block block) {
    RegionBlock found = blocks.get(block.rip);
    return found != null && found.block() == block;
  }

  /**
   * Whether all its pages are known to be mapped as when it was compiled. Where that is not known
   * yet, the interpreter finds out, as it goes from page to page.
   */
  boolean mapped(Tlb tlb, long memoryBase, int fetchTable) {
    if (checkedAt != tlb.changes() || checkedIn != tlb.generation()) {
      far = true;
      for (RegionBlock each : blocks.values()) {
        Block block = each.block();
        far &= tlb.lookUp(fetchTable, block.linear) == memoryBase + block.physical;
        far &=
            !block.crosses()
                || tlb.lookUp(fetchTable, block.secondLinear())
                    == memoryBase + block.secondPhysical();
      }
      // What is not there yet will be entered without a change.
      checkedAt = far ? tlb.changes() : -1;
      checkedIn = tlb.generation();
    }
    return far;
  }
}
