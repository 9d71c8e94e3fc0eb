package dev.xenolith.hv.domain;

import static dev.xenolith.abi.xen.VcpuGuestContext.VGCF_FAILSAFE_DISABLES_EVENTS;
import static dev.xenolith.abi.xen.VcpuGuestContext.VGCF_I387_VALID;
import static dev.xenolith.abi.xen.VcpuGuestContext.VGCF_IN_KERNEL;
import static dev.xenolith.abi.xen.VcpuGuestContext.VGCF_ONLINE;
import static dev.xenolith.abi.xen.VcpuGuestContext.VGCF_SYSCALL_DISABLES_EVENTS;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.CpuUserRegs;
import dev.xenolith.abi.xen.TrapInfo;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuImage;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.mm.VcpuPaging;
import dev.xenolith.hv.trap.Callbacks;
import dev.xenolith.hv.trap.Selectors;
import dev.xenolith.hv.trap.TrapTable;
import dev.xenolith.hv.trap.VcpuTraps;
import dev.xenolith.hv.trap.VirtualControl;

/**
 * The structure vcpu_guest_context: all of a vCPU, as the toolstack and VCPUOP_initialise set it
 * and as it is read back. Its width is that of the domain it is for, whoever calls.
 */
public final class VcpuContext {
  private static final int LDT_MOST = 8192;
  private static final int GDT_FRAMES = 16;
  private static final int DEBUG_REGISTERS = 8;
  private static final long VALID_ASSISTS_PV32 = 0x3F;
  private static final long VALID_ASSISTS_PV64 = 0x3F | 1L << 32;

  private final Vcpu vcpu;
  private final Abi abi;
  private final GuestBytes c;

  private VcpuContext(Vcpu vcpu, GuestBytes context) {
    this.vcpu = vcpu;
    this.abi = vcpu.abi();
    this.c = context;
  }

  /** The options of vm_assist a guest of this width may switch on. */
  public static long validAssists(Abi abi) {
    return abi == Abi.PV32 ? VALID_ASSISTS_PV32 : VALID_ASSISTS_PV64;
  }

  /**
   * Sets a vCPU. The first time everything; later only what its page tables and descriptor tables
   * do not depend on.
   *
   * @return 0 or a negated error
   */
  public static long set(Vcpu vcpu, GuestBytes context) {
    return new VcpuContext(vcpu, context).set();
  }

  /** The state of a vCPU. */
  public static ByteArrayBytes get(Vcpu vcpu) {
    ByteArrayBytes bytes = new ByteArrayBytes(VcpuGuestContext.LAYOUT.size(vcpu.abi()));
    new VcpuContext(vcpu, bytes).get();
    return bytes;
  }

  private long word(Field.Word field) {
    return field.get(c, 0, abi);
  }

  private long set() {
    long flags = word(VcpuGuestContext.FLAGS);
    boolean kernel = (flags & VGCF_IN_KERNEL) != 0 || abi == Abi.PV32;
    boolean valid =
        (word(VcpuGuestContext.LDT_BASE) & 4095) == 0
            && Long.compareUnsigned(word(VcpuGuestContext.LDT_ENTS), LDT_MOST) <= 0
            && Long.compareUnsigned(word(VcpuGuestContext.GDT_ENTS), GDT_FRAMES * 512L) <= 0
            && (abi == Abi.PV32 || allCanonical());
    boolean boot = vcpu.id().raw() == 0;
    long assists = word(VcpuGuestContext.VM_ASSIST);
    if (!valid || boot && (assists & ~validAssists(abi)) != 0) {
      return XenErrno.EINVAL.result();
    }
    if (vcpu.isInitialised()) {
      if (!tablesUnchanged(kernel)) {
        return XenErrno.EOPNOTSUPP.result();
      }
    } else if (abi == Abi.PV64 && !kernel && control(1) == 0) {
      return XenErrno.EINVAL.result();
    }
    setRegisters(flags);
    if (!vcpu.isInitialised()) {
      if (boot) {
        vcpu.domain().setVmAssist(assists);
      }
      long rc = setTables(kernel);
      if (rc != 0) {
        return rc;
      }
      vcpu.setInitialised(true);
      vcpu.time().publish(true);
    }
    vcpu.processor().setSegmentsStale(true);
    vcpu.processor().setReturnStale(true);
    vcpu.setDown((flags & VGCF_ONLINE) == 0);
    return 0;
  }

  private long control(int index) {
    return ContextWords.get(c, VcpuGuestContext.CTRLREG, abi, index);
  }

  private boolean allCanonical() {
    int regs = VcpuGuestContext.USER_REGS.at(abi);
    long[] addresses = {
      CpuUserRegs.EIP.get(c, regs, abi),
      CpuUserRegs.ESP.get(c, regs, abi),
      word(VcpuGuestContext.KERNEL_SP),
      word(VcpuGuestContext.LDT_ENTS) != 0 ? word(VcpuGuestContext.LDT_BASE) : 0,
      VcpuGuestContext.FS_BASE.get(c, 0, abi),
      VcpuGuestContext.GS_BASE_KERNEL.get(c, 0, abi),
      VcpuGuestContext.GS_BASE_USER.get(c, 0, abi),
      word(VcpuGuestContext.EVENT_CALLBACK_EIP),
      word(VcpuGuestContext.FAILSAFE_CALLBACK_EIP),
      word(VcpuGuestContext.SYSCALL_CALLBACK_EIP)
    };
    for (long address : addresses) {
      if (address << 16 >> 16 != address) {
        return false;
      }
    }
    for (int i = 0; i < TrapTable.SIZE; i++) {
      long address = TrapInfo.ADDRESS.get(c, VcpuGuestContext.TRAP_CTXT.at(abi, i), abi);
      if (address << 16 >> 16 != address) {
        return false;
      }
    }
    return true;
  }

  /** What cannot change any more must be what it is already. */
  private boolean tablesUnchanged(boolean kernel) {
    VcpuPaging paging = vcpu.paging();
    boolean same = ContextWords.mfnToCr3(abi, paging.base()) == control(3);
    if (abi == Abi.PV64) {
      same &= paging.userBase() << 12 == control(1) && (paging.userBase() != 0 || kernel);
    }
    same &= paging.gdtEntries() == word(VcpuGuestContext.GDT_ENTS);
    long[] frames = paging.gdtFrames();
    for (int i = 0; i < (paging.gdtEntries() + 511) / 512; i++) {
      same &= frames[i] == ContextWords.get(c, VcpuGuestContext.GDT_FRAMES, abi, i);
    }
    same &= paging.ldtEntries() == word(VcpuGuestContext.LDT_ENTS);
    return same
        && (paging.ldtEntries() == 0 || paging.ldtLinear() == word(VcpuGuestContext.LDT_BASE));
  }

  private void setRegisters(long flags) {
    CpuState cpu = vcpu.cpu();
    VcpuTraps traps = vcpu.traps();
    int regs = VcpuGuestContext.USER_REGS.at(abi);
    traps.pending().clear();
    UserRegisters.load(c, regs, abi, cpu);
    traps.control().setIopl(CpuUserRegs.EFLAGS.get(c, regs, abi));
    for (int i = 0; i < TrapTable.SIZE; i++) {
      int at = VcpuGuestContext.TRAP_CTXT.at(abi, i);
      int selector = Selectors.fixCode(abi, TrapInfo.CS.get(c, at, abi));
      traps
          .table()
          .set(i, TrapInfo.FLAGS.get(c, at, abi), selector, TrapInfo.ADDRESS.get(c, at, abi));
    }
    int kernelSs = Selectors.fixStack(abi, (int) word(VcpuGuestContext.KERNEL_SS) & 0xFFFF);
    traps.setKernelStack(kernelSs, word(VcpuGuestContext.KERNEL_SP));
    setCallbacks(traps.callbacks(), flags);
    VirtualControl control = traps.control();
    control.setTaskSwitched((control(0) & VirtualControl.CR0_TS) != 0);
    control.setCr2(control(2));
    control.setCr4(control(4));
    vcpu.processor().applyControl();
    setFpu((flags & VGCF_I387_VALID) != 0);
    traps.debug().reset();
    for (int i : new int[] {0, 1, 2, 3, 6, 7}) {
      // As in Xen, a value that is not allowed leaves the register as it was.
      vcpu.processor()
          .writeDebugRegister(i, ContextWords.get(c, VcpuGuestContext.DEBUGREG, abi, i));
    }
    vcpu.processor().applyDebug();
    if (abi == Abi.PV64) {
      cpu.segment(CpuState.FS).setBase(VcpuGuestContext.FS_BASE.get(c, 0, abi));
      cpu.segment(CpuState.GS).setBase(VcpuGuestContext.GS_BASE_KERNEL.get(c, 0, abi));
      cpu.system().setKernelGsBase(VcpuGuestContext.GS_BASE_USER.get(c, 0, abi));
    }
  }

  /**
   * The floating-point registers: those of the context, or clean ones. As in Xen, bits that MXCSR
   * does not have are dropped.
   */
  private void setFpu(boolean valid) {
    FpuState fpu = vcpu.cpu().fpu();
    fpu.reset();
    if (!valid) {
      return;
    }
    byte[] bytes = new byte[FpuImage.SIZE];
    c.get(VcpuGuestContext.FPU_CTXT.at(abi, 0), bytes, 0, bytes.length);
    FpuImage image = new FpuImage(bytes);
    image.loadX87(fpu, abi == Abi.PV64);
    fpu.setMxcsr(image.mxcsr() & FpuImage.MXCSR_MASK);
    image.loadXmm(fpu, true);
  }

  private void getFpu() {
    byte[] bytes = new byte[FpuImage.SIZE];
    FpuState fpu = vcpu.cpu().fpu();
    FpuImage image = new FpuImage(bytes);
    image.saveX87(fpu, abi == Abi.PV64);
    image.saveMxcsr(fpu);
    image.saveXmm(fpu, true);
    c.put(VcpuGuestContext.FPU_CTXT.at(abi, 0), bytes, 0, bytes.length);
  }

  private void setCallbacks(Callbacks callbacks, long flags) {
    boolean pv32 = abi == Abi.PV32;
    int eventCs = pv32 ? code(VcpuGuestContext.EVENT_CALLBACK_CS) : 0;
    int failsafeCs = pv32 ? code(VcpuGuestContext.FAILSAFE_CALLBACK_CS) : 0;
    callbacks.setEvent(
        new Callbacks.Entry(eventCs, word(VcpuGuestContext.EVENT_CALLBACK_EIP), true));
    callbacks.setFailsafe(
        new Callbacks.Entry(
            failsafeCs,
            word(VcpuGuestContext.FAILSAFE_CALLBACK_EIP),
            (flags & VGCF_FAILSAFE_DISABLES_EVENTS) != 0));
    if (!pv32) {
      callbacks.setSyscall(
          new Callbacks.Entry(
              0,
              word(VcpuGuestContext.SYSCALL_CALLBACK_EIP),
              (flags & VGCF_SYSCALL_DISABLES_EVENTS) != 0));
    }
  }

  private int code(Field.Word field) {
    return Selectors.fixCode(abi, (int) word(field) & 0xFFFF);
  }

  private long setTables(boolean kernel) {
    VcpuPaging paging = vcpu.paging();
    int entries = (int) word(VcpuGuestContext.GDT_ENTS);
    long[] frames = new long[GDT_FRAMES];
    for (int i = 0; i < GDT_FRAMES; i++) {
      frames[i] = ContextWords.get(c, VcpuGuestContext.GDT_FRAMES, abi, i);
    }
    vcpu.domain().xen().paging().types().budget(Integer.MAX_VALUE);
    long rc = paging.setGdt(frames, entries);
    if (rc == 0) {
      rc = paging.newBase(ContextWords.cr3ToMfn(abi, control(3)));
    }
    if (rc == 0 && abi == Abi.PV64 && control(1) != 0) {
      rc = paging.newUserBase(ContextWords.cr3ToMfn(abi, control(1)));
    }
    if (rc == 0) {
      rc = paging.setLdt(word(VcpuGuestContext.LDT_BASE), (int) word(VcpuGuestContext.LDT_ENTS));
    }
    paging.setKernelMode(kernel);
    vcpu.processor().loadTables();
    return rc;
  }

  private void get() {
    VcpuTraps traps = vcpu.traps();
    Callbacks callbacks = traps.callbacks();
    long flags = vcpu.inKernelMode() ? VGCF_IN_KERNEL : 0;
    flags |= VGCF_I387_VALID;
    flags |= vcpu.isDown() ? 0 : VGCF_ONLINE;
    flags |= callbacks.failsafe().masksEvents() ? VGCF_FAILSAFE_DISABLES_EVENTS : 0;
    flags |= callbacks.syscall().masksEvents() ? VGCF_SYSCALL_DISABLES_EVENTS : 0;
    VcpuGuestContext.FLAGS.put(c, 0, abi, flags);
    int regs = VcpuGuestContext.USER_REGS.at(abi);
    UserRegisters.store(vcpu.cpu(), traps.control().iopl(), c, regs, abi);
    getFpu();
    getTraps(traps, callbacks);
    getTables(vcpu.paging());
    ContextWords.put(c, VcpuGuestContext.CTRLREG, abi, 0, traps.control().cr0());
    ContextWords.put(c, VcpuGuestContext.CTRLREG, abi, 2, traps.control().cr2());
    ContextWords.put(c, VcpuGuestContext.CTRLREG, abi, 4, traps.control().cr4());
    for (int i = 0; i < DEBUG_REGISTERS; i++) {
      Long value = traps.debug().read(i);
      ContextWords.put(
          c, VcpuGuestContext.DEBUGREG, abi, i, value == null || i == 4 || i == 5 ? 0 : value);
    }
    VcpuGuestContext.VM_ASSIST.put(c, 0, abi, vcpu.domain().vmAssist());
    if (abi == Abi.PV64) {
      CpuState cpu = vcpu.cpu();
      boolean kernel = vcpu.inKernelMode();
      long active = cpu.base(CpuState.GS);
      long other = cpu.system().kernelGsBase();
      VcpuGuestContext.FS_BASE.put(c, 0, abi, cpu.base(CpuState.FS));
      VcpuGuestContext.GS_BASE_KERNEL.put(c, 0, abi, kernel ? active : other);
      VcpuGuestContext.GS_BASE_USER.put(c, 0, abi, kernel ? other : active);
    }
  }

  private void getTraps(VcpuTraps traps, Callbacks callbacks) {
    for (int i = 0; i < TrapTable.SIZE; i++) {
      int at = VcpuGuestContext.TRAP_CTXT.at(abi, i);
      boolean set = traps.table().address(i) != 0;
      TrapInfo.VECTOR.put(c, at, abi, set ? i : 0);
      TrapInfo.FLAGS.put(c, at, abi, traps.table().flags(i));
      TrapInfo.CS.put(c, at, abi, traps.table().selector(i));
      TrapInfo.ADDRESS.put(c, at, abi, traps.table().address(i));
    }
    VcpuGuestContext.KERNEL_SS.put(c, 0, abi, traps.kernelSs());
    VcpuGuestContext.KERNEL_SP.put(c, 0, abi, traps.kernelSp());
    VcpuGuestContext.EVENT_CALLBACK_EIP.put(c, 0, abi, callbacks.event().address());
    VcpuGuestContext.FAILSAFE_CALLBACK_EIP.put(c, 0, abi, callbacks.failsafe().address());
    if (abi == Abi.PV32) {
      VcpuGuestContext.EVENT_CALLBACK_CS.put(c, 0, abi, callbacks.event().selector());
      VcpuGuestContext.FAILSAFE_CALLBACK_CS.put(c, 0, abi, callbacks.failsafe().selector());
    } else {
      VcpuGuestContext.SYSCALL_CALLBACK_EIP.put(c, 0, abi, callbacks.syscall().address());
    }
  }

  private void getTables(VcpuPaging paging) {
    VcpuGuestContext.LDT_BASE.put(c, 0, abi, paging.ldtLinear());
    VcpuGuestContext.LDT_ENTS.put(c, 0, abi, paging.ldtEntries());
    VcpuGuestContext.GDT_ENTS.put(c, 0, abi, paging.gdtEntries());
    long[] frames = paging.gdtFrames();
    for (int i = 0; i < frames.length; i++) {
      ContextWords.put(c, VcpuGuestContext.GDT_FRAMES, abi, i, frames[i]);
    }
    ContextWords.put(
        c, VcpuGuestContext.CTRLREG, abi, 3, ContextWords.mfnToCr3(abi, paging.base()));
    ContextWords.put(
        c, VcpuGuestContext.CTRLREG, abi, 1, abi == Abi.PV64 ? paging.userBase() << 12 : 0);
  }
}
