package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.E2BIG;
import static dev.xenolith.abi.call.XenErrno.EACCES;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENODATA;
import static dev.xenolith.abi.call.XenErrno.ENODEV;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.EOPNOTSUPP;
import static dev.xenolith.abi.call.XenErrno.EPERM;
import static dev.xenolith.abi.call.XenErrno.ESRCH;

import dev.xenolith.abi.call.HvmOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.call.XenoprofOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.DomctlFlags;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.hv.domain.Domain;

/**
 * Hypercalls of which nothing is built, but which Xen refuses to an ordinary domain in ways of
 * their own: platform_op, kexec_op, hypfs_op, mca, xenoprof_op, hvm_op, dm_op, and the continuation
 * of a domctl. To domain 0 they answer -ENOSYS.
 */
final class AbsentOps {
  private static final int PLATFORM_VERSION = 0x03000001;

  /** struct xen_platform_op: command, version, and a union of 128 bytes. */
  private static final int PLATFORM_BYTES = 136;

  /** struct xenoprof_init: two numbers and a name of 64 bytes. */
  private static final int XENOPROF_INIT_BYTES = 72;

  private static final int MOST_DM_BUFFERS = 3;

  /** struct xen_dm_op_buf: an address and a size, in words. */
  private static final int DM_BUFFER_WORDS = 2;

  /** The largest structure of an hvm_op whose contents do not matter here. */
  private static final int HVM_BYTES = 8;

  private AbsentOps() {}

  /** For domain 0 alone. */
  static long controlDomainOnly(HypercallContext c) {
    c.requirePrivileged();
    return ENOSYS.result();
  }

  static long platformOp(HypercallContext c) {
    ByteArrayBytes request = c.copyIn(c.arg(0), PLATFORM_BYTES);
    if (request.getU32(4) != PLATFORM_VERSION) {
      return EACCES.result();
    }
    return controlDomainOnly(c);
  }

  /** Nobody is the primary profiler, as the machine counts nothing. */
  static long xenoprofOp(HypercallContext c) {
    XenoprofOp op = XenoprofOp.of(Integer.toUnsignedLong(c.argU32(0)));
    if (op == XenoprofOp.INIT) {
      c.copyIn(c.arg(1), XENOPROF_INIT_BYTES);
      return ENODEV.result();
    }
    return (op == null ? EINVAL : EPERM).result();
  }

  /** number 49: Xen lets a domctl of paging go on by it. */
  static long pagingContinuation(HypercallContext c) {
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(0), XenDomctl.LAYOUT);
    if (XenDomctl.INTERFACE_VERSION.get(arg, 0, abi) != DomctlFlags.INTERFACE_VERSION) {
      return EOPNOTSUPP.result();
    }
    int id = XenDomctl.DOMAIN.get(arg, 0, abi);
    if (c.xen().domains().find(id) == null) {
      throw HypercallException.of(ESRCH, "there is no domain " + id);
    }
    return controlDomainOnly(c);
  }

  /** hvm_op: no domain here is fully virtualized. */
  static long hvmOp(HypercallContext c) {
    HvmOp op = HvmOp.of(Integer.toUnsignedLong(c.argU32(0)));
    if (op == null) {
      return ENOSYS.result();
    }
    return switch (op) {
      case FLUSH_TLBS, SET_EVTCHN_UPCALL_VECTOR, GUEST_REQUEST_VM_EVENT -> EINVAL.result();
      case ALTP2M -> EOPNOTSUPP.result();
      case GET_PARAM, SET_PARAM, PAGETABLE_DYING, GET_MEM_TYPE -> {
        c.domainById(c.copyIn(c.arg(1), HVM_BYTES).getU16(0));
        yield EINVAL.result();
      }
      default -> ENOSYS.result();
    };
  }

  /** dm_op: device models are for other domains, and for fully virtualized ones. */
  static long dmOp(HypercallContext c) {
    int count = c.argU32(1);
    if (Integer.compareUnsigned(count, MOST_DM_BUFFERS) > 0) {
      return E2BIG.result();
    }
    c.copyIn(c.arg(2), count * DM_BUFFER_WORDS * c.abi().wordBytes);
    if (count == 0) {
      return ENODATA.result();
    }
    return dmError(c, c.xen().domains().find(c.argU32(0) & 0xFFFF)).result();
  }

  private static XenErrno dmError(HypercallContext c, Domain target) {
    if (target == null) {
      return ESRCH;
    }
    return target == c.domain() ? EPERM : EINVAL;
  }
}
