package dev.xenolith.dom0.ctrl;

import dev.xenolith.abi.call.Domctl;
import dev.xenolith.abi.call.Sysctl;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.abi.xen.DomctlFlags;
import dev.xenolith.abi.xen.XenDomctl;
import dev.xenolith.abi.xen.XenDomctlSchedCredit;
import dev.xenolith.abi.xen.XenDomctlSchedulerOp;
import dev.xenolith.abi.xen.XenDomctlVcpuaffinity;
import dev.xenolith.abi.xen.XenSysctl;
import dev.xenolith.abi.xen.XenSysctlCpupoolOp;
import dev.xenolith.abi.xen.XenSysctlCreditSchedule;
import dev.xenolith.abi.xen.XenSysctlSchedulerOp;
import dev.xenolith.abi.xen.XenctlBitmap;
import dev.xenolith.dom0.kernel.Arguments;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Hypercalls;
import java.util.Optional;

/** Who runs where and how much: CPU pools, the scheduler's parameters, affinities. */
public final class Scheduling {
  private static final Abi ABI = Abi.PV64;

  /** XEN_SCHEDULER_CREDIT (domctl.h). */
  public static final int CREDIT = 5;

  private static final int PUTINFO = 0;
  private static final int GETINFO = 1;
  private static final int CPUPOOL_INFO = 3;

  /** Bitmaps of CPUs have so many bits here: more than there are CPUs. */
  private static final int BITS = 64;

  private final Hypercalls hypercalls;
  private final Domctls domctls;
  private final Sysctls sysctls;

  /** Asks through these hypercalls. */
  public Scheduling(Hypercalls hypercalls) {
    this.hypercalls = hypercalls;
    domctls = new Domctls(hypercalls);
    sysctls = new Sysctls(hypercalls);
  }

  /**
   * A pool of CPUs (xen_sysctl_cpupool_op).
   *
   * @param schedulerId XEN_SCHEDULER_*
   * @param domains domains in it
   * @param cpus its CPUs, one bit each
   */
  public record CpuPool(int id, int schedulerId, int domains, long cpus) {}

  /** The pool of this number or the next one above it; empty where there is none. */
  public Optional<CpuPool> poolFrom(int id) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long bitmap = scope.bytes(BITS / 8);
      CpuPool[] pool = new CpuPool[1];
      sysctls.call(
          scope,
          Sysctl.CPUPOOL_OP,
          XenSysctl.CPUPOOL_OP.at(ABI),
          (m, at, done) -> {
            if (done) {
              pool[0] =
                  new CpuPool(
                      XenSysctlCpupoolOp.CPUPOOL_ID.get(m, at, ABI),
                      XenSysctlCpupoolOp.SCHED_ID.get(m, at, ABI),
                      XenSysctlCpupoolOp.N_DOM.get(m, at, ABI),
                      m.getU64(bitmap));
            } else {
              XenSysctlCpupoolOp.OP.put(m, at, ABI, CPUPOOL_INFO);
              XenSysctlCpupoolOp.CPUPOOL_ID.put(m, at, ABI, id);
              putBitmap(m, at + XenSysctlCpupoolOp.CPUMAP.at(ABI), bitmap);
            }
          });
      return Optional.of(pool[0]);
    } catch (HypercallFailedException e) {
      if (e.errno() == XenErrno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void putBitmap(GuestBytes m, long at, long bitmap) {
    XenctlBitmap.BITMAP.put(m, at, ABI, bitmap);
    XenctlBitmap.NR_BITS.put(m, at, ABI, BITS);
  }

  /** A pool's parameters under the credit scheduler. */
  public record PoolCredit(int sliceMillis, int rateLimitMicros, int migrationDelayMicros) {}

  /** Asks for a pool's parameters. */
  public PoolCredit poolCredit(int pool) throws HypercallFailedException {
    return poolCredit(pool, GETINFO, new PoolCredit(0, 0, 0));
  }

  /** Sets a pool's parameters. */
  public void setPoolCredit(int pool, PoolCredit wanted) throws HypercallFailedException {
    poolCredit(pool, PUTINFO, wanted);
  }

  private PoolCredit poolCredit(int pool, int command, PoolCredit given)
      throws HypercallFailedException {
    PoolCredit[] now = new PoolCredit[1];
    int credit = XenSysctlSchedulerOp.SCHED_CREDIT.at(ABI);
    try (Arguments.Scope scope = hypercalls.open()) {
      sysctls.call(
          scope,
          Sysctl.SCHEDULER_OP,
          XenSysctl.SCHEDULER_OP.at(ABI),
          (m, at, done) -> {
            if (done) {
              now[0] =
                  new PoolCredit(
                      XenSysctlCreditSchedule.TSLICE_MS.get(m, at + credit, ABI),
                      XenSysctlCreditSchedule.RATELIMIT_US.get(m, at + credit, ABI),
                      XenSysctlCreditSchedule.VCPU_MIGR_DELAY_US.get(m, at + credit, ABI));
            } else {
              XenSysctlSchedulerOp.CPUPOOL_ID.put(m, at, ABI, pool);
              XenSysctlSchedulerOp.SCHED_ID.put(m, at, ABI, CREDIT);
              XenSysctlSchedulerOp.CMD.put(m, at, ABI, command);
              XenSysctlCreditSchedule.TSLICE_MS.put(m, at + credit, ABI, given.sliceMillis());
              XenSysctlCreditSchedule.RATELIMIT_US.put(
                  m, at + credit, ABI, given.rateLimitMicros());
              XenSysctlCreditSchedule.VCPU_MIGR_DELAY_US.put(
                  m, at + credit, ABI, given.migrationDelayMicros());
            }
          });
    }
    return now[0];
  }

  /** A domain's share under the credit scheduler. */
  public record DomainCredit(int weight, int cap) {}

  /** Asks for a domain's share. */
  public DomainCredit credit(DomId domid) throws HypercallFailedException {
    return credit(domid, GETINFO, new DomainCredit(0, 0));
  }

  /** Sets a domain's share. */
  public void setCredit(DomId domid, DomainCredit wanted) throws HypercallFailedException {
    credit(domid, PUTINFO, wanted);
  }

  private DomainCredit credit(DomId domid, int command, DomainCredit given)
      throws HypercallFailedException {
    int credit = XenDomctlSchedulerOp.CREDIT.at(ABI);
    int member = XenDomctl.SCHEDULER_OP.at(ABI);
    return domctls.call(
        Domctl.SCHEDULER_OP,
        domid,
        member,
        (m, at) -> {
          XenDomctlSchedulerOp.SCHED_ID.put(m, at, ABI, CREDIT);
          XenDomctlSchedulerOp.CMD.put(m, at, ABI, command);
          XenDomctlSchedCredit.WEIGHT.put(m, at + credit, ABI, given.weight());
          XenDomctlSchedCredit.CAP.put(m, at + credit, ABI, given.cap());
        },
        (m, at) ->
            new DomainCredit(
                XenDomctlSchedCredit.WEIGHT.get(m, at + member + credit, ABI),
                XenDomctlSchedCredit.CAP.get(m, at + member + credit, ABI)));
  }

  /** On which CPUs a vCPU may run, and on which it had better; one bit for each CPU. */
  public record Affinity(long hard, long soft) {}

  /** Asks for a vCPU's affinities. */
  public Affinity affinity(DomId domid, VcpuId vcpu) throws HypercallFailedException {
    try (Arguments.Scope scope = hypercalls.open()) {
      long hard = scope.bytes(BITS / 8);
      long soft = scope.bytes(BITS / 8);
      int both = DomctlFlags.VCPUAFFINITY_HARD | DomctlFlags.VCPUAFFINITY_SOFT;
      affinity(Domctl.GETVCPUAFFINITY, domid, vcpu, both, hard, soft);
      return new Affinity(scope.memory().getU64(hard), scope.memory().getU64(soft));
    }
  }

  /**
   * Sets a vCPU's affinities; those that are empty stay what they are.
   *
   * @param force even where the domain holds the vCPU on a CPU of its own choice
   */
  public void setAffinity(
      DomId domid, VcpuId vcpu, Optional<Long> hard, Optional<Long> soft, boolean force)
      throws HypercallFailedException {
    int flags =
        (hard.isPresent() ? DomctlFlags.VCPUAFFINITY_HARD : 0)
            | (soft.isPresent() ? DomctlFlags.VCPUAFFINITY_SOFT : 0)
            | (force ? DomctlFlags.VCPUAFFINITY_FORCE : 0);
    try (Arguments.Scope scope = hypercalls.open()) {
      long hardAt = scope.bytes(BITS / 8);
      long softAt = scope.bytes(BITS / 8);
      scope.memory().putU64(hardAt, hard.orElse(0L));
      scope.memory().putU64(softAt, soft.orElse(0L));
      affinity(Domctl.SETVCPUAFFINITY, domid, vcpu, flags, hardAt, softAt);
    }
  }

  private void affinity(Domctl command, DomId domid, VcpuId vcpu, int flags, long hard, long soft)
      throws HypercallFailedException {
    domctls.call(
        command,
        domid,
        XenDomctl.VCPUAFFINITY.at(ABI),
        (m, at) -> {
          XenDomctlVcpuaffinity.VCPU.put(m, at, ABI, vcpu.raw());
          XenDomctlVcpuaffinity.FLAGS.put(m, at, ABI, flags);
          putBitmap(m, at + XenDomctlVcpuaffinity.CPUMAP_HARD.at(ABI), hard);
          putBitmap(m, at + XenDomctlVcpuaffinity.CPUMAP_SOFT.at(ABI), soft);
        },
        (m, at) -> null);
  }
}
