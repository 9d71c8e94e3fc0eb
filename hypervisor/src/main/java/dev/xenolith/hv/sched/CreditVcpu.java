package dev.xenolith.hv.sched;

/** What the credit scheduler knows of a vCPU. */
final class CreditVcpu {
  final Schedulable vcpu;
  final CreditDomain domain;
  Priority priority = Priority.UNDER;

  /** Nanoseconds of CPU time it may still have. */
  long credit;

  /** Has run or wanted to since the last accounting. */
  boolean active;

  /** Above its cap: off the queue until its credit has recovered. */
  boolean parked;

  boolean yielding;

  CreditVcpu(Schedulable vcpu, CreditDomain domain) {
    this.vcpu = vcpu;
    this.domain = domain;
  }
}
