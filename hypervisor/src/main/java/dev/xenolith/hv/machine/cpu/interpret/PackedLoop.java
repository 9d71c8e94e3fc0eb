package dev.xenolith.hv.machine.cpu.interpret;

import static dev.xenolith.hv.machine.cpu.interpret.Code.n;

import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;

/**
 * Runs packed code: what the loops for 32-bit and for 64-bit code have in common. Each of them has
 * the common instructions in one switch in one method, as small as they can be; it must stay below
 * 8000 bytecodes, or HotSpot would not compile it. What an operation does to its operands and the
 * flags stands in {@link dev.xenolith.hv.machine.cpu.Alu} alone.
 */
abstract class PackedLoop extends HotMemory {
  /**
   * The block that comes next is not known here. RIP is set; {@link #slot} says where to note its
   * position.
   */
  static final int UNKNOWN = 0;

  /** {@link Core#exit} is set. */
  static final int EXIT = 1;

  /** {@link #fault} is set, and RIP is that of the instruction. */
  static final int FAULT = 2;

  /**
   * A flat segment was left behind its end, or an address was not canonical. The forms here do not
   * know whether the stack segment was meant: RIP is that of the instruction, of which nothing has
   * been done, and which must run again one by one to fault as it should.
   */
  static final int FAULT_OF_SEGMENT = 3;

  private static final long LOW_32 = 0xFFFFFFFFL;

  final CodeCache cache;
  private final Executor executor;
  private long retiredBefore;
  private int coldAt;
  private int coldIndex;

  /** Why {@link #execute} came back. */
  int why;

  /**
   * Twice the position of the word that shall know the next block, plus 1 for its upper half; 0 for
   * none; minus the position of a stale block that shall be forwarded.
   */
  int slot;

  GuestFault fault;

  /** Where compiled code faulted, and what was left of the budget; 0 where none did. */
  int faultAt;

  int faultLeft;

  /** Set when an instruction was run that may have changed the mode. */
  boolean modeMayDiffer;

  PackedLoop(Core core, CodeCache cache, Executor executor) {
    super(core);
    this.cache = cache;
    this.executor = executor;
  }

  /** Runs an instruction that has no packed form. */
  final int cold(int ip, long w, int left) {
    core.state.setRip(cache.ripAt[ip]);
    // It may write over its own block, which then looks different.
    coldAt = ip;
    coldIndex = cache.indexAt[ip];
    core.retired = retiredBefore - left + coldIndex;
    return executor.execute(cache.cold[(int) (w >> 32)]);
  }

  /** Runs one that ends its block; answers how much of the budget is left. */
  final int coldEnd(int ip, long w, int left) {
    int outcome = cold(ip, w, left);
    slot = 0;
    modeMayDiffer = true;
    if (outcome == Outcome.NEXT) {
      long next = core.state.rip() + cache.cold[(int) (w >> 32)].length();
      core.state.setRip(core.state.longCode() ? next : next & LOW_32);
    }
    why = outcome == Outcome.EXIT ? EXIT : UNKNOWN;
    return left - (why == EXIT ? cache.indexAt[ip] : n(w));
  }

  /** Leaves where code was written over; answers how much of the budget is left. */
  final int stale(int ip, int left) {
    core.state.setRip(cache.ripAt[ip]);
    why = UNKNOWN;
    slot = cache.indexAt[ip] == 0 ? -ip : 0;
    return left - cache.indexAt[ip];
  }

  /** Leaves with a fault; answers how much of the budget is left. */
  final int faulted(GuestFault guestFault, int loopIp, int loopLeft) {
    int ip = faultAt == 0 ? loopIp : faultAt;
    int left = faultAt == 0 ? loopLeft : faultLeft;
    faultAt = 0;
    fault = guestFault;
    if (ip == coldAt) {
      why = FAULT;
      return left - coldIndex;
    }
    why = guestFault.exit().vector() == Vector.PF ? FAULT : FAULT_OF_SEGMENT;
    core.state.setRip(cache.ripAt[ip]);
    return left - cache.indexAt[ip];
  }

  /** Runs packed code from a position on; see {@link #execute}. */
  abstract int loop(int entry, int budget);

  /**
   * Runs from a position in the code until the next block is not known or something else comes up;
   * {@link #why} tells.
   *
   * @param entry the start of a block of not more instructions than the budget
   * @return how much of the budget is left
   */
  final int execute(int entry, int budget) {
    refreshTables();
    retiredBefore = core.retired + budget;
    coldAt = 0;
    int left = loop(entry, budget);
    core.retired = retiredBefore - left;
    return left;
  }
}
