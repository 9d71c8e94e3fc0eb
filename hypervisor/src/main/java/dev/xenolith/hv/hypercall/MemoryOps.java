package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.MemoryOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.MemoryFlags;
import dev.xenolith.abi.xen.XenMemoryReservation;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.mm.DirectPaging;
import dev.xenolith.hv.mm.DomainMemory;
import dev.xenolith.hv.mm.Reservations;

/** memory_op: pages for domains and from them, and questions about memory. */
final class MemoryOps {
  /** Where the count of finished extents begins in the first argument of a continued call. */
  private static final int EXTENT_SHIFT = 6;

  private static final int COMMAND_MASK = (1 << EXTENT_SHIFT) - 1;
  private static final long MOST_EXTENTS = 0xFFFFFFFFL >>> EXTENT_SHIFT;
  private static final int MAX_NODES = 64;

  /** struct xen_pod_target (memory.h), of which only the last field matters to us: domid. */
  private static final int POD_TARGET_BYTES = 40;

  private static final int POD_TARGET_DOMID = 32;

  private MemoryOps() {}

  static long memoryOp(HypercallContext c) {
    MemoryOp op = MemoryOp.of(c.arg(0) & COMMAND_MASK);
    long start = c.arg(0) >>> EXTENT_SHIFT;
    if (op == null) {
      return XenErrno.ENOSYS.result();
    }
    switch (op) {
      case INCREASE_RESERVATION, DECREASE_RESERVATION, POPULATE_PHYSMAP -> {
        return reservation(c, op, start);
      }
      case ACQUIRE_RESOURCE -> {
        return MemoryQueries.acquireResource(c, start);
      }
      default -> {
        return start == 0 ? unextended(c, op) : XenErrno.EINVAL.result();
      }
    }
  }

  private static long unextended(HypercallContext c, MemoryOp op) {
    return switch (op) {
      case EXCHANGE -> new MemoryExchange(c).run();
      case MAXIMUM_RAM_PAGE -> c.xen().paging().frames().frames();
      case CURRENT_RESERVATION -> queried(c).memory().totalPages();
      case MAXIMUM_RESERVATION -> queried(c).memory().maxPages();
      case MAXIMUM_GPFN -> MemoryQueries.maximumGpfn(c, queried(c));
      case MEMORY_MAP -> MemoryQueries.memoryMap(c);
      case SET_MEMORY_MAP -> MemoryQueries.setMemoryMap(c);
      case MACHINE_MEMORY_MAP -> MemoryQueries.machineMemoryMap(c);
      case MACHPHYS_MAPPING -> MemoryQueries.machphysMapping(c);
      case MACHPHYS_MFN_LIST -> MemoryQueries.machphysMfnList(c, c.abi() == Abi.PV32);
      case MACHPHYS_COMPAT_MFN_LIST -> MemoryQueries.machphysMfnList(c, true);
      case CLAIM_PAGES ->
          // The compatibility layer of Xen does not know this one.
          c.abi() == Abi.PV32 ? XenErrno.ENOSYS.result() : MemoryQueries.claimPages(c);
      case GET_SHARING_FREED_PAGES, GET_SHARING_SHARED_PAGES -> 0;
      // A PV guest has no physical address space that the hypervisor could map things into.
      case ADD_TO_PHYSMAP, ADD_TO_PHYSMAP_BATCH, REMOVE_FROM_PHYSMAP -> {
        queried(c);
        yield XenErrno.EACCES.result();
      }
      case SET_POD_TARGET, GET_POD_TARGET -> {
        c.domainById(c.copyIn(c.arg(1), POD_TARGET_BYTES).getU16(POD_TARGET_DOMID));
        yield XenErrno.EINVAL.result();
      }
      case GET_VNUMAINFO -> {
        queried(c);
        yield XenErrno.EOPNOTSUPP.result();
      }
      default -> XenErrno.ENOSYS.result();
    };
  }

  private static Domain queried(HypercallContext c) {
    return c.targetById(c.copyIn(c.arg(1), 2).getU16(0));
  }

  /** A reservation as the caller gave it. */
  private record Extents(
      MemoryOp op, DomainMemory domain, long list, long count, int order, int addressBits) {}

  /** Answers how many extents are done, whatever stopped it. */
  private static long reservation(HypercallContext c, MemoryOp op, long start) {
    Extents e;
    try {
      e = extents(c, op, start);
    } catch (HypercallException ex) {
      if (ex.isExplained()) {
        c.explain(ex.errno() + ": " + ex.getMessage());
      }
      return start;
    }
    boolean needsList = op != MemoryOp.INCREASE_RESERVATION;
    int most = Reservations.maxOrder(c.domain().memory());
    if (Integer.compareUnsigned(e.order(), most) > 0 || needsList && e.list() == 0) {
      c.explain("extents of order %d: this caller's limit is %d".formatted(e.order(), most));
      return start;
    }
    long done = start;
    while (done < e.count()) {
      if (done != start && c.shouldPreempt()) {
        return c.continueLater(op.number | done << EXTENT_SHIFT);
      }
      if (!oneExtent(c, e, done)) {
        break;
      }
      done++;
    }
    return done;
  }

  private static Extents extents(HypercallContext c, MemoryOp op, long start) {
    ByteArrayBytes r = c.copyIn(c.arg(1), XenMemoryReservation.LAYOUT);
    Abi abi = c.abi();
    long count = XenMemoryReservation.NR_EXTENTS.get(r, 0, abi);
    if (Long.compareUnsigned(count, MOST_EXTENTS) > 0 || start >= count) {
      throw HypercallException.of(XenErrno.EINVAL);
    }
    int flags = XenMemoryReservation.MEM_FLAGS.get(r, 0, abi);
    Domain domain = c.targetById(XenMemoryReservation.DOMID.get(r, 0, abi));
    return new Extents(
        op,
        domain.memory(),
        XenMemoryReservation.EXTENT_START.get(r, 0, abi),
        count,
        XenMemoryReservation.EXTENT_ORDER.get(r, 0, abi),
        addressBits(c, flags));
  }

  /** The address bits in memory flags; also checks the node in them. */
  static int addressBits(HypercallContext c, int flags) {
    int bits =
        c.xen().paging().reservations().usefulAddressBits(flags & MemoryFlags.ADDRESS_BITS_MASK);
    if (bits != 0 && bits <= Mfn.PAGE_SHIFT) {
      throw HypercallException.of(XenErrno.EINVAL, "no frame has so few address bits");
    }
    checkNode(c, flags);
    return bits;
  }

  static void checkNode(HypercallContext c, int flags) {
    int node = ((flags >>> MemoryFlags.NODE_SHIFT) - 1) & 0xFF;
    boolean exact = (flags & MemoryFlags.EXACT_NODE_REQUEST) != 0;
    if (node == 0xFF || (flags & MemoryFlags.VNODE) != 0) {
      return;
    }
    if (c.domain().isPrivileged() ? node >= MAX_NODES || exact && node != 0 : exact) {
      throw HypercallException.of(XenErrno.EINVAL, "node " + node + " cannot be asked for");
    }
  }

  private static boolean oneExtent(HypercallContext c, Extents e, long index) {
    try {
      return switch (e.op()) {
        case INCREASE_RESERVATION -> increase(c, e, index);
        case POPULATE_PHYSMAP -> populate(c, e, index);
        default -> decrease(c, e, index);
      };
    } catch (HypercallException ex) {
      if (ex.isExplained()) {
        c.explain(ex.errno() + ": " + ex.getMessage());
      }
      return false;
    }
  }

  private static boolean increase(HypercallContext c, Extents e, long index) {
    Reservations reservations = c.xen().paging().reservations();
    Mfn first = reservations.increase(e.domain(), e.order(), e.addressBits());
    if (first != null && e.list() != 0) {
      putWord(c, e.list(), index, first.raw());
    }
    return first != null;
  }

  private static boolean populate(HypercallContext c, Extents e, long index) {
    long pfn = getWord(c, e.list(), index);
    Reservations reservations = c.xen().paging().reservations();
    Mfn first = reservations.populate(e.domain(), pfn, e.order(), e.addressBits());
    if (first != null) {
      putWord(c, e.list(), index, first.raw());
    }
    return first != null;
  }

  private static boolean decrease(HypercallContext c, Extents e, long index) {
    long mfn = getWord(c, e.list(), index);
    DirectPaging paging = c.xen().paging();
    for (long i = 0; i < 1L << e.order(); i++) {
      if (paging.reservations().remove(e.domain(), mfn + i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Element {@code index} of an array of xen_pfn_t. */
  static long getWord(HypercallContext c, long handle, long index) {
    return c.getWord(handle + index * c.abi().wordBytes);
  }

  /** Sets element {@code index} of an array of xen_pfn_t. */
  static void putWord(HypercallContext c, long handle, long index, long value) {
    c.putWord(handle + index * c.abi().wordBytes, value);
  }
}
