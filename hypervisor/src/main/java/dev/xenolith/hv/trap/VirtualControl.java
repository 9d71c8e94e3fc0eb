package dev.xenolith.hv.trap;

/** The control state a PV guest believes it owns. */
public final class VirtualControl {
  /** CR0 as every guest reads it, without TS: PG, AM, WP, NE, ET, MP, PE. */
  public static final long CR0 = 0x8005003BL & ~8L;

  /** CR0.TS. */
  public static final long CR0_TS = 8;

  public static final long CR4_TSD = 1 << 2;
  public static final long CR4_DE = 1 << 3;
  public static final long CR4_PAE = 1 << 5;
  public static final long CR4_MCE = 1 << 6;
  public static final long CR4_OSFXSR = 1 << 9;
  public static final long CR4_OSXMMEXCPT = 1 << 10;
  public static final long CR4_FSGSBASE = 1 << 16;
  public static final long CR4_OSXSAVE = 1 << 18;

  private static final long CR4_VISIBLE = CR4_PAE | CR4_MCE | CR4_OSFXSR | CR4_OSXMMEXCPT;
  private static final long CR4_GUEST = CR4_TSD | CR4_DE | CR4_FSGSBASE | CR4_OSXSAVE;

  private boolean taskSwitched;
  private long cr2;
  private long cr4 = CR4_VISIBLE;
  private long cr4Choice = CR4_GUEST;
  private long iopl;

  /** CR0 as the guest reads it. */
  public long cr0() {
    return taskSwitched ? CR0 | CR0_TS : CR0;
  }

  /** Whether the next use of the FPU shall trap. */
  public boolean taskSwitched() {
    return taskSwitched;
  }

  public void setTaskSwitched(boolean on) {
    taskSwitched = on;
  }

  public long cr2() {
    return cr2;
  }

  public void setCr2(long value) {
    cr2 = value;
  }

  public long cr4() {
    return cr4;
  }

  /** Takes the bits a guest may choose and drops the rest without a word, as Xen does. */
  public void setCr4(long wanted) {
    cr4 = wanted & cr4Choice | CR4_VISIBLE;
  }

  /** Leaves the guest, of the bits there are, only these to choose. */
  public void limitCr4(long choice) {
    cr4Choice = choice & CR4_GUEST;
    setCr4(cr4);
  }

  /** The virtual I/O privilege level, at its place in EFLAGS. */
  public long iopl() {
    return iopl;
  }

  public void setIopl(long flags) {
    iopl = flags & Eflags.IOPL;
  }
}
