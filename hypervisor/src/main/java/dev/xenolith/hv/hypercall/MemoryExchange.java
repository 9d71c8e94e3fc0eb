package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.MemoryFlags;
import dev.xenolith.abi.xen.XenMemoryExchange;
import dev.xenolith.abi.xen.XenMemoryReservation;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.mm.Reservations;

/**
 * XENMEM_exchange: swaps frames for others of another order or with other addresses, chunk by
 * chunk; a chunk is as much as the larger of the two orders.
 */
final class MemoryExchange {
  private final HypercallContext c;
  private final Abi abi;
  private final ByteArrayBytes arg;
  private final Side in;
  private final Side out;
  private final long exchanged;

  /** One of the two reservations. */
  private record Side(long list, long extents, int order, int flags, int domId) {
    /** Whether the frames' number does not fit. */
    boolean overflows(Abi abi) {
      long most = abi == Abi.PV32 ? 0xFFFFFFFFL : -1L;
      return Long.compareUnsigned(most >>> order, extents) < 0;
    }

    long frames() {
      return extents << order;
    }
  }

  MemoryExchange(HypercallContext c) {
    this.c = c;
    abi = c.abi();
    arg = c.copyIn(c.arg(1), XenMemoryExchange.LAYOUT);
    in = side(XenMemoryExchange.IN.at(abi));
    out = side(XenMemoryExchange.OUT.at(abi));
    exchanged = XenMemoryExchange.NR_EXCHANGED.get(arg, 0, abi);
  }

  private Side side(int base) {
    return new Side(
        XenMemoryReservation.EXTENT_START.get(arg, base, abi),
        XenMemoryReservation.NR_EXTENTS.get(arg, base, abi),
        XenMemoryReservation.EXTENT_ORDER.get(arg, base, abi),
        XenMemoryReservation.MEM_FLAGS.get(arg, base, abi),
        XenMemoryReservation.DOMID.get(arg, base, abi));
  }

  long run() {
    int most = Reservations.maxOrder(c.domain().memory());
    if (Integer.compareUnsigned(in.order, most) > 0
        || Integer.compareUnsigned(out.order, most) > 0) {
      return XenErrno.EPERM.result();
    }
    boolean bad =
        Long.compareUnsigned(exchanged, in.extents) > 0
            || in.domId != out.domId
            || in.overflows(abi)
            || out.overflows(abi)
            || in.frames() != out.frames();
    if (bad) {
      return XenErrno.EINVAL.result();
    }
    if (exchanged == in.extents) {
      return 0;
    }
    int bits = MemoryOps.addressBits(c, out.flags & ~MemoryFlags.VNODE);
    Domain domain = c.targetById(in.domId);
    return chunks(domain, bits);
  }

  private long chunks(Domain domain, int bits) {
    int inShift = Math.max(0, out.order - in.order);
    int outShift = Math.max(0, in.order - out.order);
    long first = exchanged >>> inShift;
    for (long i = first; i < in.extents >>> inShift; i++) {
      if (i != first && c.shouldPreempt()) {
        report(i << inShift);
        return c.continueLater();
      }
      long rc = chunk(domain, i, inShift, outShift, bits);
      if (rc != 0) {
        report(i << inShift);
        return rc;
      }
    }
    report(in.extents);
    return 0;
  }

  /** Tells the guest how many input extents are done. */
  private void report(long done) {
    long at = c.arg(1) + XenMemoryExchange.NR_EXCHANGED.at(abi);
    MemoryOps.putWord(c, at, 0, done);
  }

  private long chunk(Domain domain, long index, int inShift, int outShift, int bits) {
    Reservations.Exchange e = c.xen().paging().reservations().exchange(domain.memory());
    long rc;
    try {
      rc = gather(e, index, inShift, outShift, bits);
    } catch (HypercallException fault) {
      rc = fault.errno().result();
    }
    if (rc != 0) {
      e.undo(out.order);
      return rc;
    }
    e.commit();
    for (long j = 0; j < 1L << outShift; j++) {
      long at = (index << outShift) + j;
      try {
        MemoryOps.putWord(c, out.list, at, give(e, at));
      } catch (HypercallException fault) {
        rc = XenErrno.EFAULT.result();
      }
    }
    return rc;
  }

  /** The guest gets its frames even where its list cannot be read. */
  private long give(Reservations.Exchange e, long at) {
    long pfn;
    try {
      pfn = MemoryOps.getWord(c, out.list, at);
    } catch (HypercallException fault) {
      e.giveUnnamed(out.order);
      throw fault;
    }
    return e.give(pfn, out.order).raw();
  }

  private long gather(Reservations.Exchange e, long index, int inShift, int outShift, int bits) {
    for (long j = 0; j < 1L << inShift; j++) {
      long mfn = MemoryOps.getWord(c, in.list, (index << inShift) + j);
      for (long k = 0; k < 1L << in.order; k++) {
        int rc = e.steal(mfn + k);
        if (rc != 0) {
          return rc;
        }
      }
    }
    for (long j = 0; j < 1L << outShift; j++) {
      int rc = e.allocate(out.order, bits);
      if (rc != 0) {
        return rc;
      }
    }
    return 0;
  }
}
