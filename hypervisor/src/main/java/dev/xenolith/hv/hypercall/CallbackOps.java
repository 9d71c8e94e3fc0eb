package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.CallbackOp;
import dev.xenolith.abi.call.CallbackType;
import dev.xenolith.abi.call.NmiOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.xen.CallbackRegister;
import dev.xenolith.abi.xen.CallbackUnregister;
import dev.xenolith.abi.xen.Selector;
import dev.xenolith.abi.xen.TrapInfo;
import dev.xenolith.abi.xen.TrapInfoFlags;
import dev.xenolith.abi.xen.XenCallback;
import dev.xenolith.abi.xen.XennmiCallback;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.trap.Callbacks;
import dev.xenolith.hv.trap.Selectors;
import dev.xenolith.hv.trap.TrapTable;
import dev.xenolith.hv.trap.Vectors;

/**
 * Where a kernel wants traps, events and NMIs: set_trap_table, set_callbacks, callback_op, nmi_op.
 */
final class CallbackOps {
  private static final int MASK_EVENTS = 1;

  private CallbackOps() {}

  /** set_trap_table: entries up to one with address 0; a null table forgets everything. */
  static long setTrapTable(HypercallContext c) {
    TrapTable table = c.vcpu().traps().table();
    long handle = c.arg(0);
    if (handle == 0) {
      table.clear();
      return 0;
    }
    int size = TrapInfo.LAYOUT.size(c.abi());
    ByteArrayBytes entry = new ByteArrayBytes(size);
    while (true) {
      c.copyIn(handle, entry.array(), size);
      long address = TrapInfo.ADDRESS.get(entry, 0, c.abi());
      if (address == 0) {
        return 0;
      }
      requireCanonical(c.abi(), address);
      int selector = Selectors.fixCode(c.abi(), TrapInfo.CS.get(entry, 0, c.abi()));
      int flags = TrapInfo.FLAGS.get(entry, 0, c.abi());
      table.set(TrapInfo.VECTOR.get(entry, 0, c.abi()), flags, selector, address);
      handle += size;
      if (c.shouldPreempt()) {
        return c.continueLater(handle);
      }
    }
  }

  /** set_callbacks, the form before callback_op: errors are not reported. */
  static long setCallbacks(HypercallContext c) {
    Callbacks callbacks = c.vcpu().traps().callbacks();
    if (c.abi() == Abi.PV32) {
      callbacks.setEvent(entry(c.abi(), (int) c.arg(0), c.arg(1), 0));
      callbacks.setFailsafe(entry(c.abi(), (int) c.arg(2), c.arg(3), 0));
      return 0;
    }
    if (isCanonical(c.arg(0))) {
      callbacks.setEvent(entry(c.abi(), 0, c.arg(0), 0));
    }
    if (isCanonical(c.arg(1))) {
      callbacks.setFailsafe(entry(c.abi(), 0, c.arg(1), 0));
    }
    if (isCanonical(c.arg(2))) {
      callbacks.setSyscall(entry(c.abi(), 0, c.arg(2), 0));
    }
    return 0;
  }

  /** callback_op. */
  static long callbackOp(HypercallContext c) {
    CallbackOp op = CallbackOp.of(Integer.toUnsignedLong(c.argU32(0)));
    if (op == null) {
      // The two widths disagree here, in Xen too.
      return (c.abi() == Abi.PV32 ? XenErrno.EINVAL : XenErrno.ENOSYS).result();
    }
    return switch (op) {
      case REGISTER -> register(c, c.copyIn(c.arg(1), CallbackRegister.LAYOUT));
      case UNREGISTER -> unregister(c, c.copyIn(c.arg(1), CallbackUnregister.LAYOUT));
    };
  }

  private static long register(HypercallContext c, ByteArrayBytes b) {
    Abi abi = c.abi();
    CallbackType type = CallbackType.of(CallbackRegister.TYPE.get(b, 0, abi));
    int flags = CallbackRegister.FLAGS.get(b, 0, abi);
    int at = CallbackRegister.ADDRESS.at(abi);
    long address = XenCallback.EIP.get(b, at, abi);
    int selector = abi == Abi.PV32 ? (int) XenCallback.CS.get(b, at, abi) & 0xFFFF : 0;
    requireCanonical(abi, address);
    if (type == null) {
      return XenErrno.ENOSYS.result();
    }
    Callbacks callbacks = c.vcpu().traps().callbacks();
    Callbacks.Entry entry = entry(abi, selector, address, flags);
    switch (type) {
      case EVENT -> callbacks.setEvent(entry);
      case FAILSAFE -> callbacks.setFailsafe(entry);
      case SYSCALL32 -> callbacks.setSyscall32(entry);
      case SYSENTER -> callbacks.setSysenter(entry);
      case NMI -> registerNmi(c, address);
      case SYSCALL -> {
        if (abi == Abi.PV32) {
          return XenErrno.ENOSYS.result();
        }
        callbacks.setSyscall(entry);
      }
      case SYSENTER_DEPRECATED -> {
        return XenErrno.ENOSYS.result();
      }
    }
    return 0;
  }

  private static long unregister(HypercallContext c, ByteArrayBytes b) {
    CallbackType type = CallbackType.of(CallbackUnregister.TYPE.get(b, 0, c.abi()));
    if (type == CallbackType.NMI) {
      c.vcpu().traps().table().clear(Vectors.NMI);
      return 0;
    }
    boolean known =
        type != null
            && type != CallbackType.SYSENTER_DEPRECATED
            && (type != CallbackType.SYSCALL || c.abi() == Abi.PV64);
    return (known ? XenErrno.EINVAL : XenErrno.ENOSYS).result();
  }

  /** iret: the result is RAX, which the frame has brought. */
  static long iret(HypercallContext c) {
    String problem = c.vcpu().iret().run();
    if (problem != null) {
      c.domain().crash(c.vcpu(), problem);
      return 0;
    }
    return c.vcpu().cpu().gpr(CpuState.RAX);
  }

  /** nmi_op. */
  static long nmiOp(HypercallContext c) {
    NmiOp op = NmiOp.of(Integer.toUnsignedLong(c.argU32(0)));
    if (op == null) {
      return XenErrno.ENOSYS.result();
    }
    switch (op) {
      case REGISTER_CALLBACK -> {
        ByteArrayBytes b = c.copyIn(c.arg(1), XennmiCallback.LAYOUT);
        registerNmi(c, XennmiCallback.HANDLER_ADDRESS.get(b, 0, c.abi()));
      }
      case UNREGISTER_CALLBACK -> c.vcpu().traps().table().clear(Vectors.NMI);
    }
    return 0;
  }

  private static void registerNmi(HypercallContext c, long address) {
    requireCanonical(c.abi(), address);
    int selector = c.abi() == Abi.PV32 ? Selector.RING1_CS_32 : Selector.RING3_CS64_64;
    c.vcpu().traps().table().set(Vectors.NMI, TrapInfoFlags.IF, selector, address);
  }

  private static Callbacks.Entry entry(Abi abi, int selector, long address, int flags) {
    int fixed = abi == Abi.PV32 ? Selectors.fixCode(abi, selector & 0xFFFF) : 0;
    return new Callbacks.Entry(fixed, address, (flags & MASK_EVENTS) != 0);
  }

  private static void requireCanonical(Abi abi, long address) {
    if (abi == Abi.PV64 && !isCanonical(address)) {
      throw HypercallException.of(
          XenErrno.EINVAL, "address 0x%x is not canonical".formatted(address));
    }
  }

  static boolean isCanonical(long address) {
    return address << 16 >> 16 == address;
  }
}
