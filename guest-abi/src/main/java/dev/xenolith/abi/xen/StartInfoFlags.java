package dev.xenolith.abi.xen;

/** Bits of start_info.flags (xen.h: SIF_*). */
public final class StartInfoFlags {
  /** The domain may use the control interfaces. */
  public static final int PRIVILEGED = 1;

  /** The domain is the first one. */
  public static final int INITDOMAIN = 1 << 1;

  /** mod_start is a list of multiboot modules. */
  public static final int MULTIBOOT_MOD = 1 << 2;

  /** mod_start is a frame number, and the module is not mapped. */
  public static final int MOD_START_PFN = 1 << 3;

  /** The tools understand a p2m that is mapped linearly. */
  public static final int VIRT_P2M_4TOOLS = 1 << 4;

  /** Power management options. */
  public static final int PM_MASK = 0xFF << 8;

  private StartInfoFlags() {}
}
