package dev.xenolith.abi.xen;

/** Flags of update_va_mapping (xen.h: UVMF_*). */
public final class UpdateVaFlags {
  /** Flush nothing. */
  public static final long NONE = 0;

  /** Flush the whole TLB. */
  public static final long TLB_FLUSH = 1;

  /** Flush the entry of the address. */
  public static final long INVLPG = 2;

  /** The bits that say what to flush. */
  public static final long FLUSHTYPE_MASK = 3;

  /** On the vCPUs of a bitmap, whose address stands in the rest of the flags. */
  public static final long MULTI = 0;

  /** On this CPU alone: MULTI with no bitmap. */
  public static final long LOCAL = 0;

  /** On all CPUs. */
  public static final long ALL = 1 << 2;

  private UpdateVaFlags() {}
}
