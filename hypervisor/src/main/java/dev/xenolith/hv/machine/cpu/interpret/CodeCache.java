package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.mmu.Tlb;
import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.machine.memory.WriteWatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * All packed code of one engine, and how to find it: by machine address, linear address and mode,
 * so that it outlives every flush of translations; and, as long as translations live, by RIP in a
 * small table. Frames that hold code are watched: a write into a block makes it stale, wherever the
 * write came from and even if the block is just running.
 */
final class CodeCache implements WriteWatcher {
  /** The part of a RIP that is compared in {@link #jumpTags}; the epoch stands above it. */
  static final long TAG_ADDRESS = (1L << 48) - 1;

  /** The blocks in one frame, and which pieces of 64 bytes they touch. */
  private static final class FrameCode {
    final List<Block> blocks = new ArrayList<>();
    long chunks;
  }

  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final int FIRST_WORDS = 1 << 14;
  private static final int MOST_WORDS = 1 << 22;
  private static final int BUCKETS = 1 << 15;
  private static final int JUMP_BITS = 14;
  private static final int JUMPS = 1 << JUMP_BITS;
  private static final int JUMP_PAGES = 1 << 12;
  private static final int MODES_IN_TAG = 16;

  /** What two tags have in common that differ in their generation alone. */
  private static final long SAME_JUMP = TAG_ADDRESS | (MODES_IN_TAG - 1L) << 48;

  private static final long NOWHERE = -1;
  private static final int REGIONS = 256;

  private final MachineMemory memory;
  private final Tlb tlb;
  private final Block[] buckets = new Block[BUCKETS];
  private final Map<Long, FrameCode> byFrame = new HashMap<>();
  private int used;
  private int coldUsed;
  private long knownRounds;

  long[] code = new long[FIRST_WORDS];
  long[] ripAt = new long[FIRST_WORDS];
  byte[] indexAt = new byte[FIRST_WORDS];
  Insn[] cold = new Insn[FIRST_WORDS >> 2];
  final long[] jumpTags = new long[JUMPS];
  final int[] jumpPositions = new int[JUMPS];

  /** Where in the host's memory the blocks start; {@link #NOWHERE} if they lie in two pages. */
  private final long[] jumpHosts = new long[JUMPS];

  /** A bit for each page that RIPs were noted in, by the lowest bits of its number. */
  private final long[] jumpPages = new long[JUMP_PAGES >> 6];

  /** Where blocks start that lie in two pages. */
  private final BitSet crossing = new BitSet();

  private final Region[] regions = new Region[REGIONS];

  /** Changes whenever code becomes stale. */
  int changes;

  /** What stands above the address in the tags that are good now. */
  long epoch;

  CodeCache(MachineMemory memory, Tlb tlb) {
    this.memory = memory;
    this.tlb = tlb;
    memory.addWatcher(this);
    clear();
  }

  /** Forgets all code. */
  void clear() {
    // Position 0 stands for no position.
    used = 1;
    coldUsed = 0;
    Arrays.fill(buckets, null);
    Arrays.fill(cold, null);
    for (long frame : byFrame.keySet()) {
      memory.unwatch(frame);
    }
    byFrame.clear();
    Arrays.fill(regions, null);
    crossing.clear();
    forgetJumps();
  }

  /** Forgets all code and never looks at the memory again. */
  void close() {
    clear();
    memory.removeWatcher(this);
  }

  /** Forgets where RIPs lead, because a translation changed. */
  void forgetJumps() {
    Arrays.fill(jumpTags, -1);
    Arrays.fill(jumpPages, 0);
  }

  /** Forgets where RIPs in the page of a linear address lead, and perhaps others. */
  void forgetJumps(long linear) {
    int page = pageHash(linear);
    if ((jumpPages[page >> 6] >>> page & 1) != 0) {
      forgetJumps();
    }
  }

  private static int pageHash(long linear) {
    return (int) (linear >>> 12) & JUMP_PAGES - 1;
  }

  /** Makes the tags those of this mode and the translations of now. */
  void enter(Mode mode) {
    long generation = tlb.generation();
    if (tlb.rounds() != knownRounds) {
      knownRounds = tlb.rounds();
      forgetJumps();
    }
    // There is no generation 0: the tags of rare modes match nothing.
    epoch = mode.id() < MODES_IN_TAG ? (generation * MODES_IN_TAG + mode.id()) << 48 : 0;
  }

  /** Where a RIP is looked up. */
  static int jumpHash(long rip) {
    return (int) (rip ^ rip >>> JUMP_BITS) & JUMPS - 1;
  }

  /** Notes where RIP leads in this mode. */
  void noteJump(long rip, Mode mode, Block block) {
    if (mode.id() < MODES_IN_TAG) {
      int hash = jumpHash(rip);
      jumpTags[hash] = rip & TAG_ADDRESS | epoch;
      jumpPositions[hash] = block.start;
      jumpHosts[hash] = block.crosses() ? NOWHERE : memory.base() + block.physical;
      noteJumpPage(block.linear);
      if (block.crosses()) {
        noteJumpPage(block.secondLinear());
      }
    }
  }

  /**
   * Whether what is noted of a RIP under other page tables holds under these, too; then it is noted
   * so. It does where the page is known and mapped to the same frame.
   *
   * @param fetchTable of the {@link Tlb}
   */
  boolean renewJump(long rip, int hash, int fetchTable) {
    long wanted = rip & TAG_ADDRESS | epoch;
    boolean same = ((jumpTags[hash] ^ wanted) & SAME_JUMP) == 0 && epoch != 0;
    if (!same || tlb.lookUp(fetchTable, rip) != jumpHosts[hash]) {
      return false;
    }
    jumpTags[hash] = wanted;
    noteJumpPage(rip);
    return true;
  }

  private void noteJumpPage(long linear) {
    int page = pageHash(linear);
    jumpPages[page >> 6] |= 1L << page;
  }

  /**
   * The word that will know the positions of the next blocks: 0 where one is not known yet,
   * negative where it must be looked up each time, because it lies in another page.
   */
  static long unlinked(long rip, long target, long nextRip) {
    long taken = (rip ^ target) >>> 12 == 0 ? 0 : LOW_32;
    return (rip ^ nextRip) >>> 12 == 0 ? taken : taken | ~LOW_32;
  }

  /**
   * Notes in an instruction that ends a block where the next one is, if that cannot change behind
   * its back: if it lies in the same page, and in no other.
   *
   * @param slot as {@link PackedLoop#slot} says
   */
  void link(int slot, long target, int to) {
    int word = slot >> 1;
    if ((ripAt[word] ^ target) >>> 12 == 0) {
      long old = code[word];
      boolean upper = (slot & 1) != 0;
      long known = crossing.get(to) ? LOW_32 : to;
      code[word] = upper ? old & LOW_32 | known << 32 : old & ~LOW_32 | known;
    }
  }

  /** Makes a stale block lead on, if that cannot change behind its back. */
  void forward(int position, Block to) {
    if (!to.crosses()) {
      code[position] = Code.word(Code.FORWARD, 0, 0, to.start);
    }
  }

  /**
   * Finds a block; null if there is none. Of one that crosses a page the second page is not looked
   * at: if that is another one, see {@link #findAfter}.
   */
  Block find(long linear, long physical, int modeId) {
    return find(buckets[bucket(linear, physical)], linear, physical, modeId);
  }

  /** Finds another block with the same address. */
  static Block findAfter(Block block) {
    return find(block.next, block.linear, block.physical, block.modeId);
  }

  private static Block find(Block first, long linear, long physical, int modeId) {
    Block block = first;
    while (block != null && !block.is(linear, physical, modeId)) {
      block = block.next;
    }
    return block;
  }

  private static int bucket(long linear, long physical) {
    long mixed = (linear ^ physical * 31) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 40) & BUCKETS - 1;
  }

  /** Where the next word will stand. */
  int position() {
    return used;
  }

  /** Whether so much code is there that it is time to {@link #clear}. */
  boolean full() {
    return used > MOST_WORDS;
  }

  /** Adds a word. */
  void append(long word, long rip, int index) {
    if (used == code.length) {
      code = Arrays.copyOf(code, used * 2);
      ripAt = Arrays.copyOf(ripAt, used * 2);
      indexAt = Arrays.copyOf(indexAt, used * 2);
    }
    code[used] = word;
    ripAt[used] = rip;
    indexAt[used] = (byte) index;
    used++;
  }

  /** Keeps an instruction for {@link Code#COLD}. */
  int keep(Insn insn) {
    if (coldUsed == cold.length) {
      cold = Arrays.copyOf(cold, coldUsed * 2);
    }
    cold[coldUsed] = insn;
    return coldUsed++;
  }

  /** Enters a block whose words were appended, and watches its frame. */
  void enter(Block block) {
    int bucket = bucket(block.linear, block.physical);
    block.next = buckets[bucket];
    buckets[bucket] = block;
    enter(block, block.physical >>> 12);
    if (block.crosses()) {
      crossing.set(block.start);
      if (block.secondPhysical() >>> 12 != block.physical >>> 12) {
        enter(block, block.secondPhysical() >>> 12);
      }
    }
  }

  private void enter(Block block, long frame) {
    FrameCode there = byFrame.get(frame);
    if (there == null) {
      there = new FrameCode();
      byFrame.put(frame, there);
      memory.watch(frame);
    }
    there.blocks.add(block);
    there.chunks |= block.chunks(frame);
  }

  @Override
  public void frameWatched(long frame) {
    tlb.forgetWrites(memory.base() + (frame << 12));
  }

  @Override
  public void frameWritten(long maddr, int length) {
    FrameCode there = byFrame.get(maddr >>> 12);
    if (there == null || (there.chunks & Block.chunks(maddr, length)) == 0) {
      return;
    }
    there.chunks = 0;
    for (Iterator<Block> each = there.blocks.iterator(); each.hasNext(); ) {
      Block block = each.next();
      if (block.overlaps(maddr, maddr + length)) {
        makeStale(block);
        each.remove();
        leaveOther(block, maddr >>> 12);
      } else {
        there.chunks |= block.chunks(maddr >>> 12);
      }
    }
    unwatchEmpty(maddr >>> 12, there);
  }

  /** Takes a stale block out of the other frame that it lies in, if there is one. */
  private void leaveOther(Block block, long frame) {
    long first = block.physical >>> 12;
    long second = block.secondPhysical() >>> 12;
    if (block.crosses() && first != second) {
      long other = first == frame ? second : first;
      FrameCode there = byFrame.get(other);
      there.blocks.remove(block);
      unwatchEmpty(other, there);
    }
  }

  private void unwatchEmpty(long frame, FrameCode there) {
    if (there.blocks.isEmpty()) {
      byFrame.remove(frame);
      memory.unwatch(frame);
    }
  }

  /** Where machine memory is in the host's. */
  long memoryBase() {
    return memory.base();
  }

  Region region(int number) {
    return regions[number];
  }

  /** A number for another region; -1 if there are as many as there may be. */
  int freeRegion() {
    int number = 0;
    while (number < REGIONS && regions[number] != null && entered(number)) {
      number++;
    }
    return number < REGIONS ? number : -1;
  }

  /** Lets a region's head lead into its compiled code. */
  void enter(Region region, int number) {
    regions[number] = region;
    code[region.head.start] = Code.word(Code64.COMPILED, 0, 0, number);
  }

  private boolean entered(int number) {
    return code[regions[number].head.start] == Code.word(Code64.COMPILED, 0, 0, number);
  }

  /** A word as it was before a region was entered there. */
  long original(int position) {
    long word = code[position];
    // It may be a word of another kind: an immediate can look like anything.
    int number = (int) (word >> 32) & REGIONS - 1;
    boolean compiled = word == Code.word(Code64.COMPILED, 0, 0, number);
    compiled = compiled && regions[number] != null && regions[number].head.start == position;
    return compiled ? regions[number].firstWord : word;
  }

  private void leave(Block stale) {
    for (int i = 0; i < REGIONS; i++) {
      if (regions[i] != null && entered(i) && regions[i].contains(stale)) {
        code[regions[i].head.start] = regions[i].firstWord;
      }
    }
  }

  private void makeStale(Block block) {
    changes++;
    leave(block);
    Arrays.fill(code, block.start, block.end, Code.STALE);
    // Instructions that do nothing may have been left out in front of the first word.
    ripAt[block.start] = block.rip;
    indexAt[block.start] = 0;
    int bucket = bucket(block.linear, block.physical);
    if (buckets[bucket] == block) {
      buckets[bucket] = block.next;
      return;
    }
    Block before = buckets[bucket];
    while (before.next != block) {
      before = before.next;
    }
    before.next = block.next;
  }
}
