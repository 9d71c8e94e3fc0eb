package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EBUSY;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENODATA;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.EPERM;
import static dev.xenolith.abi.call.XenErrno.ESRCH;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.DomctlFlags;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlGetvcpuinfo;
import dev.xenolith.abi.xen.XenDomctlIomemPermission;
import dev.xenolith.abi.xen.XenDomctlIoportPermission;
import dev.xenolith.abi.xen.XenDomctlNodeaffinity;
import dev.xenolith.abi.xen.XenDomctlSchedCredit;
import dev.xenolith.abi.xen.XenDomctlSchedulerOp;
import dev.xenolith.abi.xen.XenDomctlSendtrigger;
import dev.xenolith.abi.xen.XenDomctlVcpuaffinity;
import dev.xenolith.abi.xen.XenDomctlVcpucontext;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.VcpuAffinity;
import dev.xenolith.hv.domain.VcpuContext;
import dev.xenolith.hv.sched.SchedParams;
import dev.xenolith.hv.sched.Scheduler;
import dev.xenolith.hv.time.Runstate;

/** The domctls about single vCPUs, where they run, and what hardware the domain may touch. */
final class DomctlVcpuOps {
  /** The physical CPUs there are, one bit each; they are all of node 0. */
  private static final long ONLINE = 1;

  private static final long NODES = 1;

  private static final int SCHED_PUTINFO = 0;
  private static final int SCHED_GETINFO = 1;

  /** A cap that is to stay what it is. */
  private static final int SAME_CAP = 0xFFFF;

  private static final int TRIGGER_NMI = 0;
  private static final int TRIGGER_SLEEP = 4;
  private static final int IO_PORTS = 65_536;

  private DomctlVcpuOps() {}

  // ---- contexts

  static long setContext(DomctlCall d) {
    d.requireOther();
    Vcpu vcpu = d.domain().vcpu(d.get(XenDomctlVcpucontext.VCPU, XenDomctl.VCPUCONTEXT));
    if (vcpu == null) {
      throw HypercallException.of(EINVAL, d.domain() + " has no such vCPU");
    }
    long handle = d.get(XenDomctlVcpucontext.CTXT, XenDomctl.VCPUCONTEXT);
    if (handle == 0) {
      throw HypercallException.of(ENOSYS, "a vCPU cannot be reset");
    }
    // The layout is that of the domain it is for, not of the caller.
    int size = VcpuGuestContext.LAYOUT.size(d.domain().abi());
    long set = VcpuContext.set(vcpu, d.c().copyIn(handle, size));
    if (set < 0) {
      throw HypercallException.of(
          XenErrno.ofResult(set), "the context for " + vcpu + " was refused");
    }
    return 0;
  }

  static long getContext(DomctlCall d) {
    Vcpu vcpu = d.domain().vcpu(d.get(XenDomctlVcpucontext.VCPU, XenDomctl.VCPUCONTEXT));
    if (vcpu == null || vcpu == d.c().vcpu()) {
      throw HypercallException.of(EINVAL, "no vCPU, or the caller itself");
    }
    if (!vcpu.isInitialised()) {
      throw HypercallException.of(ENODATA, vcpu + " has no context yet");
    }
    long handle = d.get(XenDomctlVcpucontext.CTXT, XenDomctl.VCPUCONTEXT);
    d.c().copyOut(handle, VcpuContext.get(vcpu));
    return d.copyBack();
  }

  static long getInfo(DomctlCall d) {
    Vcpu vcpu = d.vcpu(d.get(XenDomctlGetvcpuinfo.VCPU, XenDomctl.GETVCPUINFO), EINVAL);
    long now = d.c().xen().clock().now();
    d.put(XenDomctlGetvcpuinfo.ONLINE, XenDomctl.GETVCPUINFO, vcpu.isDown() ? 0 : 1);
    d.put(XenDomctlGetvcpuinfo.BLOCKED, XenDomctl.GETVCPUINFO, vcpu.isBlocked() ? 1 : 0);
    d.put(XenDomctlGetvcpuinfo.RUNNING, XenDomctl.GETVCPUINFO, vcpu.isRunning() ? 1 : 0);
    d.put(
        XenDomctlGetvcpuinfo.CPU_TIME,
        XenDomctl.GETVCPUINFO,
        vcpu.runstate().total(Runstate.Kind.RUNNING, now));
    d.put(XenDomctlGetvcpuinfo.CPU, XenDomctl.GETVCPUINFO, 0);
    return d.copyBack();
  }

  static long sendTrigger(DomctlCall d) {
    Vcpu vcpu = d.vcpu(d.get(XenDomctlSendtrigger.VCPU, XenDomctl.SENDTRIGGER), ESRCH);
    int trigger = d.get(XenDomctlSendtrigger.TRIGGER, XenDomctl.SENDTRIGGER);
    if (trigger == TRIGGER_NMI) {
      if (!vcpu.traps().nmiPending()) {
        vcpu.traps().setNmiPending(true);
        vcpu.kick();
      }
      return 0;
    }
    // The buttons and resets of a machine that PV domains do not have.
    return (trigger > 0 && trigger <= TRIGGER_SLEEP ? EINVAL : ENOSYS).result();
  }

  // ---- affinity

  private static long hardAt(DomctlCall d) {
    return XenDomctl.VCPUAFFINITY.at(d.abi()) + XenDomctlVcpuaffinity.CPUMAP_HARD.at(d.abi());
  }

  private static long softAt(DomctlCall d) {
    return XenDomctl.VCPUAFFINITY.at(d.abi()) + XenDomctlVcpuaffinity.CPUMAP_SOFT.at(d.abi());
  }

  private static Vcpu affinityVcpu(DomctlCall d, int flags) {
    Vcpu vcpu = d.vcpu(d.get(XenDomctlVcpuaffinity.VCPU, XenDomctl.VCPUAFFINITY), EINVAL);
    boolean hardMissing =
        (flags & DomctlFlags.VCPUAFFINITY_HARD) != 0 && CtlBitmap.isNull(d.c(), d.arg(), hardAt(d));
    boolean softMissing =
        (flags & DomctlFlags.VCPUAFFINITY_SOFT) != 0 && CtlBitmap.isNull(d.c(), d.arg(), softAt(d));
    if (flags == 0 || hardMissing || softMissing) {
      throw HypercallException.of(EINVAL, "no affinity, or no map for it");
    }
    return vcpu;
  }

  static long setAffinity(DomctlCall d) {
    int flags = d.get(XenDomctlVcpuaffinity.FLAGS, XenDomctl.VCPUAFFINITY);
    VcpuAffinity affinity = affinityVcpu(d, flags).affinity();
    if ((flags & DomctlFlags.VCPUAFFINITY_FORCE) != 0) {
      affinity.setOverridden(false);
    }
    if ((flags & (DomctlFlags.VCPUAFFINITY_HARD | DomctlFlags.VCPUAFFINITY_SOFT)) != 0
        && affinity.isOverridden()) {
      throw HypercallException.of(EBUSY, "the vCPU is held on one CPU");
    }
    if ((flags & DomctlFlags.VCPUAFFINITY_HARD) != 0) {
      long hard = CtlBitmap.read(d.c(), d.arg(), hardAt(d));
      if ((hard & ONLINE) == 0) {
        throw HypercallException.of(EINVAL, "none of these CPUs is online");
      }
      affinity.setHard(hard);
      CtlBitmap.write(d.c(), d.arg(), hardAt(d), hard & ONLINE);
    }
    if ((flags & DomctlFlags.VCPUAFFINITY_SOFT) != 0) {
      affinity.setSoft(CtlBitmap.read(d.c(), d.arg(), softAt(d)));
      CtlBitmap.write(d.c(), d.arg(), softAt(d), affinity.soft() & ONLINE & affinity.hard());
    }
    return 0;
  }

  static long getAffinity(DomctlCall d) {
    int flags = d.get(XenDomctlVcpuaffinity.FLAGS, XenDomctl.VCPUAFFINITY);
    VcpuAffinity affinity = affinityVcpu(d, flags).affinity();
    if ((flags & DomctlFlags.VCPUAFFINITY_HARD) != 0) {
      CtlBitmap.write(d.c(), d.arg(), hardAt(d), affinity.hard() & ONLINE);
    }
    if ((flags & DomctlFlags.VCPUAFFINITY_SOFT) != 0) {
      CtlBitmap.write(d.c(), d.arg(), softAt(d), affinity.soft() & ONLINE);
    }
    return 0;
  }

  private static long nodesAt(DomctlCall d) {
    return XenDomctl.NODEAFFINITY.at(d.abi()) + XenDomctlNodeaffinity.NODEMAP.at(d.abi());
  }

  /** There is one node, so any map with it in it changes nothing. */
  static long setNodeAffinity(DomctlCall d) {
    long nodes = CtlBitmap.read(d.c(), d.arg(), nodesAt(d));
    return (nodes & NODES) == 0 ? EINVAL.result() : 0;
  }

  static long getNodeAffinity(DomctlCall d) {
    CtlBitmap.write(d.c(), d.arg(), nodesAt(d), NODES);
    return 0;
  }

  // ---- scheduling

  static long schedulerOp(DomctlCall d) {
    Scheduler scheduler = d.c().xen().scheduler();
    int id = d.get(XenDomctlSchedulerOp.SCHED_ID, XenDomctl.SCHEDULER_OP);
    if (id != scheduler.id()) {
      throw HypercallException.of(EINVAL, "scheduler " + id + " does not run here");
    }
    if (!(scheduler.params(d.domain().id()) instanceof SchedParams.Credit now)) {
      return EINVAL.result();
    }
    Abi abi = d.abi();
    ByteArrayBytes arg = d.arg();
    long at = XenDomctl.SCHEDULER_OP.at(abi) + XenDomctlSchedulerOp.CREDIT.at(abi);
    switch (d.get(XenDomctlSchedulerOp.CMD, XenDomctl.SCHEDULER_OP)) {
      case SCHED_GETINFO -> {
        XenDomctlSchedCredit.WEIGHT.put(arg, at, abi, now.weight());
        XenDomctlSchedCredit.CAP.put(arg, at, abi, now.cap());
      }
      case SCHED_PUTINFO -> {
        int weight = XenDomctlSchedCredit.WEIGHT.get(arg, at, abi);
        int cap = XenDomctlSchedCredit.CAP.get(arg, at, abi);
        SchedParams.Credit wanted =
            new SchedParams.Credit(
                weight == 0 ? now.weight() : weight, cap == SAME_CAP ? now.cap() : cap);
        scheduler.setParams(d.domain().id(), wanted);
      }
      default -> {
        return EINVAL.result();
      }
    }
    return d.copyBack();
  }

  // ---- permissions: the control domain has no hardware of its own to hand on

  static long iomemPermission(DomctlCall d) {
    long first = d.get(XenDomctlIomemPermission.FIRST_MFN, XenDomctl.IOMEM_PERMISSION);
    long count = d.get(XenDomctlIomemPermission.NR_MFNS, XenDomctl.IOMEM_PERMISSION);
    if (Long.compareUnsigned(first + count - 1, first) < 0) {
      return EINVAL.result();
    }
    return EPERM.result();
  }

  static long ioportPermission(DomctlCall d) {
    long first =
        Integer.toUnsignedLong(
            d.get(XenDomctlIoportPermission.FIRST_PORT, XenDomctl.IOPORT_PERMISSION));
    long count =
        Integer.toUnsignedLong(
            d.get(XenDomctlIoportPermission.NR_PORTS, XenDomctl.IOPORT_PERMISSION));
    long end = first + count & 0xFFFFFFFFL;
    return (end <= first || end > IO_PORTS ? EINVAL : EPERM).result();
  }

  static long irqPermission(DomctlCall d) {
    return EPERM.result();
  }
}
