package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.mmu.Tlb;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Finds the loop that a block is in: the blocks that it reaches and that reach it. */
final class RegionFinder {
  private static final int BLOCKS = 48;

  private final CodeCache cache;
  private final Tlb tlb;
  private final MachineMemory memory;
  private final Map<Long, RegionBlock> known = new LinkedHashMap<>();

  RegionFinder(CodeCache cache, Tlb tlb, MachineMemory memory) {
    this.cache = cache;
    this.tlb = tlb;
    this.memory = memory;
  }

  /** The loop with this block as its head; empty if it is in none, or in one that calls. */
  Map<Long, RegionBlock> find(Block head, Mode mode) {
    known.clear();
    Deque<Block> open = new ArrayDeque<>();
    open.add(head);
    while (!open.isEmpty() && known.size() < BLOCKS) {
      Block block = open.remove();
      RegionBlock each = known.containsKey(block.rip) ? null : describe(block);
      if (each != null) {
        known.put(block.rip, each);
        add(block, each.taken(), mode, open);
        if (each.conditional()) {
          add(block, each.notTaken(), mode, open);
        }
      }
    }
    known.keySet().retainAll(returning(head.rip));
    return new LinkedHashMap<>(known);
  }

  private void add(Block from, long rip, Mode mode, Deque<Block> open) {
    Block next = follow(from, rip, mode);
    if (next != null) {
      open.add(next);
    }
  }

  /** The block at a RIP where another one leads, if there is one and its pages are known. */
  Block follow(Block from, long rip, Mode mode) {
    int table = Tlb.FETCH + (mode.user() ? Tlb.USER : 0);
    boolean near = (from.linear ^ rip) >>> 12 == 0;
    long host =
        near ? memory.base() + (from.physical & -4096) + (rip & 0xFFF) : tlb.lookUp(table, rip);
    if (host == 0) {
      return null;
    }
    Block block = cache.find(rip, host - memory.base(), mode.id());
    while (block != null
        && block.crosses()
        && tlb.lookUp(table, block.secondLinear()) != memory.base() + block.secondPhysical()) {
      block = CodeCache.findAfter(block);
    }
    return block;
  }

  /** RIPs of the known blocks from which the head is reached by at least one edge. */
  private Set<Long> returning(long head) {
    Set<Long> found = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Map.Entry<Long, RegionBlock> each : known.entrySet()) {
        RegionBlock block = each.getValue();
        boolean leads = block.leadsTo(head);
        leads |= found.contains(block.taken());
        leads |= block.conditional() && found.contains(block.notTaken());
        grown |= leads && found.add(each.getKey());
      }
    }
    return found.contains(head) ? found : Set.of();
  }

  /** What a region must know of a block; null if it cannot be part of one. */
  RegionBlock describe(Block block) {
    int at = block.start;
    while (at < block.end) {
      int operation = (int) cache.original(at) & Code.OPERATION;
      if (operation <= Code.COLD_END) {
        return null;
      }
      if (operation >= Code64.JMP && operation < Code64.RARE) {
        boolean conditional = operation >= Code64.JCC;
        boolean direct = conditional || operation == Code64.JMP;
        long notTaken = conditional ? cache.code[at + 3] : 0;
        return direct
            ? new RegionBlock(block, at, cache.code[at + 2], notTaken, conditional)
            : null;
      }
      at += Code64.words(operation);
    }
    throw new IllegalStateException("a block without an end at " + Long.toHexString(block.rip));
  }
}
