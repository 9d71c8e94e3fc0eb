package dev.xenolith.hv.hypercall;

import static dev.xenolith.hv.machine.cpu.CpuState.RAX;
import static dev.xenolith.hv.machine.cpu.CpuState.RBX;
import static dev.xenolith.hv.machine.cpu.CpuState.RCX;
import static dev.xenolith.hv.machine.cpu.CpuState.RDI;
import static dev.xenolith.hv.machine.cpu.CpuState.RDX;
import static dev.xenolith.hv.machine.cpu.CpuState.RSI;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.machine.cpu.CpuState;

/** Where the hypercalls of one vCPU come in: from registers, or from a hosted kernel. */
public final class HypercallEntry {
  private static final int[] REGISTERS_PV32 = {RBX, RCX, RDX, RSI, RDI};
  private static final int[] REGISTERS_PV64 = {RDI, RSI, RDX, 10, 8};

  private final HypercallTable table;
  private final Vcpu vcpu;
  private final HypercallContext context;
  private final long[] args = new long[HypercallContext.MAX_ARGS];

  /** The entry of this vCPU into this table. */
  public HypercallEntry(HypercallTable table, Vcpu vcpu) {
    this.table = table;
    this.vcpu = vcpu;
    context = new HypercallContext(vcpu);
  }

  /**
   * Makes the call that stands in the registers. One that has to be continued leaves them so that
   * the instruction, executed again, goes on where it stopped.
   *
   * @param nextRip behind the instruction, which still is at RIP
   */
  public void fromRegisters(long nextRip) {
    CpuState cpu = vcpu.cpu();
    long instruction = cpu.rip();
    boolean pv64 = vcpu.abi() == Abi.PV64;
    int[] registers = pv64 ? REGISTERS_PV64 : REGISTERS_PV32;
    for (int i = 0; i < args.length; i++) {
      args[i] = cpu.gpr(registers[i]);
    }
    long number = pv64 ? cpu.gpr(RAX) : cpu.gpr(RAX) & 0xFFFFFFFFL;
    cpu.setRip(nextRip);
    long result = table.dispatch(context, number, args, false);
    if (context.isContinued()) {
      cpu.setRip(instruction);
      long[] next = context.continuation();
      for (int i = 0; i < args.length; i++) {
        cpu.setGpr(registers[i], pv64 ? next[i] : next[i] & 0xFFFFFFFFL);
      }
    } else {
      cpu.setGpr(RAX, result);
      vcpu.recentCalls().add(number, args[0], args[1], args[2], result);
    }
  }

  /** Makes a call for a hosted kernel and continues it until it is done. */
  public long fromHosted(Hypercall op, long[] arguments) {
    long[] now = arguments;
    while (true) {
      long result = table.dispatch(context, op.number, now, false);
      vcpu.domain().xen().clock().exited();
      if (!context.isContinued()) {
        vcpu.recentCalls().add(op.number, context.arg(0), context.arg(1), context.arg(2), result);
        return result;
      }
      now = context.continuation().clone();
    }
  }
}
