package dev.xenolith.hv.hypercall;

import static dev.xenolith.abi.call.XenErrno.EEXIST;
import static dev.xenolith.abi.call.XenErrno.EINVAL;
import static dev.xenolith.abi.call.XenErrno.ENOENT;
import static dev.xenolith.abi.call.XenErrno.ENOSYS;
import static dev.xenolith.abi.call.XenErrno.ENXIO;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.VcpuOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.VcpuInfo;
import dev.xenolith.abi.xen.VcpuRegisterRunstateMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterTimeMemoryArea;
import dev.xenolith.abi.xen.VcpuRegisterVcpuInfo;
import dev.xenolith.abi.xen.VcpuRunstateInfo;
import dev.xenolith.abi.xen.VcpuSetPeriodicTimer;
import dev.xenolith.abi.xen.VcpuSetSingleshotTimer;
import dev.xenolith.abi.xen.VcpuTimeInfo;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.VcpuContext;
import dev.xenolith.hv.time.VcpuTimers;
import java.util.concurrent.TimeUnit;

/** vcpu_op: the caller's own vCPUs. */
final class VcpuOps {
  private static final long SHORTEST_PERIOD = TimeUnit.MILLISECONDS.toNanos(1);

  /** STIME_DELTA_MAX: about 146 years. */
  private static final long LONGEST_PERIOD = Long.MAX_VALUE >>> 1;

  private VcpuOps() {}

  /** vcpu_op(cmd, vcpuid, extra_args). */
  static long call(HypercallContext c) {
    Vcpu vcpu = c.domain().vcpu(c.argU32(1));
    if (vcpu == null) {
      return ENOENT.result();
    }
    VcpuOp op = VcpuOp.of(c.argU32(0));
    if (op == null) {
      return ENOSYS.result();
    }
    VcpuTimers timers = vcpu.timers();
    return switch (op) {
      case INITIALISE -> initialise(c, vcpu);
      case UP -> up(vcpu);
      case DOWN -> down(c, vcpu);
      case IS_UP -> vcpu.isDown() ? 0 : 1;
      case GET_RUNSTATE_INFO -> {
        c.copyOut(c.arg(2), vcpu.runstate().layOutAt(c.abi(), c.xen().clock().now()));
        yield 0;
      }
      case REGISTER_RUNSTATE_MEMORY_AREA -> registerRunstate(c, vcpu);
      case REGISTER_VCPU_TIME_MEMORY_AREA -> registerTime(c, vcpu);
      case REGISTER_VCPU_INFO -> registerInfo(c, vcpu);
      case SET_PERIODIC_TIMER -> setPeriodic(c, timers);
      case STOP_PERIODIC_TIMER -> {
        timers.setPeriod(0);
        yield 0;
      }
      case SET_SINGLESHOT_TIMER -> setSingleshot(c, vcpu);
      case STOP_SINGLESHOT_TIMER -> {
        requireCurrent(c, vcpu);
        timers.stopSingleshot();
        yield 0;
      }
      case SEND_NMI -> sendNmi(c, vcpu);
      // Only for vCPUs of the hardware domain pinned at boot, of which there are none.
      case GET_PHYSID -> EINVAL.result();
    };
  }

  private static void requireCurrent(HypercallContext c, Vcpu vcpu) {
    if (vcpu != c.vcpu()) {
      throw HypercallException.of(EINVAL, vcpu + " is not the caller");
    }
  }

  private static long initialise(HypercallContext c, Vcpu vcpu) {
    if (!vcpu.info().isUsable()) {
      throw HypercallException.of(EINVAL, vcpu + " has no vcpu_info yet");
    }
    ByteArrayBytes context = c.copyIn(c.arg(2), VcpuGuestContext.LAYOUT);
    if (vcpu.isInitialised()) {
      return EEXIST.result();
    }
    long set = VcpuContext.set(vcpu, context);
    if (set < 0) {
      throw HypercallException.of(
          XenErrno.ofResult(set), "the context for " + vcpu + " was refused");
    }
    return 0;
  }

  private static long up(Vcpu vcpu) {
    if (!vcpu.isInitialised()) {
      return EINVAL.result();
    }
    vcpu.setDown(false);
    return 0;
  }

  /** The last vCPU that goes down takes the domain with it. */
  private static long down(HypercallContext c, Vcpu vcpu) {
    boolean last = true;
    for (Vcpu other : c.domain().vcpus()) {
      last &= other == vcpu || other.isDown();
    }
    if (last) {
      c.domain().shutdown(ShutdownReason.POWEROFF);
    } else {
      vcpu.setDown(true);
    }
    return 0;
  }

  private static long setPeriodic(HypercallContext c, VcpuTimers timers) {
    ByteArrayBytes arg = c.copyIn(c.arg(2), VcpuSetPeriodicTimer.LAYOUT);
    long period = VcpuSetPeriodicTimer.PERIOD_NS.get(arg, 0, c.abi());
    if (period < SHORTEST_PERIOD || period > LONGEST_PERIOD) {
      throw HypercallException.of(EINVAL, "a period of " + Long.toUnsignedString(period) + " ns");
    }
    timers.setPeriod(period);
    return 0;
  }

  private static long setSingleshot(HypercallContext c, Vcpu vcpu) {
    requireCurrent(c, vcpu);
    ByteArrayBytes arg = c.copyIn(c.arg(2), VcpuSetSingleshotTimer.LAYOUT);
    long deadline = VcpuSetSingleshotTimer.TIMEOUT_ABS_NS.get(arg, 0, c.abi());
    vcpu.traceTimer(deadline);
    vcpu.timers().setSingleshot(deadline);
    return 0;
  }

  private static long registerRunstate(HypercallContext c, Vcpu vcpu) {
    ByteArrayBytes arg = c.copyIn(c.arg(2), VcpuRegisterRunstateMemoryArea.LAYOUT);
    long linear = VcpuRegisterRunstateMemoryArea.ADDR_V.get(arg, 0, c.abi());
    checkArea(c, linear, VcpuRunstateInfo.LAYOUT);
    vcpu.areas().setRunstate(linear);
    // The first contents come from the caller's address space, whichever vCPU it is about.
    ByteArrayBytes now =
        vcpu == c.vcpu()
            ? vcpu.runstate().layOut(c.abi(), false)
            : vcpu.runstate().layOutAt(c.abi(), c.xen().clock().now());
    c.vcpu().linear().write(linear, now.array(), 0, now.array().length);
    return 0;
  }

  private static long registerTime(HypercallContext c, Vcpu vcpu) {
    ByteArrayBytes arg = c.copyIn(c.arg(2), VcpuRegisterTimeMemoryArea.LAYOUT);
    long linear = VcpuRegisterTimeMemoryArea.ADDR_V.get(arg, 0, c.abi());
    checkArea(c, linear, VcpuTimeInfo.LAYOUT);
    vcpu.areas().setTime(linear);
    vcpu.time().publish(true);
    return 0;
  }

  private static void checkArea(HypercallContext c, long linear, StructLayout layout) {
    if (linear != 0) {
      GuestCopy.check(c.abi(), linear, layout.size(c.abi()));
    }
  }

  private static long registerInfo(HypercallContext c, Vcpu vcpu) {
    Abi abi = c.abi();
    ByteArrayBytes arg = c.copyIn(c.arg(2), VcpuRegisterVcpuInfo.LAYOUT);
    long mfnRaw = VcpuRegisterVcpuInfo.MFN.get(arg, 0, abi);
    long offset = Integer.toUnsignedLong(VcpuRegisterVcpuInfo.OFFSET.get(arg, 0, abi));
    int size = VcpuInfo.LAYOUT.size(abi);
    if (offset > Mfn.PAGE_SIZE - size || offset % abi.wordBytes != 0) {
      throw HypercallException.of(ENXIO, "vcpu_info at offset " + offset);
    }
    if (vcpu.info().isRegistered()) {
      throw HypercallException.of(EINVAL, vcpu + " has registered its vcpu_info");
    }
    if (vcpu != c.vcpu() && !vcpu.isDown()) {
      throw HypercallException.of(EINVAL, vcpu + " is up");
    }
    if (!vcpu.info().register(new Mfn(mfnRaw), (int) offset)) {
      throw HypercallException.of(EINVAL, new Mfn(mfnRaw) + " is no writable page of the domain");
    }
    vcpu.time().publish(true);
    return 0;
  }

  private static long sendNmi(HypercallContext c, Vcpu vcpu) {
    if (c.arg(2) != 0) {
      return EINVAL.result();
    }
    if (!vcpu.traps().nmiPending()) {
      vcpu.traps().setNmiPending(true);
      vcpu.kick();
    }
    return 0;
  }
}
