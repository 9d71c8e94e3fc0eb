package dev.xenolith.hv.domain;

/** Control bits the hypervisor keeps on whatever a guest believes. */
final class RealControl {
  /** CR4: PAE, MCE, PGE, OSFXSR, OSXMMEXCPT, OSXSAVE. */
  static final long CR4 = 1 << 5 | 1 << 6 | 1 << 7 | 1 << 9 | 1 << 10 | 1 << 18;

  /** EFER: SCE, LME, LMA, NXE. */
  static final long EFER = 1 | 1 << 8 | 1 << 10 | 1 << 11;

  /** The hypervisor's code segment, where SYSENTER arrives. */
  static final long SYSENTER_CS = 0xE008;

  /** Where SIDT says the interrupt descriptor table is. */
  static final long IDT_BASE = 0xFFFF82D080400000L;

  static final int IDT_LIMIT = 0xFFF;

  /** The task register, as STR shows it. */
  static final int TASK_SELECTOR = 0xE040;

  private RealControl() {}
}
