package dev.xenolith.hv.machine.cpu.decode;

/** EFLAGS bits as the table names them. */
public final class FlagMask {
  /** Carry. */
  public static final int CF = 1;

  /** Parity. */
  public static final int PF = 1 << 2;

  /** Auxiliary carry. */
  public static final int AF = 1 << 4;

  /** Zero. */
  public static final int ZF = 1 << 6;

  /** Sign. */
  public static final int SF = 1 << 7;

  /** Trap. */
  public static final int TF = 1 << 8;

  /** Interrupts enabled. */
  public static final int IF = 1 << 9;

  /** Direction. */
  public static final int DF = 1 << 10;

  /** Overflow. */
  public static final int OF = 1 << 11;

  /** The six that arithmetic writes. */
  public static final int ARITHMETIC = CF | PF | AF | ZF | SF | OF;

  private FlagMask() {}

  /** Reads letters as {@code OSZAPC}. */
  static int parse(String letters) {
    int mask = 0;
    for (int i = 0; i < letters.length(); i++) {
      mask |=
          switch (letters.charAt(i)) {
            case 'C' -> CF;
            case 'P' -> PF;
            case 'A' -> AF;
            case 'Z' -> ZF;
            case 'S' -> SF;
            case 'T' -> TF;
            case 'I' -> IF;
            case 'D' -> DF;
            case 'O' -> OF;
            default -> throw new IllegalArgumentException("flag in " + letters);
          };
    }
    return mask;
  }

  /** The flags a condition code of Jcc, SETcc and CMOVcc reads. */
  static int ofCondition(int condition) {
    return switch (condition >> 1) {
      case 0 -> OF;
      case 1 -> CF;
      case 2 -> ZF;
      case 3 -> CF | ZF;
      case 4 -> SF;
      case 5 -> PF;
      case 6 -> SF | OF;
      default -> ZF | SF | OF;
    };
  }
}
