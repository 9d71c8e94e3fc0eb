package dev.xenolith.abi.xen;

/** Bits of trap_info.flags (arch-x86/xen.h: TI_GET_DPL, TI_GET_IF). */
public final class TrapInfoFlags {
  /** The highest ring that may raise the vector by an INT instruction. */
  public static final int DPL_MASK = 3;

  /** Mask events on entry. */
  public static final int IF = 4;

  private TrapInfoFlags() {}
}
