package dev.xenolith.hv.domain;

import dev.xenolith.hv.machine.memory.MachineMemory;
import dev.xenolith.hv.trace.HypervisorLog;

/** What there is once per machine, for the hypercall handlers and the run loop. */
public final class Xen {
  private final MachineMemory memory;
  private final HypervisorLog log;
  private final DomainTable domains = new DomainTable(this);

  /** A hypervisor on this memory. */
  public Xen(MachineMemory memory, HypervisorLog log) {
    this.memory = memory;
    this.log = log;
  }

  /** All frames of the machine, by machine address. */
  public MachineMemory memory() {
    return memory;
  }

  /** What {@code xl dmesg} shows. */
  public HypervisorLog log() {
    return log;
  }

  /** All domains, in order of their identifiers. */
  public DomainTable domains() {
    return domains;
  }
}
