package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.PhysdevOp;
import dev.xenolith.abi.call.SegmentBase;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.PhysdevSetIobitmap;
import dev.xenolith.abi.xen.PhysdevSetIopl;
import dev.xenolith.hv.trap.Selectors;

/**
 * Processor state a kernel changes by asking: stack_switch, fpu_taskswitch, set_debugreg,
 * get_debugreg, set_segment_base, physdev_op.
 */
final class ProcessorOps {
  private static final int IOPL_SHIFT = 12;
  private static final int ALL_PORTS = 65536;

  private ProcessorOps() {}

  static long stackSwitch(HypercallContext c) {
    int ss = Selectors.fixStack(c.abi(), (int) c.arg(0) & 0xFFFF);
    c.vcpu().traps().setKernelStack(ss, c.arg(1));
    return 0;
  }

  static long fpuTaskswitch(HypercallContext c) {
    c.vcpu().processor().setTaskSwitched(c.argU32(0) != 0);
    return 0;
  }

  static long setDebugreg(HypercallContext c) {
    XenErrno error = c.vcpu().processor().writeDebugRegister(c.argU32(0), c.arg(1));
    return error == null ? 0 : error.result();
  }

  static long getDebugreg(HypercallContext c) {
    Long value = c.vcpu().traps().debug().read(c.argU32(0));
    return value == null ? XenErrno.ENODEV.result() : value;
  }

  static long setSegmentBase(HypercallContext c) {
    SegmentBase which = SegmentBase.of(Integer.toUnsignedLong(c.argU32(0)));
    if (which == null) {
      return XenErrno.EINVAL.result();
    }
    if (which != SegmentBase.GS_USER_SEL && !CallbackOps.isCanonical(c.arg(1))) {
      return XenErrno.EINVAL.result();
    }
    c.vcpu().processor().setSegmentBase(which, c.arg(1));
    return 0;
  }

  /**
   * physdev_op: what concerns a vCPU's own I/O privilege. Hardware is the control domain's, by
   * other means.
   */
  static long physdevOp(HypercallContext c) {
    PhysdevOp op = PhysdevOp.of(Integer.toUnsignedLong(c.argU32(0)));
    if (op == PhysdevOp.SET_IOPL) {
      ByteArrayBytes b = c.copyIn(c.arg(1), PhysdevSetIopl.LAYOUT);
      int iopl = PhysdevSetIopl.IOPL.get(b, 0, c.abi());
      if (Integer.compareUnsigned(iopl, 3) > 0) {
        return XenErrno.EINVAL.result();
      }
      c.vcpu().traps().control().setIopl((long) iopl << IOPL_SHIFT);
      return 0;
    }
    if (op == PhysdevOp.SET_IOBITMAP) {
      return setIoBitmap(c, c.copyIn(c.arg(1), PhysdevSetIobitmap.LAYOUT));
    }
    return XenErrno.ENOSYS.result();
  }

  private static long setIoBitmap(HypercallContext c, ByteArrayBytes b) {
    Abi abi = c.abi();
    long bitmap = PhysdevSetIobitmap.BITMAP.get(b, 0, abi);
    int ports = PhysdevSetIobitmap.NR_PORTS.get(b, 0, abi);
    if (!GuestCopy.isGuestRange(abi, bitmap, ALL_PORTS / 8)
        || Integer.compareUnsigned(ports, ALL_PORTS) > 0) {
      return XenErrno.EINVAL.result();
    }
    c.vcpu().traps().setIoBitmap(bitmap, ports);
    return 0;
  }
}
