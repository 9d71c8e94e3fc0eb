package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EBUSY;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOSPC;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.EPERM;
import static dev.xenolith.abi.call.XenErrno.ESRCH;

import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.SchedPinOverride;
import dev.xenolith.abi.xen.SchedPoll;
import dev.xenolith.abi.xen.SchedRemoteShutdown;
import dev.xenolith.abi.xen.SchedShutdown;
import dev.xenolith.abi.xen.SchedWatchdog;
import dev.xenolith.hv.domain.Domain;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.time.Watchdogs;

/** sched_op: how a vCPU gives the processor away, and how a domain stops. */
final class SchedOps {
  private static final int MAX_POLLED_PORTS = 128;

  /** More physical CPUs than any machine has (NR_CPUS of a stock build). */
  private static final int MAX_CPUS = 256;

  private static final int ONLINE_CPUS = 1;

  private SchedOps() {}

  /** sched_op(cmd, arg). */
  static long call(HypercallContext c) {
    return dispatch(c, SchedOp.of(c.argU32(0)));
  }

  /**
   * sched_op_compat(cmd, arg): the first three operations, of which shutdown takes the reason
   * itself as argument.
   */
  static long callCompat(HypercallContext c) {
    SchedOp op = SchedOp.of(c.argU32(0));
    if (op == SchedOp.SHUTDOWN) {
      shutDown(c, reason(c, c.argU32(1)));
      return 0;
    }
    return op == SchedOp.YIELD || op == SchedOp.BLOCK ? dispatch(c, op) : ENOSYS.result();
  }

  private static long dispatch(HypercallContext c, SchedOp op) {
    if (op == null) {
      return ENOSYS.result();
    }
    return switch (op) {
      case YIELD -> giveWay(c);
      case BLOCK -> block(c);
      case SHUTDOWN -> {
        shutDown(c, reason(c, shutdownArg(c)));
        yield 0;
      }
      case SHUTDOWN_CODE -> {
        c.domain().announceShutdown(reason(c, shutdownArg(c)));
        yield 0;
      }
      case POLL -> poll(c);
      case REMOTE_SHUTDOWN -> remoteShutdown(c);
      case WATCHDOG -> watchdog(c);
      case PIN_OVERRIDE -> pinOverride(c);
    };
  }

  private static long giveWay(HypercallContext c) {
    c.xen().scheduler().yield(c.vcpu());
    c.xen().requestReschedule();
    return 0;
  }

  private static long block(HypercallContext c) {
    c.vcpu().block();
    return 0;
  }

  private static void shutDown(HypercallContext c, ShutdownReason reason) {
    if (reason == ShutdownReason.CRASH) {
      c.domain().crashedByItself(c.vcpu());
    } else {
      c.domain().shutdown(reason);
    }
  }

  private static int shutdownArg(HypercallContext c) {
    return SchedShutdown.REASON.get(c.copyIn(c.arg(1), SchedShutdown.LAYOUT), 0, c.abi());
  }

  /** A reason nobody knows is a crash: nothing else is known to have gone well. */
  private static ShutdownReason reason(HypercallContext c, int code) {
    ShutdownReason reason = ShutdownReason.of(code & 0xFF);
    if (reason == null) {
      c.explain("shutdown reason " + (code & 0xFF) + " is unknown and taken for a crash");
      return ShutdownReason.CRASH;
    }
    return reason;
  }

  private static long poll(HypercallContext c) {
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(1), SchedPoll.LAYOUT);
    int count = SchedPoll.NR_PORTS.get(arg, 0, abi);
    if (Integer.compareUnsigned(count, MAX_POLLED_PORTS) > 0) {
      throw HypercallException.of(EINVAL, "at most " + MAX_POLLED_PORTS + " ports are polled");
    }
    Vcpu vcpu = c.vcpu();
    if (vcpu.upcallPending() != 0 && vcpu.upcallMask() == 0) {
      return 0;
    }
    ByteArrayBytes list = c.copyIn(SchedPoll.PORTS.get(arg, 0, abi), count * Integer.BYTES);
    int[] ports = new int[count];
    for (int i = 0; i < count; i++) {
      ports[i] = list.getU32((long) i * Integer.BYTES);
    }
    long polled = c.domain().events().poll(vcpu.id(), ports);
    if (polled < 0) {
      throw HypercallException.of(XenErrno.ofResult(polled), c.domain().events().refusal());
    }
    if (polled == 0) {
      long timeout = SchedPoll.TIMEOUT.get(arg, 0, abi);
      if (timeout != 0) {
        vcpu.timers().setPollTimeout(timeout);
      }
      vcpu.setBlocked(true);
    }
    return 0;
  }

  private static long remoteShutdown(HypercallContext c) {
    ByteArrayBytes arg = c.copyIn(c.arg(1), SchedRemoteShutdown.LAYOUT);
    int id = SchedRemoteShutdown.DOMAIN_ID.get(arg, 0, c.abi());
    Domain domain = c.xen().domains().find(id);
    if (domain == null) {
      throw HypercallException.of(ESRCH, "there is no domain " + id);
    }
    c.requirePrivileged();
    domain.shutdown(reason(c, SchedRemoteShutdown.REASON.get(arg, 0, c.abi())));
    return 0;
  }

  private static long watchdog(HypercallContext c) {
    ByteArrayBytes arg = c.copyIn(c.arg(1), SchedWatchdog.LAYOUT);
    int id = SchedWatchdog.ID.get(arg, 0, c.abi());
    long seconds = Integer.toUnsignedLong(SchedWatchdog.TIMEOUT.get(arg, 0, c.abi()));
    Watchdogs watchdogs = c.domain().watchdogs();
    if (id == 0) {
      int started = watchdogs.start(seconds);
      // Xen computes this answer in 32 bits without a sign.
      return started == Watchdogs.NONE_FREE
          ? Integer.toUnsignedLong((int) ENOSPC.result())
          : started;
    }
    if (!watchdogs.isInUse(id)) {
      throw HypercallException.of(EINVAL, "watchdog " + id + " is not in use");
    }
    watchdogs.restart(id, seconds);
    return 0;
  }

  private static long pinOverride(HypercallContext c) {
    if (!c.domain().isPrivileged()) {
      throw HypercallException.of(EPERM, c.domain() + " is not the hardware domain");
    }
    ByteArrayBytes arg = c.copyIn(c.arg(1), SchedPinOverride.LAYOUT);
    int cpu = SchedPinOverride.PCPU.get(arg, 0, c.abi());
    boolean overridden = c.vcpu().affinity().isOverridden();
    if (cpu >= MAX_CPUS || cpu < 0 && !overridden) {
      return EINVAL.result();
    }
    if (cpu >= 0 && overridden) {
      return EBUSY.result();
    }
    if (cpu >= ONLINE_CPUS) {
      return EINVAL.result();
    }
    c.vcpu().affinity().setOverridden(cpu >= 0);
    return 0;
  }
}
