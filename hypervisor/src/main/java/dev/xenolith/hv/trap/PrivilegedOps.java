package dev.xenolith.hv.trap;

import static dev.xenolith.hv.machine.cpu.CpuState.RAX;
import static dev.xenolith.hv.machine.cpu.CpuState.RBX;
import static dev.xenolith.hv.machine.cpu.CpuState.RCX;
import static dev.xenolith.hv.machine.cpu.CpuState.RDX;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.decode.Disassembler;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.Syntax;

/**
 * The privileged instructions a PV guest may still try: those Xen carries out for it, and no
 * others. Each arrives as #GP with error code 0 and is decoded again.
 */
public final class PrivilegedOps {
  private static final int[] FORCED_PREFIX = {0x0F, 0x0B, 'x', 'e', 'n'};
  private static final int CPUID_LENGTH = 2;
  private static final int PAGE_FAULT_NONE = 0;
  private static final long LOW = 0xFFFFFFFFL;

  private final TrapHost host;
  private final VcpuTraps traps;
  private final TrapDelivery delivery;
  private final PrivilegedState state;
  private final CodeReader code;
  private final PortOps ports;
  private final int[] leaf = new int[4];

  /** Emulation for the vCPU behind {@code host}. */
  public PrivilegedOps(
      TrapHost host, VcpuTraps traps, TrapDelivery delivery, PrivilegedState state) {
    this.host = host;
    this.traps = traps;
    this.delivery = delivery;
    this.state = state;
    code = new CodeReader(host.cpu(), host.linear());
    ports = new PortOps(host, traps, delivery, state, code);
  }

  /**
   * Carries out the instruction at RIP, or injects the exception it deserves.
   *
   * @return false if it is none of the hypervisor's business: the #GP stays the guest's
   */
  public boolean emulate() {
    Insn i = code.decode();
    if (i == null || i.op() == null) {
      return false;
    }
    return host.wants(TraceClass.EMULATE) ? carryOutTraced(i) : carryOut(i);
  }

  private boolean carryOutTraced(Insn i) {
    int cs = host.cpu().selector(CpuState.CS);
    long ip = host.cpu().rip();
    byte[] bytes = new byte[i.length()];
    for (int b = 0; b < bytes.length; b++) {
      bytes[b] = (byte) i.byteAt(b);
    }
    String text = new Disassembler(Syntax.ATT).text(i, ip);
    boolean done = carryOut(i);
    host.record(new TraceEvent.Emulated(cs, ip, bytes, text, done));
    return done;
  }

  private boolean carryOut(Insn i) {
    boolean kernel = host.inKernelMode();
    return switch (i.op()) {
      case IN, OUT, INS, OUTS -> ports.emulate(i);
      case CLI, STI -> ports.ioplAllows() && retire(i.length());
      case MOV_FROM_CR -> kernel && moveFromControl(i);
      case MOV_TO_CR -> kernel && moveToControl(i);
      case MOV_FROM_DR -> kernel && moveFromDebug(i);
      case MOV_TO_DR -> kernel && moveToDebug(i);
      case CLTS -> {
        if (kernel) {
          state.setTaskSwitched(false);
        }
        yield kernel && retire(i.length());
      }
      case WBINVD, WBNOINVD -> kernel && retire(i.length());
      case RDMSR -> kernel && readMsr(i);
      case WRMSR -> kernel && writeMsr(i);
      case RDTSC, RDTSCP -> kernel && readTsc(i);
      case XSETBV -> setExtendedControl(kernel, i);
      case CPUID -> {
        cpuid();
        yield retire(i.length());
      }
      default -> false;
    };
  }

  private boolean retire(int length) {
    CpuState cpu = host.cpu();
    long next = cpu.rip() + length;
    cpu.setRip(cpu.longCode() ? next : next & LOW);
    retired(0);
    return true;
  }

  /** What follows an instruction that was carried out: its breakpoints, and the single step. */
  private void retired(int breakpoints) {
    ports.finish(breakpoints);
  }

  private boolean moveFromControl(Insn i) {
    long value;
    switch (i.register(1)) {
      case 0 -> value = traps.control().cr0();
      case 2 -> value = traps.control().cr2();
      case 3 -> value = state.readCr3();
      case 4 -> value = traps.control().cr4();
      default -> {
        return false;
      }
    }
    setRegister(i.register(0), value);
    return retire(i.length());
  }

  private void setRegister(int register, long value) {
    CpuState cpu = host.cpu();
    cpu.setGpr(register, cpu.longCode() ? value : value & LOW);
  }

  private boolean moveToControl(Insn i) {
    CpuState cpu = host.cpu();
    long value = cpu.longCode() ? cpu.gpr(i.register(1)) : cpu.gpr(i.register(1)) & LOW;
    switch (i.register(0)) {
      case 0 -> {
        if (((value ^ VirtualControl.CR0) & ~VirtualControl.CR0_TS) != 0) {
          return false;
        }
        state.setTaskSwitched((value & VirtualControl.CR0_TS) != 0);
      }
      case 2 -> {
        traps.control().setCr2(value);
        state.setInfoCr2(value);
      }
      case 3 -> {
        if (!state.writeCr3(value)) {
          return false;
        }
      }
      case 4 -> {
        traps.control().setCr4(value);
        state.applyControl();
      }
      default -> {
        return false;
      }
    }
    return retire(i.length());
  }

  private boolean moveFromDebug(Insn i) {
    Long value = traps.debug().read(i.register(1));
    if (value == null) {
      delivery.injectException(Vectors.INVALID_OPCODE, 0);
      return true;
    }
    setRegister(i.register(0), value);
    return retire(i.length());
  }

  private boolean moveToDebug(Insn i) {
    CpuState cpu = host.cpu();
    long value = cpu.longCode() ? cpu.gpr(i.register(1)) : cpu.gpr(i.register(1)) & LOW;
    XenErrno error = traps.debug().write(host.abi(), i.register(0), value);
    if (error == null) {
      state.applyDebug();
      return retire(i.length());
    }
    boolean absent = error == XenErrno.ENODEV;
    delivery.injectException(absent ? Vectors.INVALID_OPCODE : Vectors.GENERAL_PROTECTION, 0);
    return true;
  }

  private boolean readMsr(Insn i) {
    CpuState cpu = host.cpu();
    Long value = state.readMsr((int) cpu.gpr(RCX));
    if (value == null) {
      return false;
    }
    cpu.setGpr(RAX, value & LOW);
    cpu.setGpr(RDX, value >>> 32);
    return retire(i.length());
  }

  private boolean writeMsr(Insn i) {
    CpuState cpu = host.cpu();
    long value = cpu.gpr(RDX) << 32 | cpu.gpr(RAX) & LOW;
    return state.writeMsr((int) cpu.gpr(RCX), value) && retire(i.length());
  }

  private boolean readTsc(Insn i) {
    CpuState cpu = host.cpu();
    long tsc = state.readTsc();
    cpu.setGpr(RAX, tsc & LOW);
    cpu.setGpr(RDX, tsc >>> 32);
    if (i.op() == Op.RDTSCP) {
      cpu.setGpr(RCX, cpu.system().tscAux());
    }
    return retire(i.length());
  }

  /**
   * XSETBV: XCR0 is the guest's to choose, within what the processor has, once its kernel has set
   * OSXSAVE in the CR4 it sees.
   */
  private boolean setExtendedControl(boolean kernel, Insn i) {
    CpuState cpu = host.cpu();
    if ((traps.control().cr4() & VirtualControl.CR4_OSXSAVE) == 0) {
      delivery.injectException(Vectors.INVALID_OPCODE, 0);
      return true;
    }
    long value = cpu.gpr(RDX) << 32 | cpu.gpr(RAX) & LOW;
    if (!kernel || (int) cpu.gpr(RCX) != 0 || !FpuState.validXcr0(value)) {
      return false;
    }
    cpu.fpu().setXcr0(value);
    return retire(i.length());
  }

  private void cpuid() {
    CpuState cpu = host.cpu();
    state.cpuid((int) cpu.gpr(RAX), (int) cpu.gpr(RCX), leaf);
    cpu.setGpr(RAX, leaf[0] & LOW);
    cpu.setGpr(RBX, leaf[1] & LOW);
    cpu.setGpr(RCX, leaf[2] & LOW);
    cpu.setGpr(RDX, leaf[3] & LOW);
  }

  /**
   * Handles #UD: {@code ud2a; .ascii "xen"} before CPUID asks the hypervisor instead of the
   * processor.
   *
   * @return false if it was not that
   */
  public boolean emulateForced() {
    for (int i = 0; i < FORCED_PREFIX.length + CPUID_LENGTH; i++) {
      int got = code.at(i);
      if (got < 0) {
        long fault = host.linear().faultAddress();
        delivery.injectPageFault(PAGE_FAULT_NONE, fault);
        return true;
      }
      int wanted = i < FORCED_PREFIX.length ? FORCED_PREFIX[i] : cpuidByte(i);
      if (got != wanted) {
        return false;
      }
    }
    cpuid();
    return retire(FORCED_PREFIX.length + CPUID_LENGTH);
  }

  private static int cpuidByte(int index) {
    return index == FORCED_PREFIX.length ? 0x0F : 0xA2;
  }
}
