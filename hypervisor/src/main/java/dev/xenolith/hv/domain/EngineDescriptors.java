package dev.xenolith.hv.domain;

import dev.xenolith.hv.machine.cpu.DescriptorTables;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.VcpuEngine;
import dev.xenolith.hv.trap.DescriptorReader;

/** Descriptors from the tables the processor itself uses. */
final class EngineDescriptors implements DescriptorReader {
  private final DescriptorTables tables;

  EngineDescriptors(VcpuEngine engine) {
    tables = new DescriptorTables(engine.state(), engine.linear());
  }

  @Override
  public long read(int selector) {
    if (DescriptorTables.isNull(selector) || !tables.within(selector, 8)) {
      return NONE;
    }
    try {
      return tables.read(selector);
    } catch (GuestFault fault) {
      return NONE;
    }
  }
}
