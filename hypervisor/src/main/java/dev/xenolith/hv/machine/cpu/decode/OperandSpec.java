package dev.xenolith.hv.machine.cpu.decode;

/** One operand as the table writes it: an addressing method and a size. */
final class OperandSpec {
  /** The addressing methods of the opcode map. Their names are its letters. */
  enum Method {
    /** A far pointer in the instruction. */
    A,
    /** A control register in modrm.reg. */
    C,
    /** A debug register in modrm.reg. */
    D,
    /** A general register or memory in modrm.rm. */
    E,
    /** A general register in modrm.reg. */
    G,
    /** An immediate. */
    I,
    /** A byte, sign-extended to the operand size. */
    SIGNED_IMMEDIATE,
    /** A distance to jump. */
    J,
    /** Memory at rBX, to which the instruction adds AL. */
    L,
    /** Memory in modrm.rm. */
    M,
    /** An MMX register in modrm.rm. */
    N,
    /** Memory at an offset in the instruction. */
    O,
    /** An MMX register in modrm.reg. */
    P,
    /** An MMX register or memory in modrm.rm. */
    Q,
    /** A general register in modrm.rm. */
    R,
    /** A segment register in modrm.reg. */
    S,
    /** An SSE register in modrm.rm. */
    U,
    /** An SSE register in modrm.reg. */
    V,
    /** An SSE register or memory in modrm.rm. */
    W,
    /** Memory at DS:rSI. */
    X,
    /** Memory at ES:rDI. */
    Y,
    /** A general register in the opcode. */
    Z,
    /** A register, or the constant one, that the row names. */
    FIXED,
    /** An x87 register in modrm.rm. */
    STACK
  }

  private record Fixed(OperandKind kind, int number, char size) {}

  private static final OperandSpec[] NO_OPERANDS = {};

  private static Fixed fixed(String text) {
    return switch (text) {
      case "AL" -> new Fixed(OperandKind.GPR, 0, 'b');
      case "CL" -> new Fixed(OperandKind.GPR, 1, 'b');
      case "DX" -> new Fixed(OperandKind.GPR, 2, 'w');
      case "AX" -> new Fixed(OperandKind.GPR, 0, 'w');
      case "eAX" -> new Fixed(OperandKind.GPR, 0, 'z');
      case "rAX" -> new Fixed(OperandKind.GPR, 0, 'v');
      case "ES" -> new Fixed(OperandKind.SEGMENT, 0, 'w');
      case "CS" -> new Fixed(OperandKind.SEGMENT, 1, 'w');
      case "SS" -> new Fixed(OperandKind.SEGMENT, 2, 'w');
      case "DS" -> new Fixed(OperandKind.SEGMENT, 3, 'w');
      case "FS" -> new Fixed(OperandKind.SEGMENT, 4, 'w');
      case "GS" -> new Fixed(OperandKind.SEGMENT, 5, 'w');
      case "ST0" -> new Fixed(OperandKind.X87, 0, 't');
      case "XMM0" -> new Fixed(OperandKind.XMM, 0, 'x');
      case "1" -> new Fixed(OperandKind.IMMEDIATE, 1, 'b');
      default -> null;
    };
  }

  final Method method;

  /** Size letter when the operand is a register or nothing but memory. */
  final char size;

  /** Size letter when it is memory. */
  final char memorySize;

  final OperandKind fixedKind;
  final int fixedNumber;

  private OperandSpec(Method method, char size, char memorySize, Fixed fixed) {
    this.method = method;
    this.size = size;
    this.memorySize = memorySize;
    this.fixedKind = fixed == null ? OperandKind.NONE : fixed.kind;
    this.fixedNumber = fixed == null ? 0 : fixed.number;
  }

  /** Reads operands between commas; {@code -} is none. */
  static OperandSpec[] parseAll(String text) {
    if (text.equals("-")) {
      return NO_OPERANDS;
    }
    String[] parts = text.split(",");
    OperandSpec[] operands = new OperandSpec[parts.length];
    for (int i = 0; i < parts.length; i++) {
      operands[i] = parse(parts[i]);
    }
    return operands;
  }

  static OperandSpec parse(String text) {
    Fixed fixed = fixed(text);
    if (fixed != null) {
      return new OperandSpec(Method.FIXED, fixed.size, fixed.size, fixed);
    }
    if (text.equals("STi")) {
      return new OperandSpec(Method.STACK, 't', 't', null);
    }
    if (text.equals("sIb")) {
      return new OperandSpec(Method.SIGNED_IMMEDIATE, 'b', 'b', null);
    }
    if (text.length() == 4 && text.charAt(2) == 'M') {
      Method method =
          switch (text.charAt(0)) {
            case 'R' -> Method.E;
            case 'U' -> Method.W;
            case 'N' -> Method.Q;
            default -> throw new IllegalArgumentException("operand " + text);
          };
      return new OperandSpec(method, text.charAt(1), text.charAt(3), null);
    }
    if (text.length() > 2) {
      throw new IllegalArgumentException("operand " + text);
    }
    char size = text.length() == 2 ? text.charAt(1) : '-';
    return new OperandSpec(Method.valueOf(text.substring(0, 1)), size, size, null);
  }

  boolean usesModrm() {
    return switch (method) {
      case C, D, E, G, M, N, P, Q, R, S, U, V, W, STACK -> true;
      case A, I, L, SIGNED_IMMEDIATE, J, O, X, Y, Z, FIXED -> false;
    };
  }

  boolean mayBeMemory() {
    return switch (method) {
      case E, L, M, O, Q, W -> true;
      default -> false;
    };
  }

  boolean onlyMemory() {
    return method == Method.M;
  }

  boolean onlyRegister() {
    return method == Method.R || method == Method.N || method == Method.U;
  }

  /** Whether the operation is as wide as this operand. */
  boolean hasOperationWidth() {
    return switch (method) {
      case E, G, L, O, R, X, Y, Z -> true;
      case M -> "bwdqvy2".indexOf(size) >= 0;
      case FIXED -> fixedKind == OperandKind.GPR && size != 'w';
      default -> false;
    };
  }

  /**
   * How wide the operand is, in bits; 0 for none that can be said.
   *
   * @param letter {@link #size} or {@link #memorySize}
   */
  static int bits(char letter, int opSize, CodeMode mode) {
    return switch (letter) {
      case 'b' -> 8;
      case 'w' -> 16;
      case 'd' -> 32;
      case 'q' -> 64;
      case 't' -> 80;
      case 'x', 'o' -> 128;
      case 'v' -> opSize;
      case 'z' -> Math.min(opSize, 32);
      case 'y' -> Math.max(opSize, 32);
      case 'r' -> mode == CodeMode.BITS64 ? 64 : 32;
      case '2' -> 2 * Math.max(opSize, 32);
      case 'a' -> 2 * opSize;
      case 'p' -> 16 + opSize;
      case 's' -> mode == CodeMode.BITS64 ? 80 : 48;
      case '-' -> 0;
      default -> throw new IllegalArgumentException("size " + letter);
    };
  }
}
