package dev.xenolith.hv.machine.cpu;

/**
 * An exception the guest's instruction raised, on its way from deep inside one instruction to the
 * engine's loop. Control flow, not an error of ours: it has no stack trace, and never leaves the
 * engine.
 */
public final class GuestFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CpuExit.Exception exit;

  private GuestFault(CpuExit.Exception exit) {
    super(null, null, false, false);
    this.exit = exit;
  }

  /** A fault without error code. */
  public static GuestFault of(int vector) {
    return new GuestFault(CpuExit.Exception.of(vector));
  }

  /** A fault with an error code. */
  public static GuestFault of(int vector, int errorCode) {
    return new GuestFault(CpuExit.Exception.of(vector, errorCode));
  }

  /** A page fault. */
  public static GuestFault page(int errorCode, long linear) {
    return new GuestFault(new CpuExit.Exception(Vector.PF, errorCode, true, linear));
  }

  /** An exception that is already described. */
  public static GuestFault of(CpuExit.Exception exit) {
    return new GuestFault(exit);
  }

  /** What to come back with. */
  public CpuExit.Exception exit() {
    return exit;
  }
}
