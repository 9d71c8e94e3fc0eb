package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.mmu.Tlb;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.Map;

/**
 * Finds out where a guest spends its time, and has the loops there compiled. It looks once in so
 * many retired instructions, so that what is compiled when does not depend on the host.
 */
final class HotCode {
  /** How many instructions lie between two looks. */
  private static final int INTERVAL = 20_000;

  /** How often the same place is seen before it is compiled. */
  private static final int SEEN = 100;

  private static final int MOST_WORDS = 200;
  private static final int PLACES = 1 << 12;
  private static final int PLACE_SHIFT = 7;

  private final CodeCache cache;
  private final RegionFinder finder;
  private final RegionCompiler compiler;
  private final byte[] seen = new byte[PLACES];
  private int interval = INTERVAL;
  private int wanted = SEEN;

  /** How many loops were compiled so far. */
  int compiled;

  /** How many instructions must have been retired for the next look. */
  long nextLook;

  HotCode(CodeCache cache, Tlb tlb, MachineMemory memory) {
    this.cache = cache;
    finder = new RegionFinder(cache, tlb, memory);
    compiler = new RegionCompiler(cache);
  }

  /** Looks all the time and compiles at first sight. */
  void hurry() {
    interval = 0;
    wanted = 1;
    nextLook = 0;
  }

  /** Notes that a block is about to run. */
  void look(Block block, Mode mode, long retired) {
    nextLook = retired + interval;
    int place = (int) (block.linear >>> PLACE_SHIFT) & PLACES - 1;
    if (mode.code() == CodeMode.BITS64 && ++seen[place] >= wanted) {
      seen[place] = 0;
      compile(block, mode);
    }
  }

  private void compile(Block block, Mode mode) {
    // A look may have come upon it between two blocks: then the next one is in the loop.
    RegionBlock described = finder.describe(block);
    if (compileAt(block, mode) || described == null) {
      return;
    }
    Block next = finder.follow(block, described.taken(), mode);
    if (next != null) {
      compileAt(next, mode);
    }
  }

  /** Answers whether the block is in a loop. */
  private boolean compileAt(Block head, Mode mode) {
    Map<Long, RegionBlock> blocks = finder.find(head, mode);
    int words = 0;
    for (RegionBlock each : blocks.values()) {
      words += each.block().end - each.block().start;
    }
    if (blocks.isEmpty() || words > MOST_WORDS) {
      return !blocks.isEmpty();
    }
    int number = cache.freeRegion();
    if (head.loop < blocks.size() && number >= 0) {
      Region region = new Region(blocks, head, cache.original(head.start));
      compiler.compile(region);
      cache.enter(region, number);
      compiled++;
      blocks.values().forEach(each -> each.block().loop = blocks.size());
    }
    return true;
  }
}
