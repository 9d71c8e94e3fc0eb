package dev.xenolith.hv.machine.cpu.decode;

/** One row of the table: one form of one instruction. Immutable. */
public final class Row {
  static final int ANY_PREFIX = 0;
  static final int NO_PREFIX = 1;
  static final int NO_REPEAT = 2;
  static final int PREFIX_66 = 3;
  static final int PREFIX_F3 = 4;
  static final int PREFIX_F2 = 5;

  /** Attributes that are a word. */
  enum Attribute {
    LOCK,
    REP,
    REPZ,
    PRIV,
    IOPL,
    ANYMOD,
    I64,
    O64,
    D64,
    F64,
    SUFFIX,
    NOSIZE
  }

  private final int id;
  private final Op op;
  private final Feature feature;
  private final int written;
  private final int undefined;
  private final int tested;
  private final int attributes;

  final int map;
  final int opcode;

  /** How many opcodes the row has: 1, 8 for +r, 16 for +cc. */
  final int opcodes;

  final int prefix;
  final boolean usesModrm;
  final int modrmMask;
  final int modrmValue;
  final boolean onlyMemory;
  final boolean onlyRegister;
  final OperandSpec[] operands;

  /** The operand that says how wide the operation is; -1 when the operand-size attribute does. */
  final int widthOperand;

  Row(int id, RowFields from) {
    this.id = id;
    this.op = from.op;
    this.feature = from.feature;
    this.written = from.written;
    this.undefined = from.undefined;
    this.tested = from.tested;
    this.attributes = from.attributes;
    this.map = from.map;
    this.opcode = from.opcode;
    this.opcodes = from.opcodes;
    this.prefix = from.prefix;
    this.modrmMask = from.modrmMask;
    this.modrmValue = from.modrmValue;
    this.operands = from.operands;
    boolean modrm = modrmMask != 0;
    boolean memory = false;
    boolean register = false;
    for (OperandSpec operand : operands) {
      modrm |= operand.usesModrm();
      memory |= operand.onlyMemory();
      register |= operand.onlyRegister();
    }
    this.usesModrm = modrm;
    this.onlyMemory = memory;
    this.onlyRegister = register && !has(Attribute.ANYMOD);
    this.widthOperand = findWidthOperand();
  }

  private int findWidthOperand() {
    for (int i = 0; i < operands.length; i++) {
      if (operands[i].hasOperationWidth()) {
        return i;
      }
    }
    return -1;
  }

  /** Names by operand size in Intel syntax: one, or three for 16, 32, 64. */
  String[] intelNames() {
    return TableText.row(id).intelNames;
  }

  /** The same in AT&T syntax. */
  String[] attNames() {
    return TableText.row(id).attNames;
  }

  /** Whether some operand has one of these size letters. */
  boolean hasOperandSizedBy(String letters) {
    for (OperandSpec operand : operands) {
      if (letters.indexOf(operand.size) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** The operand that may be memory, or -1. */
  int memoryOperand() {
    for (int i = 0; i < operands.length; i++) {
      if (operands[i].mayBeMemory()) {
        return i;
      }
    }
    return -1;
  }

  boolean has(Attribute attribute) {
    return (attributes & 1 << attribute.ordinal()) != 0;
  }

  /** Position in the table, from 0: stable within one build only. */
  public int id() {
    return id;
  }

  /** The meaning. */
  public Op op() {
    return op;
  }

  /** What the processor must have. */
  public Feature feature() {
    return feature;
  }

  /** Whether it raises #GP(0) outside ring 0. */
  public boolean privileged() {
    return has(Attribute.PRIV);
  }

  /** Whether IOPL (and, for port I/O, the permission map) decides if it may run. */
  public boolean ioplSensitive() {
    return has(Attribute.IOPL);
  }

  /** Whether LOCK is legal when the destination is memory. */
  public boolean lockable() {
    return has(Attribute.LOCK);
  }

  /** Whether REP or REPE/REPNE repeats it. */
  public boolean repeats() {
    return has(Attribute.REP) || has(Attribute.REPZ);
  }

  /** Whether it is undefined in 64-bit code. */
  public boolean invalidIn64() {
    return has(Attribute.I64);
  }

  /** Whether it exists in 64-bit code only. */
  public boolean only64() {
    return has(Attribute.O64);
  }

  /** EFLAGS bits the instruction reads. */
  public int testedFlags() {
    return tested;
  }

  /** EFLAGS bits the instruction may write with a defined value. */
  public int writtenFlags() {
    return written;
  }

  /** EFLAGS bits the manual leaves undefined, whatever the operands. */
  public int undefinedFlags() {
    return undefined;
  }

  /**
   * EFLAGS bits the manual leaves undefined after this very execution.
   *
   * @param count for shifts and rotates, the count before it is masked: the immediate, or CL;
   *     otherwise ignored
   */
  public int undefinedFlags(Insn insn, int count) {
    return switch (op) {
      case ROL, ROR, RCL, RCR -> rotated(insn, count);
      case SHL, SHR, SAR -> shifted(insn, count);
      case SHLD, SHRD -> doubleShifted(insn, count);
      default -> undefined;
    };
  }

  private static int masked(Insn insn, int count) {
    return count & (insn.width() == 64 ? 63 : 31);
  }

  private static int rotated(Insn insn, int count) {
    int n = masked(insn, count);
    return n == 0 || n == 1 ? 0 : FlagMask.OF;
  }

  private int shifted(Insn insn, int count) {
    int n = masked(insn, count);
    if (n == 0) {
      return 0;
    }
    int mask = FlagMask.AF;
    if (n != 1) {
      mask |= FlagMask.OF;
    }
    if (op != Op.SAR && n >= insn.width()) {
      mask |= FlagMask.CF;
    }
    return mask;
  }

  private static int doubleShifted(Insn insn, int count) {
    int n = masked(insn, count);
    if (n == 0) {
      return 0;
    }
    if (n > insn.width()) {
      return FlagMask.ARITHMETIC;
    }
    return n == 1 ? FlagMask.AF : FlagMask.AF | FlagMask.OF;
  }

  /** The row as the table has it. */
  @Override
  public String toString() {
    return TableText.row(id).line;
  }

  /** Whether this is the row for an instruction whose prefixes, opcode and ModRM have been read. */
  boolean matches(Insn insn) {
    boolean register = insn.modrm >= 0xc0;
    boolean mode64 = insn.mode == CodeMode.BITS64;
    return (insn.modrm & modrmMask) == modrmValue
        && !(register ? onlyMemory : onlyRegister)
        && !(mode64 ? invalidIn64() : only64())
        && !exchangesWithR8(insn)
        && prefixMatches(insn);
  }

  /** With REX.B, 90 names a register other than rAX: XCHG, whatever stands before it. */
  private boolean exchangesWithR8(Insn insn) {
    return op == Op.PAUSE && (insn.rex & 1) != 0;
  }

  private boolean prefixMatches(Insn insn) {
    boolean has66 = (insn.prefixes & Insn.PREFIX_OPERAND_SIZE) != 0;
    return switch (prefix) {
      case NO_PREFIX -> !has66 && insn.repeatPrefix == 0;
      case NO_REPEAT -> insn.repeatPrefix == 0;
      case PREFIX_66 -> has66 && insn.repeatPrefix == 0;
      case PREFIX_F3 -> insn.repeatPrefix == 0xf3;
      case PREFIX_F2 -> insn.repeatPrefix == 0xf2;
      default -> true;
    };
  }
}
