package dev.xenolith.hv.run;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.Selector;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.hypercall.HypercallEntry;
import dev.xenolith.hv.hypercall.HypercallTable;
import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.trap.Callbacks;
import dev.xenolith.hv.trap.Eflags;
import dev.xenolith.hv.trap.Vectors;

/**
 * What the hypervisor does when silicon would have entered ring 0. All gates but those of INT3,
 * INTO, 0x80 and 0x82 have DPL 0 in Xen's interrupt descriptor table, so that INT n arrives as #GP
 * and is judged by the guest's own table.
 */
final class ExitHandler {
  private static final int HYPERCALL_VECTOR = 0x82;
  private static final int LEGACY_SYSCALL_VECTOR = 0x80;
  private static final int IDT_ERROR = 2;
  private static final int R11 = 11;

  /** CS as SYSENTER leaves it in the frame: null, but of ring 3. */
  private static final int NULL_RING3 = 3;

  private final Vcpu vcpu;
  private final HypercallEntry hypercalls;
  private final GuestFaults faults;

  ExitHandler(Vcpu vcpu, HypercallTable table) {
    this.vcpu = vcpu;
    hypercalls = new HypercallEntry(table, vcpu);
    faults = new GuestFaults(vcpu);
  }

  void handle(CpuExit exit) {
    switch (exit) {
      case CpuExit.SoftInterrupt(int vector, CpuExit.SoftInterrupt.Kind kind, long next) ->
          softInterrupt(vector, kind, next);
      case CpuExit.Exception fault -> faults.handle(fault);
      case CpuExit.Syscall(long next) -> syscall(next);
      case CpuExit.Sysenter _ -> sysenter();
      case CpuExit.Halted _ -> throw new IllegalStateException(vcpu + " executed HLT in ring 0");
      case CpuExit.Preempted _ -> {}
    }
  }

  private void softInterrupt(int vector, CpuExit.SoftInterrupt.Kind kind, long next) {
    boolean pv32 = vcpu.abi() == Abi.PV32;
    if (vector == HYPERCALL_VECTOR && pv32 && vcpu.cpu().cpl() <= 1) {
      hypercalls.fromRegisters(next);
      return;
    }
    switch (kind) {
      case INT3, INTO, INT1 -> {
        vcpu.cpu().setRip(next);
        faults.inject(vector, 0);
      }
      case INT_N -> intN(vector, next);
    }
  }

  private void intN(int vector, long next) {
    boolean ownGate =
        vector == Vectors.BREAKPOINT
            || vector == Vectors.OVERFLOW
            || vector == LEGACY_SYSCALL_VECTOR && hasHandler(vector);
    int dpl = vcpu.traps().table().dpl(vector);
    if (ownGate || vcpu.delivery().permitsSoftInterrupt(dpl)) {
      vcpu.cpu().setRip(next);
      vcpu.delivery().injectSoftInterrupt(vector);
    } else {
      faults.inject(Vectors.GENERAL_PROTECTION, vector << 3 | IDT_ERROR);
    }
  }

  private boolean hasHandler(int vector) {
    return vcpu.abi() == Abi.PV32
        ? (vcpu.traps().table().selector(vector) & ~3) != 0
        : vcpu.traps().table().address(vector) != 0;
  }

  /** SYSCALL keeps nothing of CS and SS: who comes by it has come from a flat segment. */
  private void syscall(long next) {
    CpuState cpu = vcpu.cpu();
    boolean from64 = cpu.longCode();
    boolean pv64 = vcpu.abi() == Abi.PV64;
    if (pv64) {
      cpu.setGpr(CpuState.RCX, next);
      cpu.setGpr(R11, cpu.rflags() & ~Eflags.RF);
      vcpu.segments()
          .set(from64 ? Selector.RING3_CS64_64 : Selector.RING3_CS32_64, Selector.RING3_DS_64);
      if (from64 && vcpu.inKernelMode()) {
        hypercalls.fromRegisters(next);
        return;
      }
    } else {
      cpu.setGpr(CpuState.RCX, next);
      vcpu.segments().set(Selector.RING3_CS_32, Selector.RING3_DS_32);
    }
    Callbacks callbacks = vcpu.traps().callbacks();
    Callbacks.Entry entry = from64 ? callbacks.syscall() : callbacks.syscall32();
    if (!isRegistered(entry)) {
      faults.inject(pv64 ? Vectors.INVALID_OPCODE : Vectors.GENERAL_PROTECTION, 0);
      return;
    }
    cpu.setRip(next);
    vcpu.delivery().injectCallback(entry);
  }

  /** SYSENTER saves nothing at all: the frame names no place to go back to. */
  private void sysenter() {
    CpuState cpu = vcpu.cpu();
    boolean pv64 = vcpu.abi() == Abi.PV64;
    Callbacks.Entry entry = vcpu.traps().callbacks().sysenter();
    cpu.setRip(0);
    cpu.setGpr(CpuState.RSP, 0);
    vcpu.segments().set(NULL_RING3, pv64 ? Selector.RING3_DS_64 : Selector.RING3_DS_32);
    if (isRegistered(entry)) {
      vcpu.delivery().injectCallback(entry);
    } else {
      faults.inject(Vectors.GENERAL_PROTECTION, 0);
    }
  }

  private boolean isRegistered(Callbacks.Entry entry) {
    return vcpu.abi() == Abi.PV32 ? (entry.selector() & ~3) != 0 : entry.address() != 0;
  }
}
