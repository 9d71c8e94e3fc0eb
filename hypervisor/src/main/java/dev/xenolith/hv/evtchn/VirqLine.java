package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.Virq;

/** The virtual interrupt lines and whom each one is for (xen.h: VIRQ_*). */
public enum VirqLine {
  TIMER(0, Scope.VCPU),
  DEBUG(1, Scope.VCPU),
  CONSOLE(2, Scope.GLOBAL),
  DOM_EXC(3, Scope.GLOBAL),
  TBUF(4, Scope.GLOBAL),
  UNUSED_5(5, Scope.GLOBAL),
  DEBUGGER(6, Scope.GLOBAL),
  XENOPROF(7, Scope.VCPU),
  CON_RING(8, Scope.GLOBAL),
  PCPU_STATE(9, Scope.GLOBAL),
  MEM_EVENT(10, Scope.GLOBAL),
  ARGO(11, Scope.GLOBAL),
  ENOMEM(12, Scope.GLOBAL),
  XENPMU(13, Scope.VCPU),
  UNUSED_14(14, Scope.GLOBAL),
  UNUSED_15(15, Scope.GLOBAL),
  ARCH_0(16, Scope.GLOBAL),
  ARCH_1(17, Scope.GLOBAL),
  ARCH_2(18, Scope.GLOBAL),
  ARCH_3(19, Scope.GLOBAL),
  ARCH_4(20, Scope.GLOBAL),
  ARCH_5(21, Scope.GLOBAL),
  ARCH_6(22, Scope.GLOBAL),
  ARCH_7(23, Scope.GLOBAL);

  /** How many lines there are (xen.h: NR_VIRQS). */
  public static final int COUNT = 24;

  private static final VirqLine[] ALL = values();

  /** Whether each vCPU has the line for itself. */
  public enum Scope {
    /** Bound per vCPU, never moved. */
    VCPU,
    /**
     * One binding per domain, made on vCPU 0 and movable; argo's line is per domain, the rest go to
     * one domain.
     */
    GLOBAL
  }

  /** The number in the ABI. */
  public final int number;

  private final Scope scope;

  VirqLine(int number, Scope scope) {
    this.number = number;
    this.scope = scope;
  }

  /** The line of this number, or null where there is none. */
  public static VirqLine of(long number) {
    return number >= 0 && number < COUNT ? ALL[(int) number] : null;
  }

  /** Whether the line is bound once per domain. */
  public boolean isGlobal() {
    return scope == Scope.GLOBAL;
  }

  /** The number as its own type. */
  public Virq virq() {
    return new Virq(number);
  }
}
