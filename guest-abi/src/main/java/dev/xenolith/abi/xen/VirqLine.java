package dev.xenolith.abi.xen;

import dev.xenolith.abi.num.AbiNumber;

/** The virtual interrupts by name; see {@link dev.xenolith.abi.num.Virq}. */
public enum VirqLine implements AbiNumber {
  TIMER(0, "VIRQ_TIMER"),
  DEBUG(1, "VIRQ_DEBUG"),
  CONSOLE(2, "VIRQ_CONSOLE"),
  DOM_EXC(3, "VIRQ_DOM_EXC"),
  TBUF(4, "VIRQ_TBUF"),
  DEBUGGER(6, "VIRQ_DEBUGGER"),
  XENOPROF(7, "VIRQ_XENOPROF"),
  CON_RING(8, "VIRQ_CON_RING"),
  PCPU_STATE(9, "VIRQ_PCPU_STATE"),
  MEM_EVENT(10, "VIRQ_MEM_EVENT"),
  ARGO(11, "VIRQ_ARGO"),
  ENOMEM(12, "VIRQ_ENOMEM"),
  XENPMU(13, "VIRQ_XENPMU"),
  ARCH_0(16, "VIRQ_ARCH_0"),
  ARCH_1(17, "VIRQ_ARCH_1"),
  ARCH_2(18, "VIRQ_ARCH_2"),
  ARCH_3(19, "VIRQ_ARCH_3"),
  ARCH_4(20, "VIRQ_ARCH_4"),
  ARCH_5(21, "VIRQ_ARCH_5"),
  ARCH_6(22, "VIRQ_ARCH_6"),
  ARCH_7(23, "VIRQ_ARCH_7");

  /** The number in the header. */
  public final int number;

  private final String cName;

  VirqLine(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static VirqLine of(long number) {
    for (VirqLine c : values()) {
      if (c.number == number) {
        return c;
      }
    }
    return null;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String cName() {
    return cName;
  }

  @Override
  public String header() {
    return "xen.h";
  }
}
