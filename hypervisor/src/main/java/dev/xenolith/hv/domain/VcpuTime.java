package dev.xenolith.hv.domain;

import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.time.VcpuClock;

/** The time as one vCPU reads it, and the instructions it is charged for. */
public final class VcpuTime {
  private final Vcpu vcpu;
  private final VcpuClock clock;
  private long accounted;

  VcpuTime(Vcpu vcpu) {
    this.vcpu = vcpu;
    clock = new VcpuClock(vcpu.domain().xen().clock());
  }

  /** The time stamp counter, in the midst of a run too. */
  long ticks(long retired) {
    return vcpu.domain().xen().clock().tscAfter(retired - accounted);
  }

  /** The time stamp counter now. */
  long readTsc() {
    return ticks(vcpu.engine().retired());
  }

  /** Charges the clock for the instructions retired since this was called last. */
  public void accountInstructions() {
    long now = vcpu.engine().retired();
    Xen xen = vcpu.domain().xen();
    xen.clock().retired(now - accounted);
    xen.retired(now - accounted);
    accounted = now;
  }

  /** Writes the time into vcpu_info if it is old, or {@code force} is set. */
  public void publish(boolean force) {
    MachineMemory memory = vcpu.domain().xen().memory();
    if (clock.publish(memory, vcpu.vcpuInfoMaddr(), vcpu.abi(), force)) {
      vcpu.areas().writeTime(clock.copy(memory, vcpu.vcpuInfoMaddr(), vcpu.abi()));
    }
  }
}
