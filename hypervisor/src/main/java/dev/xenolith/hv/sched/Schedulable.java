package dev.xenolith.hv.sched;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.VcpuId;

/** A vCPU as the scheduler knows it. Identity counts, not equality. */
public interface Schedulable {
  DomId domainId();

  VcpuId id();

  /** Whether it could run now: not blocked, paused or down. */
  boolean isRunnable();
}
