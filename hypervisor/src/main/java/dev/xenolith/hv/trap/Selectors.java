package dev.xenolith.hv.trap;

import dev.xenolith.abi.layout.Abi;

/**
 * The selectors of the hypervisor's own GDT page that guests use (arch-x86/xen-x86_32.h,
 * xen-x86_64.h).
 */
public final class Selectors {
  public static final int KERNEL_CS_PV32 = 0xE019;
  public static final int KERNEL_SS_PV32 = 0xE021;
  public static final int USER_CS_PV32 = 0xE02B;
  public static final int USER_SS_PV32 = 0xE033;
  public static final int USER_CS32_PV64 = 0xE023;
  public static final int SS_PV64 = 0xE02B;
  public static final int CS_PV64 = 0xE033;

  private Selectors() {}

  /** The ring of a guest's kernel. */
  public static int kernelRing(Abi abi) {
    return abi == Abi.PV32 ? 1 : 3;
  }

  /**
   * A code selector with its RPL raised to the kernel's, as every registered entry point gets it.
   */
  public static int fixCode(Abi abi, int selector) {
    int ring = kernelRing(abi);
    return (selector & 3) >= ring ? selector : selector & ~3 | ring;
  }

  /** A stack selector with its RPL raised to the kernel's; null stays null for 64-bit kernels. */
  public static int fixStack(Abi abi, int selector) {
    if (abi == Abi.PV64 && (selector & ~3) == 0) {
      return selector;
    }
    return fixCode(abi, selector);
  }
}
