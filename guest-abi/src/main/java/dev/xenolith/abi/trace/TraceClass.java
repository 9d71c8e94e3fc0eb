package dev.xenolith.abi.trace;

/** What a trace may be asked for, each on its own. */
public enum TraceClass {
  /** Hypercalls with arguments, memory and results; calls inside a multicall too. */
  HYPERCALL,
  /** Exceptions, interrupts and upcalls delivered to a guest. */
  TRAP,
  /** Privileged instructions emulated for a guest. */
  EMULATE,
  /** Frames that change their type. */
  PAGE_TYPE,
  /** Event channels: what was sent and what became pending. */
  EVENT,
  /** Which vCPU runs, blocks and wakes. */
  SCHED,
  /** Use of grants. */
  GRANT,
  /** Domains made, ended and crashed; what the hypervisor refused and why. */
  DOMAIN;

  /** One bit for this class. */
  public final int bit = 1 << ordinal();

  /** The bits of all classes. */
  public static final int ALL = (1 << 8) - 1;
}
