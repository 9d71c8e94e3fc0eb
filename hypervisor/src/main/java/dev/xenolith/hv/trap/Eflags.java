package dev.xenolith.hv.trap;

/** Bits of EFLAGS (SDM vol. 1, 3.4.3). */
public final class Eflags {
  public static final long TF = 1L << 8;
  public static final long IF = 1L << 9;
  public static final long DF = 1L << 10;
  public static final long IOPL = 3L << 12;
  public static final long NT = 1L << 14;
  public static final long RF = 1L << 16;
  public static final long VM = 1L << 17;
  public static final long AC = 1L << 18;

  private Eflags() {}

  /** Flags as a PV guest runs with them: interrupts on, no I/O privilege, no virtual 8086. */
  public static long guest(long flags) {
    return flags & ~(IOPL | VM) | IF | 2;
  }
}
