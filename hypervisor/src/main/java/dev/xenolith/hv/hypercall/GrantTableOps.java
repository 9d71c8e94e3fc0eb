package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.EOPNOTSUPP;

import dev.xenolith.abi.call.GrantTableOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.GnttabGetStatusFrames;
import dev.xenolith.abi.xen.GnttabGetVersion;
import dev.xenolith.abi.xen.GnttabQuerySize;
import dev.xenolith.abi.xen.GnttabSetVersion;
import dev.xenolith.abi.xen.GnttabSetupTable;
import dev.xenolith.abi.xen.GrantStatus;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.grant.GrantTable;
import java.util.List;

/**
 * grant_table_op: what concerns a table as a whole; batches of entries are {@link GrantBatchOps}.
 *
 * <p>Page transfers are off, as with gnttab=transfer:false.
 */
final class GrantTableOps {
  /**
   * The operation stands in these bits; those above say where an interrupted cache_flush goes on.
   */
  private static final int OP_MASK = 0xFFF;

  private GrantTableOps() {}

  /** grant_table_op(cmd, uop, count). */
  static long call(HypercallContext c) {
    int command = c.argU32(0);
    if (c.argU32(2) < 0) {
      return EINVAL.result();
    }
    GrantTableOp op = GrantTableOp.of(command & OP_MASK);
    if ((command & ~OP_MASK) != 0 && op != GrantTableOp.CACHE_FLUSH) {
      return EINVAL.result();
    }
    if (op == null) {
      return ENOSYS.result();
    }
    return switch (op) {
      case SETUP_TABLE -> setupTable(c);
      case QUERY_SIZE -> querySize(c);
      case SET_VERSION -> setVersion(c);
      case GET_VERSION -> getVersion(c);
      case GET_STATUS_FRAMES -> getStatusFrames(c);
      case MAP_GRANT_REF -> GrantBatchOps.map(c);
      case UNMAP_GRANT_REF -> GrantBatchOps.unmap(c);
      case UNMAP_AND_REPLACE -> GrantBatchOps.unmapAndReplace(c);
      case COPY -> GrantBatchOps.copy(c);
      case SWAP_GRANT_REF -> GrantBatchOps.swap(c);
      case CACHE_FLUSH -> GrantBatchOps.cacheFlush(c);
      case TRANSFER -> EOPNOTSUPP.result();
      // 4.17 has forgotten this one; whoever calls it is used to that.
      case DUMP_TABLE -> ENOSYS.result();
    };
  }

  private static long setupTable(HypercallContext c) {
    requireOne(c);
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(1), GnttabSetupTable.LAYOUT);
    long list = GnttabSetupTable.FRAME_LIST.get(arg, 0, abi);
    int count = GnttabSetupTable.NR_FRAMES.get(arg, 0, abi);
    GuestCopy.check(abi, list, Integer.toUnsignedLong(count) * abi.wordBytes);
    GrantStatus status = GrantStatus.OKAY;
    Domain domain = findTarget(c, GnttabSetupTable.DOM.get(arg, 0, abi));
    if (domain == null) {
      status = GrantStatus.BAD_DOMAIN;
    } else if (!mayControl(c, domain)) {
      status = GrantStatus.PERMISSION_DENIED;
    } else {
      status = domain.grants().grow(count);
      if (status == GrantStatus.OKAY) {
        List<Mfn> frames = domain.grants().sharedFrames().subList(0, count);
        status = listFrames(c, list, frames, abi.wordBytes);
      } else {
        c.explain(domain.grants().refusal());
      }
    }
    return putStatus(c, GnttabSetupTable.STATUS, status);
  }

  private static GrantStatus listFrames(HypercallContext c, long list, List<Mfn> frames, int word) {
    ByteArrayBytes out = new ByteArrayBytes(frames.size() * word);
    for (int i = 0; i < frames.size(); i++) {
      long mfnRaw = frames.get(i).raw();
      if (word == Long.BYTES) {
        out.putU64((long) i * word, mfnRaw);
      } else {
        out.putU32((long) i * word, (int) mfnRaw);
      }
    }
    try {
      c.copyOut(list, out);
      return GrantStatus.OKAY;
    } catch (HypercallException e) {
      return GrantStatus.BAD_VIRT_ADDR;
    }
  }

  private static long querySize(HypercallContext c) {
    requireOne(c);
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(1), GnttabQuerySize.LAYOUT);
    Domain domain = findTarget(c, GnttabQuerySize.DOM.get(arg, 0, abi));
    GrantStatus status = GrantStatus.OKAY;
    if (domain == null) {
      status = GrantStatus.BAD_DOMAIN;
    } else if (!mayControl(c, domain)) {
      status = GrantStatus.PERMISSION_DENIED;
    } else {
      GrantTable table = domain.grants();
      GnttabQuerySize.NR_FRAMES.put(arg, 0, abi, table.sharedFrames().size());
      GnttabQuerySize.MAX_NR_FRAMES.put(arg, 0, abi, table.maxFrames());
    }
    GnttabQuerySize.STATUS.put(arg, 0, abi, status.number);
    c.copyOut(c.arg(1), arg);
    return 0;
  }

  private static long setVersion(HypercallContext c) {
    ByteArrayBytes arg = c.copyIn(c.arg(1), GnttabSetVersion.LAYOUT);
    GrantTable table = c.domain().grants();
    XenErrno error = table.setVersion(GnttabSetVersion.VERSION.get(arg, 0, c.abi()));
    GnttabSetVersion.VERSION.put(arg, 0, c.abi(), table.version());
    c.copyOut(c.arg(1), arg);
    if (error == null) {
      return 0;
    }
    c.explain(table.refusal());
    return error.result();
  }

  private static long getVersion(HypercallContext c) {
    ByteArrayBytes arg = c.copyIn(c.arg(1), GnttabGetVersion.LAYOUT);
    Domain domain = c.targetById(GnttabGetVersion.DOM.get(arg, 0, c.abi()));
    c.putU32(c.arg(1) + GnttabGetVersion.VERSION.at(c.abi()), domain.grants().version());
    return 0;
  }

  private static long getStatusFrames(HypercallContext c) {
    requireOne(c);
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(1), GnttabGetStatusFrames.LAYOUT);
    Domain domain = findTarget(c, GnttabGetStatusFrames.DOM.get(arg, 0, abi));
    GrantStatus status;
    if (domain == null) {
      status = GrantStatus.BAD_DOMAIN;
    } else if (!mayControl(c, domain)) {
      status = GrantStatus.PERMISSION_DENIED;
    } else {
      List<Mfn> frames = domain.grants().statusFrames();
      int count = GnttabGetStatusFrames.NR_FRAMES.get(arg, 0, abi);
      if (Integer.compareUnsigned(count, frames.size()) > 0) {
        c.explain("there are %d status frames".formatted(frames.size()));
        status = GrantStatus.GENERAL_ERROR;
      } else {
        long list = GnttabGetStatusFrames.FRAME_LIST.get(arg, 0, abi);
        // The list holds 64-bit numbers for every guest.
        status = listFrames(c, list, frames.subList(0, count), Long.BYTES);
      }
    }
    return putStatus(c, GnttabGetStatusFrames.STATUS, status);
  }

  private static void requireOne(HypercallContext c) {
    if (c.argU32(2) != 1) {
      throw HypercallException.of(EINVAL, "one entry at a time, not " + c.argU32(2));
    }
  }

  private static long putStatus(HypercallContext c, Field.S16 field, GrantStatus status) {
    ByteArrayBytes out = new ByteArrayBytes(Short.BYTES);
    out.putU16(0, status.number);
    c.copyOut(c.arg(1) + field.at(c.abi()), out);
    return 0;
  }

  private static Domain findTarget(HypercallContext c, int rawId) {
    return rawId == DomId.SELF.raw() ? c.domain() : c.xen().domains().find(rawId);
  }

  private static boolean mayControl(HypercallContext c, Domain domain) {
    return domain == c.domain() || c.domain().isPrivileged();
  }
}
