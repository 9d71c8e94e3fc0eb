package dev.xenolith.hv.mm;

import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceRecord;
import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.trace.Trace;
import java.util.function.LongConsumer;

/**
 * References to frames and to what they are used as: the rules that keep a guest from writing its
 * own page tables or reaching a frame that is not its own.
 *
 * <p>Every reference is counted. A reference "as a type" (page table of level n, descriptor page,
 * writable page) can be had only while the frame is of that type or of none; a page table is
 * checked entry by entry before its first reference as such is granted, and that recursively. A
 * frame's count reaching 0 frees it.
 *
 * <p>Long checks stop when the {@linkplain #budget budget} is spent: the answer is -ERESTART, the
 * rest is kept with the owner as {@link TableWork}, and {@link #finish} must answer 0 before
 * anything else touches that domain's tables.
 */
public final class PageTypes {
  private static final int TAKEN = 0;
  private static final int MUST_VALIDATE = 1;
  private static final int CONFLICT = -1;

  private final FrameTable frames;
  private final FrameOwners owners;
  private final Refusals refusals;
  private final TlbFlusher flusher;
  private final LongConsumer release;
  private final TableChecker tables;
  private final LeafEntries leaves;
  private int epoch = 1;
  private int budget = Integer.MAX_VALUE;
  private String conflict = "";
  private Trace trace;

  PageTypes(
      MachineMemory memory,
      FrameTable frames,
      FrameOwners owners,
      Refusals refusals,
      TlbFlusher flusher,
      HypervisorSlots slots,
      LongConsumer release) {
    this.frames = frames;
    this.owners = owners;
    this.refusals = refusals;
    this.flusher = flusher;
    this.release = release;
    leaves = new LeafEntries(memory, frames, owners, this, refusals);
    tables = new TableChecker(memory, frames, owners, this, leaves, refusals, slots);
  }

  /** Records changes of type from now on. */
  public void traceTo(Trace to) {
    trace = to;
  }

  private void traceChange(long mfnRaw, FrameType to) {
    if (trace != null && trace.wants(TraceClass.PAGE_TYPE)) {
      int owner = frames.owner(mfnRaw);
      String from = frames.type(mfnRaw).cName();
      trace.record(
          owner,
          TraceRecord.NOBODY,
          new TraceEvent.PageTypeChanged(mfnRaw, owner, from, to.cName(), 1));
    }
  }

  LeafEntries leaves() {
    return leaves;
  }

  TableChecker tables() {
    return tables;
  }

  /** Sets how many page-table entries may be looked at before work has to be continued later. */
  public void budget(int entries) {
    budget = entries;
  }

  boolean spend() {
    if (budget <= 0) {
      return false;
    }
    budget--;
    return true;
  }

  void spend(int entries) {
    budget = Math.max(0, budget - entries);
  }

  /** Why the last attempt to get a type failed. */
  String conflict() {
    return conflict;
  }

  /** Adds a reference to a page of this domain; false if it is not its. */
  public boolean getPage(long mfnRaw, DomainMemory domain) {
    if (!frames.isValid(mfnRaw)
        || frames.count(mfnRaw) == 0
        || frames.owner(mfnRaw) != domain.id().raw()) {
      return false;
    }
    frames.countInfo(mfnRaw, frames.countInfo(mfnRaw) + 1);
    return true;
  }

  /** Adds a reference whoever owns the frame; answers the owner or {@link FrameTable#NO_OWNER}. */
  int getOwnerAndReference(long mfnRaw) {
    if (!frames.isValid(mfnRaw) || frames.count(mfnRaw) == 0) {
      return FrameTable.NO_OWNER;
    }
    frames.countInfo(mfnRaw, frames.countInfo(mfnRaw) + 1);
    return frames.owner(mfnRaw);
  }

  /** Drops a reference. The last one frees the frame. */
  public void putPage(long mfnRaw) {
    long info = frames.countInfo(mfnRaw);
    if ((info & FrameTable.COUNT) == 0) {
      throw new IllegalStateException("a reference too few on mfn " + Long.toHexString(mfnRaw));
    }
    frames.countInfo(mfnRaw, info - 1);
    if ((info & FrameTable.COUNT) == 1) {
      release.accept(mfnRaw);
    }
  }

  /**
   * Adds a reference to the frame as this type. The caller holds a general reference.
   *
   * @param type writable, segment descriptors, or L1; the higher tables go through {@link
   *     #getTable}
   */
  public boolean getType(long mfnRaw, FrameType type) {
    int taken = take(mfnRaw, type, false);
    return taken == TAKEN || taken == MUST_VALIDATE && validate(mfnRaw, type) == Rc.OK;
  }

  private int validate(long mfnRaw, FrameType type) {
    int rc =
        type == FrameType.L1
            ? tables.validateL1(mfnRaw)
            : Descriptors.validatePage(tables.memory(), mfnRaw, owners.find(frames.owner(mfnRaw)));
    if (rc == Rc.OK) {
      frames.typeInfo(mfnRaw, frames.typeInfo(mfnRaw) | FrameTable.VALIDATED);
    } else {
      frames.typeInfo(mfnRaw, 0);
      conflict = "its contents are not valid for type " + type.cName();
    }
    return rc;
  }

  /**
   * Drops a reference to the frame as its present type, which is one of those of {@link #getType}.
   */
  public void putType(long mfnRaw) {
    long info = frames.typeInfo(mfnRaw);
    if ((info & FrameTable.TYPE_COUNT) == 0) {
      throw new IllegalStateException(
          "a type reference too few on mfn " + Long.toHexString(mfnRaw));
    }
    if ((info & FrameTable.TYPE_COUNT) == 1) {
      FrameType type = frames.type(mfnRaw);
      if (type == FrameType.L1) {
        tables.devalidateL1(mfnRaw);
        info = frames.typeInfo(mfnRaw) & ~FrameTable.VALIDATED;
      } else if (type.isPageTable()) {
        throw new IllegalStateException("last reference to " + type + " needs putTable");
      }
      frames.flushStamp(mfnRaw, epoch);
    }
    frames.typeInfo(mfnRaw, info - 1);
  }

  /**
   * Adds a general and a type reference to a page of this domain; false if either cannot be had.
   */
  public boolean getPageAndType(long mfnRaw, DomainMemory domain, FrameType type) {
    if (!getPage(mfnRaw, domain)) {
      conflict = "it is not a page of " + domain.id();
      return false;
    }
    if (getType(mfnRaw, type)) {
      return true;
    }
    putPage(mfnRaw);
    return false;
  }

  /** Drops a type and a general reference. */
  public void putPageAndType(long mfnRaw) {
    putType(mfnRaw);
    putPage(mfnRaw);
  }

  /**
   * Adds a reference to the frame as a page table, checking its contents if nobody has. The caller
   * holds a general reference.
   *
   * @return 0, -EINVAL and others, or -ERESTART: finish the owner's work, then ask again
   */
  int getTable(long mfnRaw, int level) {
    DomainMemory owner = owners.find(frames.owner(mfnRaw));
    Integer known = owner.takeFailure(mfnRaw, level);
    if (known != null) {
      return known;
    }
    int taken = take(mfnRaw, FrameType.ofLevel(level), false);
    if (taken != MUST_VALIDATE) {
      return taken == TAKEN ? Rc.OK : refusals.refuse(Rc.EINVAL, mfnRaw, conflict);
    }
    if (level == 1) {
      return validate(mfnRaw, FrameType.L1);
    }
    TableWork work = TableWork.validating(mfnRaw, level);
    requireIdle(owner);
    if (tables.run(work)) {
      return work.result();
    }
    frames.countInfo(mfnRaw, frames.countInfo(mfnRaw) + 1);
    owner.work(work);
    return Rc.ERESTART;
  }

  /**
   * Drops a general and a type reference to a page table of any level. What is left to do is kept
   * with the owner: see {@link #finish}.
   *
   * @param parent the table an entry of which was removed, or -1
   */
  void putPageAndTable(long mfnRaw, long parent) {
    long info = frames.typeInfo(mfnRaw);
    FrameType type = frames.type(mfnRaw);
    if ((info & FrameTable.TYPE_COUNT) > 1) {
      frames.typeInfo(mfnRaw, info - 1);
      if (parent >= 0 && frames.type(parent) == type) {
        tables.dropLinear(mfnRaw, parent);
      }
      putPage(mfnRaw);
      return;
    }
    if (type == FrameType.L1) {
      putPageAndType(mfnRaw);
      return;
    }
    DomainMemory owner = owners.find(frames.owner(mfnRaw));
    requireIdle(owner);
    frames.typeInfo(mfnRaw, info & ~FrameTable.VALIDATED | FrameTable.PARTIAL);
    TableWork work = TableWork.devalidating(mfnRaw, type.ordinal(), parent);
    if (tables.run(work)) {
      putPage(mfnRaw);
    } else {
      owner.work(work);
    }
  }

  private static void requireIdle(DomainMemory owner) {
    if (owner.work() != null) {
      throw new IllegalStateException("table work of " + owner.id() + " is not finished");
    }
  }

  /**
   * Goes on with interrupted table work of the domain: 0 when there is none left, else -ERESTART.
   */
  public int finish(DomainMemory domain) {
    TableWork work = domain.work();
    if (work == null) {
      return Rc.OK;
    }
    TableWork.Step root = work.root();
    if (!tables.run(work)) {
      return Rc.ERESTART;
    }
    domain.work(null);
    if (root.removal) {
      putPage(root.mfn);
    } else if (work.result() == Rc.OK) {
      // Whoever asked gets its own reference when it asks again; until then this one keeps the
      // table.
      domain.park(root.mfn);
    } else {
      domain.failure(root.mfn, root.level, work.result());
      putPage(root.mfn);
    }
    return Rc.OK;
  }

  /**
   * A request is over: drops what was kept for its continuation. 0, or -ERESTART for {@link
   * #finish}.
   */
  public int settle(DomainMemory domain) {
    domain.forgetFailure();
    while (finish(domain) == Rc.OK) {
      long parked = domain.unpark();
      if (parked < 0) {
        return Rc.OK;
      }
      putPageAndTable(parked, -1);
    }
    return Rc.ERESTART;
  }

  int take(long mfnRaw, FrameType type, boolean paeXenL2) {
    long info = frames.typeInfo(mfnRaw);
    long flags = paeXenL2 ? FrameTable.PAE_XEN_L2 : 0;
    long typeBits = (long) type.ordinal() << FrameTable.TYPE_SHIFT;
    if ((info & FrameTable.TYPE_COUNT) == 0) {
      return takeFirst(mfnRaw, type, info, typeBits | flags);
    }
    if ((info & (FrameTable.TYPE_MASK | FrameTable.PAE_XEN_L2)) != (typeBits | flags)) {
      FrameType present = frames.type(mfnRaw);
      conflict =
          present == type
              ? "the L2 with the hypervisor's mappings may stand in slot 3 of one L3 only"
              : "it is in use as %s, not as %s".formatted(present.cName(), type.cName());
      return CONFLICT;
    }
    if ((info & FrameTable.VALIDATED) == 0) {
      conflict = "it is being validated";
      return CONFLICT;
    }
    if ((info & FrameTable.TYPE_COUNT) == FrameTable.TYPE_COUNT) {
      conflict = "its type count would overflow";
      return CONFLICT;
    }
    frames.typeInfo(mfnRaw, info + 1);
    return TAKEN;
  }

  private int takeFirst(long mfnRaw, FrameType type, long old, long bits) {
    long info = old;
    if (frames.type(mfnRaw) != type) {
      flushStale(mfnRaw);
      tables.memory().forgetTable(mfnRaw);
      traceChange(mfnRaw, type);
      info &= ~(FrameTable.TYPE_MASK | FrameTable.VALIDATED);
    }
    info = (info | bits) + 1;
    if (type == FrameType.WRITABLE || type == FrameType.SHARED) {
      info |= FrameTable.VALIDATED;
    }
    frames.typeInfo(mfnRaw, info);
    if ((info & FrameTable.VALIDATED) != 0) {
      return TAKEN;
    }
    frames.linearCount(mfnRaw, 0);
    if (type.isPageTable()) {
      frames.noteTable(mfnRaw);
    }
    return MUST_VALIDATE;
  }

  static boolean isTaken(int taken) {
    return taken == TAKEN;
  }

  static boolean isConflict(int taken) {
    return taken == CONFLICT;
  }

  /**
   * Makes sure that no vCPU uses a translation to this frame from before it lost its last
   * reference.
   */
  void flushStale(long mfnRaw) {
    if (frames.flushStamp(mfnRaw) == epoch) {
      flusher.flushAll();
      epoch++;
    }
  }

  void stamp(long mfnRaw) {
    frames.flushStamp(mfnRaw, epoch);
  }
}
