package dev.xenolith.abi.xen;

/**
 * Where the hypervisor's part of a guest's address space lies (arch-x86/xen-x86_32.h,
 * xen-x86_64.h).
 */
public final class VirtualLayout {
  /** First address of the hypervisor in a 32-bit guest; the M2P begins here. */
  public static final long HYPERVISOR_START_PAE = 0xF580_0000L;

  /** End of the M2P in a 32-bit guest. */
  public static final long MACH2PHYS_END_PAE = 0xF680_0000L;

  /** First address of the hypervisor in a 64-bit guest; the M2P begins here. */
  public static final long HYPERVISOR_START_64 = 0xFFFF_8000_0000_0000L;

  /** End of the hypervisor in a 64-bit guest. */
  public static final long HYPERVISOR_END_64 = 0xFFFF_8800_0000_0000L;

  /** End of the M2P in a 64-bit guest. */
  public static final long MACH2PHYS_END_64 = 0xFFFF_8040_0000_0000L;

  private VirtualLayout() {}
}
