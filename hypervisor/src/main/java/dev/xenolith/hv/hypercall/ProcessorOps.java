package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.PhysdevOp;
import dev.xenolith.abi.call.SegmentBase;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.PhysdevSetIobitmap;
import dev.xenolith.abi.xen.PhysdevSetIopl;
import dev.xenolith.hv.trap.Selectors;
import java.util.EnumSet;
import java.util.Set;

/**
 * Processor state a kernel changes by asking: stack_switch, fpu_taskswitch, set_debugreg,
 * get_debugreg, set_segment_base, physdev_op, xenpmu_op.
 */
final class ProcessorOps {
  private static final int IOPL_SHIFT = 12;
  private static final int ALL_PORTS = 65536;

  /** XENIRQSTAT_needs_eoi. */
  private static final int NEEDS_EOI = 1;

  /** PHYSDEVOP_IRQ_UNMASK_NOTIFY of the form before physdev_op; no interrupt waits for it. */
  private static final int IRQ_UNMASK_NOTIFY = 4;

  /** What others are refused before anything is looked at. */
  private static final Set<PhysdevOp> OF_THE_CONTROL_DOMAIN =
      EnumSet.complementOf(
          EnumSet.of(
              PhysdevOp.IRQ_STATUS_QUERY,
              PhysdevOp.SET_IOPL,
              PhysdevOp.SET_IOBITMAP,
              PhysdevOp.FREE_IRQ_VECTOR,
              PhysdevOp.EOI,
              PhysdevOp.PIRQ_EOI_GMFN_V1,
              PhysdevOp.PIRQ_EOI_GMFN_V2,
              PhysdevOp.GET_FREE_PIRQ));

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
    if (op == null) {
      return (c.argU32(0) == IRQ_UNMASK_NOTIFY ? 0 : XenErrno.ENOSYS.result());
    }
    switch (op) {
      case PIRQ_EOI_GMFN_V1, PIRQ_EOI_GMFN_V2 -> {
        XenErrno error = c.domain().pirqEoiPage().take(c.getWord(c.arg(1)));
        return error == null ? 0 : error.result();
      }
      case EOI -> {
        // No interrupt is bound to a domain, so that none awaits this.
        c.copyIn(c.arg(1), Integer.BYTES);
        return XenErrno.EINVAL.result();
      }
      case IRQ_STATUS_QUERY -> {
        return irqStatus(c);
      }
      default -> {}
    }
    boolean hardware = OF_THE_CONTROL_DOMAIN.contains(op);
    return (hardware && !c.domain().isPrivileged() ? XenErrno.EPERM : XenErrno.ENOSYS).result();
  }

  /** Xen asks for an acknowledgement of whatever it does not know better. */
  private static long irqStatus(HypercallContext c) {
    int irq = c.copyIn(c.arg(1), Integer.BYTES).getU32(0);
    if (!c.domain().pirqEoiPage().isLine(irq)) {
      return XenErrno.EINVAL.result();
    }
    c.putU32(c.arg(1) + Integer.BYTES, NEEDS_EOI);
    return 0;
  }

  /** xenpmu_op: virtual performance counters are off, as without the option vpmu. */
  static long xenPmuOp(HypercallContext c) {
    return XenErrno.EOPNOTSUPP.result();
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
