package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EACCES;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOENT;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.EPERM;
import static dev.xenolith.abi.call.XenErrno.ESRCH;

import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.TbufOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.SysctlFlags;
import dev.xenolith.abi.xen.XenDomctlGetdomaininfo;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlCpupoolOp;
import dev.xenolith.abi.xen.XenSysctlCreditSchedule;
import dev.xenolith.abi.xen.XenSysctlDebugKeys;
import dev.xenolith.abi.xen.XenSysctlGetdomaininfolist;
import dev.xenolith.abi.xen.XenSysctlReadconsole;
import dev.xenolith.abi.xen.XenSysctlSchedId;
import dev.xenolith.abi.xen.XenSysctlSchedulerOp;
import dev.xenolith.abi.xen.XenSysctlTbufOp;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.sched.CreditScheduler;
import dev.xenolith.hv.trace.HypervisorLog;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * sysctl: what the toolstack asks of the machine as a whole. What it is made of is {@link
 * SysctlInfoOps}.
 */
final class SysctlOps {
  private static final int CPUPOOL_INFO = 3;
  private static final int CPUPOOL_FREEINFO = 7;
  private static final int SCHED_PUTINFO = 0;
  private static final int SCHED_GETINFO = 1;

  /** The sub-operations that are there. */
  static final EnumSet<Sysctl> SUPPORTED =
      EnumSet.of(
          Sysctl.READCONSOLE,
          Sysctl.TBUF_OP,
          Sysctl.SCHED_ID,
          Sysctl.GETDOMAININFOLIST,
          Sysctl.DEBUG_KEYS,
          Sysctl.CPUPOOL_OP,
          Sysctl.SCHEDULER_OP,
          Sysctl.PHYSINFO,
          Sysctl.GETCPUINFO,
          Sysctl.AVAILHEAP,
          Sysctl.CPUTOPOINFO,
          Sysctl.NUMAINFO,
          Sysctl.GET_CPU_FEATURESET,
          Sysctl.GET_CPU_POLICY);

  private SysctlOps() {}

  /** sysctl(u_sysctl). */
  static long call(HypercallContext c) {
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(0), XenSysctl.LAYOUT);
    int version = XenSysctl.INTERFACE_VERSION.get(arg, 0, abi);
    if (version != SysctlFlags.INTERFACE_VERSION) {
      throw HypercallException.of(EACCES, "sysctl version 0x%x, not 0x15".formatted(version));
    }
    if (!c.domain().isPrivileged()) {
      throw HypercallException.of(EPERM, c.domain() + " is not privileged");
    }
    Sysctl op = Sysctl.of(Integer.toUnsignedLong(XenSysctl.CMD.get(arg, 0, abi)));
    return op == null ? ENOSYS.result() : dispatch(op, new DomctlCall(c, arg, null));
  }

  private static long dispatch(Sysctl op, DomctlCall s) {
    return switch (op) {
      case READCONSOLE -> readConsole(s);
      case TBUF_OP -> traceBuffers(s);
      case SCHED_ID -> {
        s.put(XenSysctlSchedId.SCHED_ID, XenSysctl.SCHED_ID, s.c().xen().scheduler().id());
        yield s.copyBack();
      }
      case GETDOMAININFOLIST -> domainList(s);
      case DEBUG_KEYS -> debugKeys(s);
      case CPUPOOL_OP -> cpupool(s);
      case SCHEDULER_OP -> scheduler(s);
      case PHYSINFO -> SysctlInfoOps.physinfo(s);
      case GETCPUINFO -> SysctlInfoOps.cpuinfo(s);
      case AVAILHEAP -> SysctlInfoOps.availheap(s);
      case CPUTOPOINFO -> SysctlInfoOps.cputopoinfo(s);
      case NUMAINFO -> SysctlInfoOps.numainfo(s);
      case GET_CPU_FEATURESET -> PolicyOps.machineFeatures(s);
      case GET_CPU_POLICY -> PolicyOps.machine(s);
      default -> ENOSYS.result();
    };
  }

  /** Copies the log out, from the beginning or, incrementally, from where the caller has got to. */
  private static long readConsole(DomctlCall s) {
    HypervisorLog log = s.c().xen().log();
    HypervisorLog.Text text = log.text();
    byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
    long from = 0;
    if (s.get(XenSysctlReadconsole.INCREMENTAL, XenSysctl.READCONSOLE) != 0) {
      int index = s.get(XenSysctlReadconsole.INDEX, XenSysctl.READCONSOLE);
      // Positions are 32 bits wide and wrap; the ring is far smaller than that.
      long ahead = Integer.toUnsignedLong(index - (int) text.position());
      from = ahead <= bytes.length ? ahead : 0;
    }
    long room = Integer.toUnsignedLong(s.get(XenSysctlReadconsole.COUNT, XenSysctl.READCONSOLE));
    int count = (int) Math.min(room, bytes.length - from);
    byte[] part = Arrays.copyOfRange(bytes, (int) from, (int) from + count);
    s.c().copyOut(s.get(XenSysctlReadconsole.BUFFER, XenSysctl.READCONSOLE), part, count);
    if (s.get(XenSysctlReadconsole.CLEAR, XenSysctl.READCONSOLE) != 0) {
      log.clear();
    }
    s.put(XenSysctlReadconsole.COUNT, XenSysctl.READCONSOLE, count);
    int end = (int) (text.position() + from + count);
    s.put(XenSysctlReadconsole.INDEX, XenSysctl.READCONSOLE, end);
    return s.copyBack();
  }

  /**
   * There are no trace buffers in guest-visible frames yet: none to report, to enable or to size.
   */
  private static long traceBuffers(DomctlCall s) {
    TbufOp op = TbufOp.of(Integer.toUnsignedLong(s.get(XenSysctlTbufOp.CMD, XenSysctl.TBUF_OP)));
    if (op == TbufOp.GET_INFO) {
      s.put(XenSysctlTbufOp.EVT_MASK, XenSysctl.TBUF_OP, 0);
      s.put(XenSysctlTbufOp.BUFFER_MFN, XenSysctl.TBUF_OP, 0);
      s.put(XenSysctlTbufOp.SIZE, XenSysctl.TBUF_OP, 0);
      return s.copyBack();
    }
    return (op == TbufOp.ENABLE ? EINVAL : ENOSYS).result();
  }

  private static long domainList(DomctlCall s) {
    Abi abi = s.abi();
    int first = s.get(XenSysctlGetdomaininfolist.FIRST_DOMAIN, XenSysctl.GETDOMAININFOLIST);
    int most = s.get(XenSysctlGetdomaininfolist.MAX_DOMAINS, XenSysctl.GETDOMAININFOLIST);
    long buffer = s.get(XenSysctlGetdomaininfolist.BUFFER, XenSysctl.GETDOMAININFOLIST);
    int size = XenDomctlGetdomaininfo.LAYOUT.size(abi);
    ByteArrayBytes info = new ByteArrayBytes(size);
    int count = 0;
    for (Domain domain : s.c().xen().domains().all()) {
      if (domain.id().raw() < first) {
        continue;
      }
      if (count == most) {
        break;
      }
      DomainInfoWriter.write(info, 0, abi, domain);
      s.c().copyOut(buffer + (long) count * size, info);
      count++;
    }
    s.put(XenSysctlGetdomaininfolist.NUM_DOMAINS, XenSysctl.GETDOMAININFOLIST, count);
    return s.copyBack();
  }

  private static long debugKeys(DomctlCall s) {
    long keys = s.get(XenSysctlDebugKeys.KEYS, XenSysctl.DEBUG_KEYS);
    long count = Integer.toUnsignedLong(s.get(XenSysctlDebugKeys.NR_KEYS, XenSysctl.DEBUG_KEYS));
    GuestCopy.check(s.abi(), keys, count);
    for (long i = 0; i < count; i++) {
      DebugKeys.press(s.c().xen(), (char) s.c().copyIn(keys + i, 1).getU8(0));
    }
    return 0;
  }

  /** One pool has all CPUs and all domains. */
  private static long cpupool(DomctlCall s) {
    long mapAt = XenSysctl.CPUPOOL_OP.at(s.abi()) + XenSysctlCpupoolOp.CPUMAP.at(s.abi());
    switch (s.get(XenSysctlCpupoolOp.OP, XenSysctl.CPUPOOL_OP)) {
      case CPUPOOL_INFO -> {
        if (s.get(XenSysctlCpupoolOp.CPUPOOL_ID, XenSysctl.CPUPOOL_OP) != 0) {
          return ENOENT.result();
        }
        int scheduler = s.c().xen().scheduler().id();
        s.put(XenSysctlCpupoolOp.SCHED_ID, XenSysctl.CPUPOOL_OP, scheduler);
        int domains = s.c().xen().domains().all().size();
        s.put(XenSysctlCpupoolOp.N_DOM, XenSysctl.CPUPOOL_OP, domains);
        CtlBitmap.write(s.c(), s.arg(), mapAt, SysctlInfoOps.ONLINE);
      }
      case CPUPOOL_FREEINFO -> CtlBitmap.write(s.c(), s.arg(), mapAt, 0);
      default -> {
        return ENOSYS.result();
      }
    }
    return s.copyBack();
  }

  private static long scheduler(DomctlCall s) {
    Abi abi = s.abi();
    int cmd = s.get(XenSysctlSchedulerOp.CMD, XenSysctl.SCHEDULER_OP);
    if (cmd != SCHED_GETINFO && cmd != SCHED_PUTINFO) {
      return EINVAL.result();
    }
    if (s.get(XenSysctlSchedulerOp.CPUPOOL_ID, XenSysctl.SCHEDULER_OP) != 0) {
      return ESRCH.result();
    }
    int id = s.get(XenSysctlSchedulerOp.SCHED_ID, XenSysctl.SCHEDULER_OP);
    if (id != s.c().xen().scheduler().id()
        || !(s.c().xen().scheduler() instanceof CreditScheduler credit)) {
      return EINVAL.result();
    }
    ByteArrayBytes arg = s.arg();
    long at = XenSysctl.SCHEDULER_OP.at(abi) + XenSysctlSchedulerOp.SCHED_CREDIT.at(abi);
    if (cmd == SCHED_PUTINFO) {
      int slice = XenSysctlCreditSchedule.TSLICE_MS.get(arg, at, abi);
      int rateLimit = XenSysctlCreditSchedule.RATELIMIT_US.get(arg, at, abi);
      if (!credit.setTimes(slice, rateLimit)) {
        return EINVAL.result();
      }
    }
    XenSysctlCreditSchedule.TSLICE_MS.put(arg, at, abi, credit.sliceMillis());
    XenSysctlCreditSchedule.RATELIMIT_US.put(arg, at, abi, credit.rateLimitMicros());
    XenSysctlCreditSchedule.VCPU_MIGR_DELAY_US.put(arg, at, abi, 0);
    return s.copyBack();
  }
}
