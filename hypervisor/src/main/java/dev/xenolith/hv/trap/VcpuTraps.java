package dev.xenolith.hv.trap;

/** Everything about traps that one vCPU has registered or that waits for it. */
public final class VcpuTraps {

  private final TrapTable table = new TrapTable();
  private final Callbacks callbacks = new Callbacks();
  private final PendingTrap pending = new PendingTrap();
  private final VirtualControl control = new VirtualControl();
  private final VirtualDebug debug = new VirtualDebug(control);
  private int kernelSs;
  private long kernelSp;
  private long ioBitmap;
  private int ioBitmapPorts;
  private boolean nmiPending;
  private boolean nmiMasked;

  /** The virtual interrupt descriptor table. */
  public TrapTable table() {
    return table;
  }

  public Callbacks callbacks() {
    return callbacks;
  }

  /** The exception to be delivered before the guest goes on. */
  public PendingTrap pending() {
    return pending;
  }

  /** CR0.TS, CR2, CR4 and IOPL as the guest sees them. */
  public VirtualControl control() {
    return control;
  }

  /** The debug registers as the guest sees them. */
  public VirtualDebug debug() {
    return debug;
  }

  /** Stack segment on which traps from user mode arrive (stack_switch). */
  public int kernelSs() {
    return kernelSs;
  }

  /** Top of the stack on which traps from user mode arrive. */
  public long kernelSp() {
    return kernelSp;
  }

  public void setKernelStack(int ss, long sp) {
    kernelSs = ss;
    kernelSp = sp;
  }

  /** Linear address of the I/O permission bitmap. */
  public long ioBitmap() {
    return ioBitmap;
  }

  /** How many ports the bitmap covers. */
  public int ioBitmapPorts() {
    return ioBitmapPorts;
  }

  public void setIoBitmap(long linear, int ports) {
    ioBitmap = linear;
    ioBitmapPorts = ports;
  }

  /** Whether an NMI waits for delivery. */
  public boolean nmiPending() {
    return nmiPending;
  }

  public void setNmiPending(boolean on) {
    nmiPending = on;
  }

  /** Whether an NMI was delivered and its iret has not come yet. */
  public boolean nmiMasked() {
    return nmiMasked;
  }

  public void setNmiMasked(boolean on) {
    nmiMasked = on;
  }
}
