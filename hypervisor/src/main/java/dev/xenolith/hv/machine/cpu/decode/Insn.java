package dev.xenolith.hv.machine.cpu.decode;

/**
 * A decoded instruction. Mutable and meant to be used again: {@link Decoder#decode} overwrites all
 * of it. Register numbers are those of the encoding (0 to 15), sizes are in bits.
 */
public final class Insn {
  /** No register, no segment override. */
  public static final int NONE = -1;

  /** As {@link #base}: the address of the next instruction. */
  public static final int BASE_RIP = 16;

  /** Bits of {@link #prefixes}. */
  public static final int PREFIX_LOCK = 1;

  /** F3 is there: REP, REPE, or part of the opcode. */
  public static final int PREFIX_REP = 2;

  /** F2 is there: REPNE, or part of the opcode. */
  public static final int PREFIX_REPNE = 4;

  /** 66 is there. */
  public static final int PREFIX_OPERAND_SIZE = 8;

  /** 67 is there. */
  public static final int PREFIX_ADDRESS_SIZE = 16;

  private static final int OPERANDS = 4;

  CodeMode mode = CodeMode.BITS32;
  Row row;
  int length;
  int prefixes;

  /** The bytes, as far as they were read, and how many of them are prefixes. */
  final byte[] bytes = new byte[Decoder.MAX_LENGTH];

  int prefixLength;

  /** F2 or F3, the last of them; 0 when there is none. */
  int repeatPrefix;

  int rex;
  int segmentOverride;
  int opcode;
  int modrm;
  int condition;
  int operandSize;
  int addressSize;
  int width;
  boolean memory;
  boolean hasSib;
  boolean illegalLock;
  int base;
  int index;
  int scaleShift;
  int displacementBits;
  long displacement;
  int segment;
  long imm;
  long imm2;

  private final OperandKind[] kinds = new OperandKind[OPERANDS];
  private final int[] registers = new int[OPERANDS];
  private final int[] sizes = new int[OPERANDS];
  private int operandCount;

  /** An instruction to decode into. Its accessors mean nothing before that. */
  public Insn() {
    reset(CodeMode.BITS32);
  }

  void reset(CodeMode newMode) {
    mode = newMode;
    row = null;
    length = 0;
    prefixes = 0;
    repeatPrefix = 0;
    rex = 0;
    segmentOverride = NONE;
    opcode = 0;
    modrm = 0;
    condition = 0;
    operandSize = 0;
    addressSize = 0;
    width = 0;
    memory = false;
    hasSib = false;
    prefixLength = 0;
    illegalLock = false;
    base = NONE;
    index = NONE;
    scaleShift = 0;
    displacementBits = 0;
    displacement = 0;
    segment = NONE;
    imm = 0;
    imm2 = 0;
    operandCount = 0;
    for (int i = 0; i < OPERANDS; i++) {
      kinds[i] = OperandKind.NONE;
    }
  }

  void addOperand(OperandKind kind, int register, int bits) {
    kinds[operandCount] = kind;
    registers[operandCount] = register;
    sizes[operandCount] = bits;
    operandCount++;
  }

  /** The mode it was decoded for. */
  public CodeMode mode() {
    return mode;
  }

  /** Its row in the table; null when there is none. */
  public Row row() {
    return row;
  }

  /** What it means; null when there is no row. */
  public Op op() {
    return row == null ? null : row.op();
  }

  /**
   * How many bytes it has. After {@link Decoded#NEED_BYTE}, the index of the byte that is missing.
   */
  public int length() {
    return length;
  }

  /** The prefixes that are there, {@code PREFIX_} bits. */
  public int prefixes() {
    return prefixes;
  }

  /** Whether it is locked (and {@link #illegalLock} says that it may be). */
  public boolean locked() {
    return (prefixes & PREFIX_LOCK) != 0;
  }

  /** Whether LOCK stands before something that cannot be locked: raises #UD. */
  public boolean illegalLock() {
    return illegalLock;
  }

  /** Whether this string instruction repeats while rCX is not zero: REP, REPE or REPNE. */
  public boolean repeated() {
    return repeatPrefix != 0 && row.repeats();
  }

  /** Whether a repeated CMPS or SCAS goes on while ZF is clear (REPNE) rather than set. */
  public boolean repeatedWhileNotEqual() {
    return repeatPrefix == 0xf2;
  }

  /** The last of its segment override prefixes, as a byte; 0 when there is none. */
  int lastSegmentPrefix() {
    for (int i = prefixLength - 1; i >= 0; i--) {
      switch (bytes[i]) {
        case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65 -> {
          return bytes[i];
        }
        default -> {}
      }
    }
    return 0;
  }

  /**
   * One of its bytes.
   *
   * @param i from 0, less than {@link #length}
   * @return 0 to 255
   */
  public int byteAt(int i) {
    return bytes[i] & 0xff;
  }

  /** The REX prefix, 0x40 to 0x4f, or 0. */
  public int rex() {
    return rex;
  }

  /** The last opcode byte. */
  public int opcode() {
    return opcode;
  }

  /** The modrm byte; 0 when there is none. */
  public int modrm() {
    return modrm;
  }

  /** The condition of Jcc, SETcc, CMOVcc: the low four bits of the opcode. */
  public int condition() {
    return condition;
  }

  /** EFLAGS bits it reads. */
  public int testedFlags() {
    return row.opcodes == 16 ? FlagMask.ofCondition(condition) : row.testedFlags();
  }

  /**
   * The effective operand-size attribute: 16, 32 or 64. Also the size of what is pushed, or of a
   * branch.
   */
  public int operandSize() {
    return operandSize;
  }

  /**
   * The effective address-size attribute: 16, 32 or 64. Also the size of the count of REP, LOOP and
   * JCXZ.
   */
  public int addressSize() {
    return addressSize;
  }

  /** What the operation works on, in bits: 8 for byte forms, else mostly {@link #operandSize}. */
  public int width() {
    return width;
  }

  /**
   * Whether it is 90, which the opcode map has as an exchange of rAX with itself: it does nothing,
   * while the same exchange in its other encoding clears the upper half of RAX (SDM vol. 2, NOP).
   */
  public boolean isOneByteNop() {
    return row.op() == Op.XCHG && !row.usesModrm && registers[0] == 0;
  }

  /** How many operands it has, 0 to 4. Destination first. */
  public int operandCount() {
    return operandCount;
  }

  /** What an operand is. */
  public OperandKind kind(int operand) {
    return kinds[operand];
  }

  /** The register number of an operand that is one. */
  public int register(int operand) {
    return registers[operand];
  }

  /** How wide an operand is; 0 where the instruction alone says how much memory it takes. */
  public int bits(int operand) {
    return sizes[operand];
  }

  /** Whether an operand is memory addressed by the fields below. */
  public boolean hasMemory() {
    return memory;
  }

  /** The base register, {@link #BASE_RIP}, or {@link #NONE}. */
  public int base() {
    return base;
  }

  /** The index register or {@link #NONE}. */
  public int index() {
    return index;
  }

  /** What the index is shifted left by, 0 to 3. */
  public int scaleShift() {
    return scaleShift;
  }

  /**
   * The displacement, sign-extended. The sum of an address is truncated to {@link #addressSize}.
   */
  public long displacement() {
    return displacement;
  }

  /**
   * The segment of the memory or string source operand: the override, or SS for stack bases, or DS.
   */
  public int segment() {
    return segment;
  }

  /** The segment named by a prefix, as in the encoding of segment registers, or {@link #NONE}. */
  public int segmentOverride() {
    return segmentOverride;
  }

  /** The first immediate, branch distance or far offset, extended as the instruction wants it. */
  public long imm() {
    return imm;
  }

  /** The second immediate, or the selector of a far pointer. */
  public long imm2() {
    return imm2;
  }

  /**
   * Where a relative branch goes, given the address of this instruction: truncated to the operand
   * size.
   */
  public long target(long rip) {
    long to = rip + length + imm;
    return operandSize == 64 ? to : to & (1L << operandSize) - 1;
  }
}
