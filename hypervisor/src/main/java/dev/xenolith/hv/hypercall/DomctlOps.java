package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EACCES;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.EPERM;
import static dev.xenolith.abi.call.XenErrno.ESRCH;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.xen.DomctlFlags;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlSetVirqHandler;
import dev.xenolith.hv.domain.Domain;
import java.util.EnumSet;

/** domctl: what the toolstack does to one domain. */
final class DomctlOps {
  /** The sub-operations that are there. */
  static final EnumSet<Domctl> SUPPORTED =
      EnumSet.of(
          Domctl.CREATEDOMAIN,
          Domctl.DESTROYDOMAIN,
          Domctl.PAUSEDOMAIN,
          Domctl.UNPAUSEDOMAIN,
          Domctl.RESUMEDOMAIN,
          Domctl.GETDOMAININFO,
          Domctl.MAX_MEM,
          Domctl.MAX_VCPUS,
          Domctl.SET_ADDRESS_SIZE,
          Domctl.GET_ADDRESS_SIZE,
          Domctl.SETDOMAINHANDLE,
          Domctl.HYPERCALL_INIT,
          Domctl.SETTIMEOFFSET,
          Domctl.SETDEBUGGING,
          Domctl.SUBSCRIBE,
          Domctl.GETPAGEFRAMEINFO3,
          Domctl.SETTSCINFO,
          Domctl.GETTSCINFO,
          Domctl.SET_VIRQ_HANDLER,
          Domctl.SETVCPUCONTEXT,
          Domctl.GETVCPUCONTEXT,
          Domctl.GETVCPUINFO,
          Domctl.SETVCPUAFFINITY,
          Domctl.GETVCPUAFFINITY,
          Domctl.SETNODEAFFINITY,
          Domctl.GETNODEAFFINITY,
          Domctl.SCHEDULER_OP,
          Domctl.SENDTRIGGER,
          Domctl.IOMEM_PERMISSION,
          Domctl.IOPORT_PERMISSION,
          Domctl.IRQ_PERMISSION,
          Domctl.GET_CPU_POLICY,
          Domctl.SET_CPU_POLICY);

  private DomctlOps() {}

  /** domctl(u_domctl). */
  static long call(HypercallContext c) {
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(0), XenDomctl.LAYOUT);
    int version = XenDomctl.INTERFACE_VERSION.get(arg, 0, abi);
    if (version != DomctlFlags.INTERFACE_VERSION) {
      throw HypercallException.of(EACCES, "domctl version 0x%x, not 0x15".formatted(version));
    }
    Domctl op = Domctl.of(Integer.toUnsignedLong(XenDomctl.CMD.get(arg, 0, abi)));
    int id = DomctlCall.domainOf(arg, abi);
    Domain domain = op == Domctl.CREATEDOMAIN ? null : c.xen().domains().find(id);
    if (domain == null && op != Domctl.CREATEDOMAIN && op != Domctl.GETDOMAININFO) {
      throw HypercallException.of(ESRCH, "there is no domain " + id);
    }
    if (!c.domain().isPrivileged()) {
      throw HypercallException.of(EPERM, c.domain() + " is not privileged");
    }
    if (op == null) {
      return ENOSYS.result();
    }
    if (op == Domctl.GETDOMAININFO && domain == null) {
      domain = next(c, id);
    }
    return dispatch(op, new DomctlCall(c, arg, domain));
  }

  /** getdomaininfo of a domain that does not exist is about the next one that does. */
  private static Domain next(HypercallContext c, int id) {
    if (id >= DomId.FIRST_RESERVED) {
      throw HypercallException.of(EINVAL, "domain " + id + " is special");
    }
    for (Domain domain : c.xen().domains().all()) {
      if (domain.id().raw() > id) {
        return domain;
      }
    }
    throw HypercallException.of(ESRCH);
  }

  private static long dispatch(Domctl op, DomctlCall d) {
    return switch (op) {
      case CREATEDOMAIN -> DomctlLifeOps.create(d);
      case DESTROYDOMAIN -> DomctlLifeOps.destroy(d);
      case PAUSEDOMAIN -> DomctlLifeOps.pause(d);
      case UNPAUSEDOMAIN -> DomctlLifeOps.unpause(d);
      case RESUMEDOMAIN -> DomctlLifeOps.resume(d);
      case GETDOMAININFO -> info(d);
      case MAX_MEM -> DomctlLifeOps.maxMem(d);
      case MAX_VCPUS -> DomctlLifeOps.maxVcpus(d);
      case SET_ADDRESS_SIZE -> DomctlLifeOps.setAddressSize(d);
      case GET_ADDRESS_SIZE -> DomctlLifeOps.getAddressSize(d);
      case SETDOMAINHANDLE -> DomctlLifeOps.setHandle(d);
      case HYPERCALL_INIT -> DomctlLifeOps.hypercallInit(d);
      case SETTIMEOFFSET -> DomctlLifeOps.setTimeOffset(d);
      case SETDEBUGGING -> DomctlLifeOps.setDebugging(d);
      case SUBSCRIBE -> DomctlLifeOps.subscribe(d);
      case GETPAGEFRAMEINFO3 -> DomctlLifeOps.getPageFrameInfo(d);
      case SETTSCINFO -> DomctlLifeOps.setTscInfo(d);
      case GETTSCINFO -> DomctlLifeOps.getTscInfo(d);
      case SET_VIRQ_HANDLER -> setVirqHandler(d);
      case SETVCPUCONTEXT -> DomctlVcpuOps.setContext(d);
      case GETVCPUCONTEXT -> DomctlVcpuOps.getContext(d);
      case GETVCPUINFO -> DomctlVcpuOps.getInfo(d);
      case SETVCPUAFFINITY -> DomctlVcpuOps.setAffinity(d);
      case GETVCPUAFFINITY -> DomctlVcpuOps.getAffinity(d);
      case SETNODEAFFINITY -> DomctlVcpuOps.setNodeAffinity(d);
      case GETNODEAFFINITY -> DomctlVcpuOps.getNodeAffinity(d);
      case SCHEDULER_OP -> DomctlVcpuOps.schedulerOp(d);
      case SENDTRIGGER -> DomctlVcpuOps.sendTrigger(d);
      case IOMEM_PERMISSION -> DomctlVcpuOps.iomemPermission(d);
      case IOPORT_PERMISSION -> DomctlVcpuOps.ioportPermission(d);
      case IRQ_PERMISSION -> DomctlVcpuOps.irqPermission(d);
      case GET_CPU_POLICY -> PolicyOps.get(d);
      case SET_CPU_POLICY -> PolicyOps.set(d);
      default -> ENOSYS.result();
    };
  }

  private static long info(DomctlCall d) {
    DomainInfoWriter.write(d.arg(), XenDomctl.GETDOMAININFO.at(d.abi()), d.abi(), d.domain());
    XenDomctl.DOMAIN.put(d.arg(), 0, d.abi(), d.domain().id().raw());
    return d.copyBack();
  }

  private static long setVirqHandler(DomctlCall d) {
    int virq = d.get(XenDomctlSetVirqHandler.VIRQ, XenDomctl.SET_VIRQ_HANDLER);
    return d.c().xen().globalVirqs().setHandler(d.domain().events(), new Virq(virq));
  }
}
