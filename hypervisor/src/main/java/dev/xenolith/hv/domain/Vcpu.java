package dev.xenolith.hv.domain;

import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.VcpuEngine;

/**
 * One virtual CPU. A hosted one (its kernel is Java) has an engine as well, for its page tables; it
 * is only never run.
 */
public final class Vcpu {
  private final Domain domain;
  private final VcpuId id;
  private final VcpuEngine engine;

  Vcpu(Domain domain, VcpuId id, VcpuEngine engine) {
    this.domain = domain;
    this.id = id;
    this.engine = engine;
  }

  public VcpuId id() {
    return id;
  }

  public Domain domain() {
    return domain;
  }

  /** Runs its instructions. */
  public VcpuEngine engine() {
    return engine;
  }

  /** Its registers. */
  public CpuState cpu() {
    return engine.state();
  }

  /** Its address space. */
  public LinearMemory linear() {
    return engine.linear();
  }

  @Override
  public String toString() {
    return domain.toString() + id;
  }
}
