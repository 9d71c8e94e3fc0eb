package dev.xenolith.hv.trap;

import dev.xenolith.abi.layout.Abi;

/**
 * The selectors of the hypervisor's own GDT page that guests use (arch-x86/xen-x86_32.h,
 * xen-x86_64.h).
 */
public final class Selectors {
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
