package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EILSEQ;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.EOPNOTSUPP;
import static dev.xenolith.abi.call.XenErrno.EPERM;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.GrantHandle;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.abi.num.Maddr;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.trace.TraceEvent.GrantAction;
import dev.xenolith.abi.xen.GnttabCacheFlush;
import dev.xenolith.abi.xen.GnttabCopy;
import dev.xenolith.abi.xen.GnttabMapGrantRef;
import dev.xenolith.abi.xen.GnttabSwapGrantRef;
import dev.xenolith.abi.xen.GnttabUnmapAndReplace;
import dev.xenolith.abi.xen.GnttabUnmapGrantRef;
import dev.xenolith.abi.xen.GrantCopyFlags;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.grant.GrantCopy;
import dev.xenolith.hv.grant.GrantTable;
import dev.xenolith.hv.grant.UnmapBatch;

/** The grant operations that take an array of entries, each with a status of its own. */
final class GrantBatchOps {
  private static final int CACHE_CLEAN = 1;
  private static final int CACHE_INVAL = 2;

  private GrantBatchOps() {}

  /** One entry. */
  private interface Entry {
    /** Does what the entry asks and leaves the answer in it. */
    void run(ByteArrayBytes entry);
  }

  /** Does the entries in turn, as many as fit; each is written back, or of it the status alone. */
  private static long forEach(
      HypercallContext c, StructLayout layout, Field.S16 status, boolean whole, Entry body) {
    int size = layout.size(c.abi());
    int count = c.argU32(2);
    GuestCopy.check(c.abi(), c.arg(1), (long) size * count);
    ByteArrayBytes entry = new ByteArrayBytes(size);
    for (int i = 0; i < count; i++) {
      long at = c.arg(1) + (long) i * size;
      if (i != 0 && c.shouldPreempt()) {
        return c.continueLater(c.arg(0), at, count - i);
      }
      c.copyIn(at, entry.array(), size);
      body.run(entry);
      if (whole) {
        c.copyOut(at, entry);
      } else {
        int offset = status.at(c.abi());
        c.copyOut(at + offset, new ByteArrayBytes(entry.copy(offset, Short.BYTES)));
      }
    }
    return 0;
  }

  private static void explain(HypercallContext c, GrantStatus status, String why) {
    if (status != GrantStatus.OKAY) {
      c.explain(status + ": " + why);
    }
  }

  static long map(HypercallContext c) {
    return forEach(
        c, GnttabMapGrantRef.LAYOUT, GnttabMapGrantRef.STATUS, true, entry -> mapOne(c, entry));
  }

  private static void mapOne(HypercallContext c, ByteArrayBytes entry) {
    Abi abi = c.abi();
    Domain granter = c.xen().domains().find(GnttabMapGrantRef.DOM.get(entry, 0, abi));
    int flags = GnttabMapGrantRef.FLAGS.get(entry, 0, abi);
    if (granter == null) {
      boolean forNobody = !GrantTable.mapsForSomebody(flags);
      GrantStatus status = forNobody ? GrantStatus.BAD_GNTREF : GrantStatus.BAD_DOMAIN;
      GnttabMapGrantRef.STATUS.put(entry, 0, abi, status.number);
      return;
    }
    GrantTable table = c.domain().grants();
    GrantRef ref = new GrantRef(GnttabMapGrantRef.REF.get(entry, 0, abi));
    GrantTable.Mapped mapped =
        table.map(
            granter.grants(),
            ref,
            GnttabMapGrantRef.HOST_ADDR.get(entry, 0, abi),
            flags,
            new CallerMappings(c.vcpu()));
    GrantTrace.mapped(c, granter.id(), ref, flags, mapped);
    explain(c, mapped.status(), table.refusal());
    GnttabMapGrantRef.STATUS.put(entry, 0, abi, mapped.status().number);
    if (mapped.status() == GrantStatus.OKAY) {
      GnttabMapGrantRef.HANDLE.put(entry, 0, abi, mapped.handle().raw());
      GnttabMapGrantRef.DEV_BUS_ADDR.put(entry, 0, abi, mapped.frame().toMaddr().raw());
    }
  }

  /** One unmapping, as both operations spell it. */
  private record Unmap(int handle, long host, long device, long newAddress) {}

  /** Turns the entry into what it asks. */
  private interface UnmapReader {
    Unmap read(ByteArrayBytes entry);
  }

  static long unmap(HypercallContext c) {
    Abi abi = c.abi();
    return unmapAll(
        c,
        GnttabUnmapGrantRef.LAYOUT,
        GnttabUnmapGrantRef.STATUS,
        e ->
            new Unmap(
                GnttabUnmapGrantRef.HANDLE.get(e, 0, abi),
                GnttabUnmapGrantRef.HOST_ADDR.get(e, 0, abi),
                GnttabUnmapGrantRef.DEV_BUS_ADDR.get(e, 0, abi),
                0));
  }

  static long unmapAndReplace(HypercallContext c) {
    Abi abi = c.abi();
    return unmapAll(
        c,
        GnttabUnmapAndReplace.LAYOUT,
        GnttabUnmapAndReplace.STATUS,
        e ->
            new Unmap(
                GnttabUnmapAndReplace.HANDLE.get(e, 0, abi),
                GnttabUnmapAndReplace.HOST_ADDR.get(e, 0, abi),
                0,
                GnttabUnmapAndReplace.NEW_ADDR.get(e, 0, abi)));
  }

  private static long unmapAll(
      HypercallContext c, StructLayout layout, Field.S16 status, UnmapReader reader) {
    UnmapBatch batch = new UnmapBatch(new CallerMappings(c.vcpu()));
    GrantTable table = c.domain().grants();
    int[] done = new int[1];
    try {
      return forEach(
          c,
          layout,
          status,
          false,
          entry -> {
            Unmap u = reader.read(entry);
            GrantHandle handle = new GrantHandle(u.handle());
            GrantTable.Mapping before = table.mapping(handle);
            GrantStatus result = table.unmap(handle, u.host(), u.device(), u.newAddress(), batch);
            GrantTrace.unmapped(c, handle, before, result);
            explain(c, result, table.refusal());
            status.put(entry, 0, c.abi(), result.number);
            if (++done[0] % UnmapBatch.SIZE == 0) {
              batch.complete();
            }
          });
    } finally {
      // Also when an entry cannot be read: what was unmapped before it is.
      batch.complete();
    }
  }

  static long copy(HypercallContext c) {
    GrantCopy copier =
        new GrantCopy(c.xen().memory(), c.domain().grants().frames(), id -> tableOf(c, id));
    return forEach(
        c,
        GnttabCopy.LAYOUT,
        GnttabCopy.STATUS,
        false,
        entry -> {
          GrantStatus status = copyOne(c, copier, entry);
          explain(c, status, copier.refusal());
          GnttabCopy.STATUS.put(entry, 0, c.abi(), status.number);
        });
  }

  private static GrantTable tableOf(HypercallContext c, DomId id) {
    Domain domain = c.xen().domains().find(id.raw());
    return domain == null ? null : domain.grants();
  }

  private static GrantStatus copyOne(HypercallContext c, GrantCopy copier, ByteArrayBytes entry) {
    Abi abi = c.abi();
    int flags = GnttabCopy.FLAGS.get(entry, 0, abi);
    boolean fromGrant = (flags & GrantCopyFlags.SOURCE_GREF) != 0;
    boolean toGrant = (flags & GrantCopyFlags.DEST_GREF) != 0;
    int fromId = GnttabCopy.SOURCE_DOMID.get(entry, 0, abi);
    int toId = GnttabCopy.DEST_DOMID.get(entry, 0, abi);
    if (!fromGrant && fromId != DomId.SELF.raw()) {
      return GrantStatus.PERMISSION_DENIED;
    }
    Domain from = find(c, fromId);
    if (from == null) {
      return GrantStatus.BAD_DOMAIN;
    }
    if (!toGrant && toId != DomId.SELF.raw()) {
      return GrantStatus.PERMISSION_DENIED;
    }
    Domain to = find(c, toId);
    if (to == null) {
      return GrantStatus.BAD_DOMAIN;
    }
    GrantCopy.End source =
        new GrantCopy.End(
            from.grants(),
            fromGrant ? new GrantRef(GnttabCopy.SOURCE_REF.get(entry, 0, abi)) : null,
            fromGrant ? null : new Mfn(GnttabCopy.SOURCE_GMFN.get(entry, 0, abi)),
            GnttabCopy.SOURCE_OFFSET.get(entry, 0, abi));
    GrantCopy.End destination =
        new GrantCopy.End(
            to.grants(),
            toGrant ? new GrantRef(GnttabCopy.DEST_REF.get(entry, 0, abi)) : null,
            toGrant ? null : new Mfn(GnttabCopy.DEST_GMFN.get(entry, 0, abi)),
            GnttabCopy.DEST_OFFSET.get(entry, 0, abi));
    int length = GnttabCopy.LEN.get(entry, 0, abi);
    GrantStatus status = copier.copy(c.domain().grants(), source, destination, length);
    GrantTrace.copied(c, GrantAction.COPY_FROM, source, status);
    GrantTrace.copied(c, GrantAction.COPY_TO, destination, status);
    return status;
  }

  static long swap(HypercallContext c) {
    GrantTable table = c.domain().grants();
    return forEach(
        c,
        GnttabSwapGrantRef.LAYOUT,
        GnttabSwapGrantRef.STATUS,
        false,
        entry -> {
          GrantRef a = new GrantRef(GnttabSwapGrantRef.REF_A.get(entry, 0, c.abi()));
          GrantRef b = new GrantRef(GnttabSwapGrantRef.REF_B.get(entry, 0, c.abi()));
          GrantStatus status = table.swap(a, b);
          explain(c, status, table.refusal());
          GnttabSwapGrantRef.STATUS.put(entry, 0, c.abi(), status.number);
        });
  }

  /** Checks everything; there is no cache to flush. */
  static long cacheFlush(HypercallContext c) {
    int size = GnttabCacheFlush.LAYOUT.size(c.abi());
    int count = c.argU32(2);
    GuestCopy.check(c.abi(), c.arg(1), (long) size * count);
    for (int i = 0; i < count; i++) {
      long at = c.arg(1) + (long) i * size;
      if (i != 0 && c.shouldPreempt()) {
        return c.continueLater(c.arg(0), at, count - i);
      }
      flushOne(c, c.copyIn(at, GnttabCacheFlush.LAYOUT));
    }
    return 0;
  }

  private static void flushOne(HypercallContext c, ByteArrayBytes entry) {
    Abi abi = c.abi();
    int offset = GnttabCacheFlush.OFFSET.get(entry, 0, abi);
    int length = GnttabCacheFlush.LENGTH.get(entry, 0, abi);
    int op = GnttabCacheFlush.OP.get(entry, 0, abi);
    boolean inPage = offset < Mfn.PAGE_SIZE && offset + length <= Mfn.PAGE_SIZE;
    if (!inPage || (op & ~(CACHE_CLEAN | CACHE_INVAL)) != 0) {
      throw HypercallException.of(EINVAL, "bytes %d+%d, op 0x%x".formatted(offset, length, op));
    }
    if (length == 0 || op == 0) {
      if ((c.argU32(0) >>> 12) != 0) {
        throw HypercallException.of(EILSEQ);
      }
      return;
    }
    Mfn frame = new Maddr(GnttabCacheFlush.A_DEV_BUS_ADDR.get(entry, 0, abi)).toMfn();
    if (!c.xen().paging().frames().isValid(frame.raw())) {
      throw HypercallException.of(EINVAL, frame + " does not exist");
    }
    DomId ownerId = c.domain().grants().frames().owner(frame);
    Domain owner = ownerId == null ? null : c.xen().domains().find(ownerId.raw());
    if (owner == null) {
      throw HypercallException.of(EPERM, frame + " belongs to no domain");
    }
    if (owner != c.domain() && !c.domain().grants().isMappedFrom(owner.grants(), frame)) {
      throw HypercallException.of(EINVAL, frame + " is not mapped by " + c.domain());
    }
    if (op == CACHE_INVAL) {
      // x86 can only write back, or write back and invalidate.
      throw HypercallException.of(EOPNOTSUPP);
    }
  }

  private static Domain find(HypercallContext c, int rawId) {
    return rawId == DomId.SELF.raw() ? c.domain() : c.xen().domains().find(rawId);
  }
}
