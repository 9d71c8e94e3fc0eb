package dev.xenolith.hv.trap;

/** The exceptions by vector (SDM vol. 3, 6.15). */
public final class Vectors {
  public static final int DEBUG = 1;
  public static final int NMI = 2;
  public static final int BREAKPOINT = 3;
  public static final int OVERFLOW = 4;
  public static final int INVALID_OPCODE = 6;
  public static final int DEVICE_NOT_AVAILABLE = 7;
  public static final int DOUBLE_FAULT = 8;
  public static final int INVALID_TSS = 10;
  public static final int SEGMENT_NOT_PRESENT = 11;
  public static final int STACK_FAULT = 12;
  public static final int GENERAL_PROTECTION = 13;
  public static final int PAGE_FAULT = 14;
  public static final int MACHINE_CHECK = 18;

  /** Vectors whose frames carry an error code (8, 10 to 14, 17). */
  private static final int HAVE_ERROR_CODE = 1 << 8 | 0x1F << 10 | 1 << 17;

  private static final String[] NAMES = {
    "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "CSO", "#TS", "#NP", "#SS",
    "#GP", "#PF", "SPV", "#MF", "#AC", "#MC", "#XM", "#VE", "#CP"
  };

  private Vectors() {}

  /** Whether the frame of this exception carries an error code. */
  public static boolean hasErrorCode(int vector) {
    return vector < 32 && (HAVE_ERROR_CODE >>> vector & 1) != 0;
  }

  /** A short name such as {@code #PF}, or {@code int 0x80}. */
  public static String name(int vector) {
    return vector < NAMES.length ? NAMES[vector] : "int 0x" + Integer.toHexString(vector);
  }
}
