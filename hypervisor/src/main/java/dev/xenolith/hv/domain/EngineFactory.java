package dev.xenolith.hv.domain;

import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.VcpuEngine;

/** Makes the engine of a new vCPU. */
@FunctionalInterface
public interface EngineFactory {
  /** An engine before the machine's memory, told these things from outside itself. */
  VcpuEngine create(Processor processor);
}
