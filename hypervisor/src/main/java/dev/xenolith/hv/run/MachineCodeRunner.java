package dev.xenolith.hv.run;

import dev.xenolith.hv.domain.Vcpu;
import dev.xenolith.hv.domain.VcpuRunner;
import dev.xenolith.hv.domain.Xen;
import dev.xenolith.hv.hypercall.HypercallTable;
import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.time.SystemClock;

/**
 * Runs a vCPU whose kernel is machine code: delivers what waits, lets the engine run, handles its
 * exit.
 */
final class MachineCodeRunner implements VcpuRunner {
  private final Vcpu vcpu;
  private final Xen xen;
  private final PhysicalCpu cpu;
  private final ExitHandler exits;

  MachineCodeRunner(Vcpu vcpu, HypercallTable table, PhysicalCpu cpu) {
    this.vcpu = vcpu;
    this.cpu = cpu;
    xen = vcpu.domain().xen();
    exits = new ExitHandler(vcpu, table);
  }

  @Override
  public void interrupt() {
    vcpu.engine().requestExit();
  }

  @Override
  public boolean hasOutsideWork() {
    return false;
  }

  @Override
  public void run(long until) {
    SystemClock clock = xen.clock();
    while (vcpu.isRunnable() && !xen.rescheduleRequested() && !cpu.outsideWaits()) {
      long now = clock.now();
      if (now >= until) {
        return;
      }
      long deadline = xen.timers().nextDeadline();
      if (deadline <= now) {
        xen.timers().runExpired();
        continue;
      }
      if (!enterGuest()) {
        return;
      }
      CpuExit exit = vcpu.engine().run(clock.budgetUntil(Math.min(until, deadline)));
      vcpu.time().accountInstructions();
      if (!(exit instanceof CpuExit.Preempted)) {
        clock.exited();
        exits.handle(exit);
      }
    }
  }

  /** Does what has to be done before the guest goes on; false if that ended the domain. */
  private boolean enterGuest() {
    vcpu.time().publish(false);
    // What the last exit left behind comes before what the switch away and back brings about.
    String problem = vcpu.delivery().deliverTrap();
    if (problem == null && vcpu.processor().segmentsStale()) {
      vcpu.processor().setSegmentsStale(false);
      problem = vcpu.delivery().reloadDataSegments();
    }
    if (vcpu.processor().returnStale()) {
      vcpu.processor().setReturnStale(false);
      CpuState registers = vcpu.cpu();
      int fault =
          vcpu.segments().enter(registers.selector(CpuState.CS), registers.selector(CpuState.SS));
      if (fault >= 0) {
        vcpu.delivery().injectException(fault >>> 16, fault & 0xFFFF);
      }
    }
    if (problem == null) {
      problem = vcpu.delivery().deliverAll();
    }
    if (problem != null) {
      vcpu.domain().crash(vcpu, problem);
    }
    return problem == null;
  }
}
