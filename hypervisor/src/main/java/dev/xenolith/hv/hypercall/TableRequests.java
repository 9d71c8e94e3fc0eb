package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.hv.mm.DirectPaging;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.mm.PageTypes;
import dev.xenolith.hv.mm.PvMmu;

/**
 * A batch of requests of mmu_update or mmuext_op, with the rules the two share: whom it concerns,
 * where to count what is done, and how to go on later.
 */
final class TableRequests {
  /** The bit of the count that says: this call was begun before (xen.h: MMU_UPDATE_PREEMPTED). */
  static final int PREEMPTED = 0x80000000;

  /** Page-table entries one call may look at before something else gets its turn. */
  static final int WORK_PER_CALL = 1 << 16;

  private static final long RESTART = XenErrno.ERESTART.result();

  private final HypercallContext c;
  private final PageTypes types;
  private final DomainMemory caller;
  private final DomainMemory fixedTables;
  private final int stride;
  private final int domId;
  private int done;

  /** One request of a batch. */
  interface Request {
    /** Copies the request at this address in, carries it out and answers its result. */
    long run(long handle, DomainMemory frameOwner);
  }

  /**
   * The batch that is the present call.
   *
   * @param fixedTables whose tables are changed, or null for those of the frames' owner
   * @param stride size of one request
   * @param domId whose frames
   */
  TableRequests(HypercallContext c, DomainMemory fixedTables, int stride, int domId) {
    this.c = c;
    this.fixedTables = fixedTables;
    this.stride = stride;
    this.domId = domId;
    types = c.xen().paging().types();
    caller = c.domain().memory();
  }

  long run(Request request) {
    types.budget(WORK_PER_CALL);
    if (types.finish(caller) != 0) {
      return c.continueLater();
    }
    int count = c.argU32(1);
    if (count == PREEMPTED && c.arg(0) == 0) {
      // The batch ended earlier and only its loose ends were left; its result came along.
      return types.settle(caller) == 0 ? c.argU32(3) : c.continueLater();
    }
    DirectPaging paging = c.xen().paging();
    DomainMemory frameOwner = paging.mmu().frameOwner(caller, domId);
    if (frameOwner == null) {
      return XenErrno.ESRCH.result();
    }
    DomainMemory tables = fixedTables == null ? frameOwner : fixedTables;
    if (!PvMmu.mayActOn(caller, tables)) {
      return XenErrno.EPERM.result();
    }
    if (tables != caller) {
      // The control domain: it is not made to come back for another's sake.
      types.budget(Integer.MAX_VALUE);
      types.settle(tables);
    }
    int before = (count & PREEMPTED) != 0 ? readDone() : 0;
    int todo = count & ~PREEMPTED;
    long rc = runAll(request, frameOwner, todo);
    writeDone(before + done);
    return end(rc, todo, tables);
  }

  private long runAll(Request request, DomainMemory frameOwner, int todo) {
    long rc = 0;
    while (done < todo && rc == 0) {
      if (caller.hasWork() || done != 0 && c.shouldPreempt()) {
        return RESTART;
      }
      rc = runOne(request, frameOwner);
      done += rc == 0 ? 1 : 0;
    }
    return rc;
  }

  private long runOne(Request request, DomainMemory frameOwner) {
    try {
      return request.run(c.arg(0) + (long) done * stride, frameOwner);
    } catch (HypercallException e) {
      if (e.isExplained()) {
        c.explain(e.errno() + ": " + e.getMessage());
      }
      return e.errno().result();
    }
  }

  private long end(long rc, int todo, DomainMemory tables) {
    if (rc == RESTART) {
      long left = (todo - done | PREEMPTED) & 0xFFFFFFFFL;
      return c.continueLater(c.arg(0) + (long) done * stride, left, c.arg(2), c.arg(3));
    }
    if (tables != caller) {
      types.settle(tables);
    }
    return types.settle(caller) == 0
        ? rc
        : c.continueLater(0, PREEMPTED & 0xFFFFFFFFL, 0, rc & 0xFFFFFFFFL);
  }

  private int readDone() {
    if (c.arg(2) == 0) {
      return 0;
    }
    try {
      return c.copyIn(c.arg(2), 4).getU32(0);
    } catch (HypercallException e) {
      // As in Xen: a count that cannot be read counts as nothing.
      return 0;
    }
  }

  private void writeDone(int count) {
    if (c.arg(2) == 0) {
      return;
    }
    try {
      c.putU32(c.arg(2), count);
    } catch (HypercallException e) {
      c.explain("the count of finished requests could not be written");
    }
  }
}
