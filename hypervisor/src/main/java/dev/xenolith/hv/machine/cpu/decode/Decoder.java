package dev.xenolith.hv.machine.cpu.decode;

/**
 * Decodes one instruction after another. Allocates nothing; not thread-safe.
 *
 * <p>A byte that cannot be fetched reads as zero from then on, and the answer is thrown away at the
 * end: so the first byte missing is the one reported, as silicon faults on it.
 */
public final class Decoder {
  /** No instruction is longer. */
  public static final int MAX_LENGTH = 15;

  private final InsnTable table;

  private ByteSource source;
  private Insn out;
  private int position;
  private Decoded failure;

  /** A decoder for every instruction known. */
  public Decoder() {
    this(InsnTable.standard());
  }

  /** A decoder for the instructions of this table; others are undefined. */
  public Decoder(InsnTable table) {
    this.table = table;
  }

  /**
   * Decodes one instruction.
   *
   * @param mode what CS says of the code
   * @param bytes where to read it
   * @param insn overwritten with it; holds what is known of it also when it is not {@link
   *     Decoded#OK}
   */
  public Decoded decode(CodeMode mode, ByteSource bytes, Insn insn) {
    source = bytes;
    out = insn;
    position = 0;
    failure = null;
    insn.reset(mode);
    int opcode = prefixes(mode);
    int map = 0;
    if (opcode == 0x0f) {
      map = 1;
      opcode = next();
      if (opcode == 0x38 || opcode == 0x3a) {
        map = opcode == 0x38 ? 2 : 3;
        opcode = next();
      }
    }
    insn.opcode = opcode;
    Row[] rows = table.at(map, opcode);
    if (rows == null) {
      return end(Decoded.UNDEFINED);
    }
    if (rows[0].usesModrm) {
      insn.modrm = next();
    }
    Row row = match(rows);
    if (row == null) {
      return end(Decoded.UNDEFINED);
    }
    insn.row = row;
    return end(body(row) ? Decoded.OK : Decoded.UNDEFINED);
  }

  private Decoded end(Decoded outcome) {
    out.length = position;
    return failure == null ? outcome : failure;
  }

  private int next() {
    if (failure != null) {
      return 0;
    }
    if (position == MAX_LENGTH) {
      failure = Decoded.TOO_LONG;
      return 0;
    }
    int value = source.at(position);
    if (value < 0) {
      failure = Decoded.NEED_BYTE;
      return 0;
    }
    out.bytes[position++] = (byte) value;
    return value;
  }

  /** Reads the prefixes and returns the byte after them. */
  private int prefixes(CodeMode mode) {
    while (true) {
      int b = next();
      switch (b) {
        case 0x26 -> segmentPrefix(Encoding.ES, mode);
        case 0x2e -> segmentPrefix(Encoding.CS, mode);
        case 0x36 -> segmentPrefix(Encoding.SS, mode);
        case 0x3e -> segmentPrefix(Encoding.DS, mode);
        case 0x64 -> segmentPrefix(Encoding.FS, mode);
        case 0x65 -> segmentPrefix(Encoding.GS, mode);
        case 0x66 -> out.prefixes |= Insn.PREFIX_OPERAND_SIZE;
        case 0x67 -> out.prefixes |= Insn.PREFIX_ADDRESS_SIZE;
        case 0xf0 -> out.prefixes |= Insn.PREFIX_LOCK;
        case 0xf2, 0xf3 -> {
          out.prefixes |= b == 0xf2 ? Insn.PREFIX_REPNE : Insn.PREFIX_REP;
          out.repeatPrefix = b;
        }
        default -> {
          if (mode != CodeMode.BITS64 || (b & 0xf0) != 0x40) {
            out.prefixLength = Math.max(0, position - 1 - (out.rex == 0 ? 0 : 1));
            return b;
          }
          out.rex = b;
          continue;
        }
      }
      out.rex = 0;
    }
  }

  /** In 64-bit code the four old overrides are there but have no effect. */
  private void segmentPrefix(int segment, CodeMode mode) {
    if (mode != CodeMode.BITS64 || segment >= Encoding.FS) {
      out.segmentOverride = segment;
    }
  }

  private Row match(Row[] rows) {
    for (Row row : rows) {
      if (row.matches(out)) {
        return row;
      }
    }
    return null;
  }

  /** What follows once the row is known. */
  private boolean body(Row row) {
    if (row.opcodes == 16) {
      out.condition = out.opcode & 15;
    }
    out.operandSize = operandSize(row);
    out.addressSize = addressSize();
    if (row.usesModrm && out.modrm < 0xc0 && !row.has(Row.Attribute.ANYMOD)) {
      out.memory = true;
      memory();
    }
    boolean valid = true;
    for (OperandSpec operand : row.operands) {
      valid &= operand(operand);
    }
    out.width = row.widthOperand < 0 ? out.operandSize : out.bits(row.widthOperand);
    if (out.locked() && !(row.lockable() && out.memory)) {
      out.illegalLock = true;
      valid = false;
    }
    return valid;
  }

  private int operandSize(Row row) {
    boolean has66 = (out.prefixes & Insn.PREFIX_OPERAND_SIZE) != 0 && row.prefix != Row.PREFIX_66;
    switch (out.mode) {
      case BITS16 -> {
        return has66 ? 32 : 16;
      }
      case BITS32 -> {
        return has66 ? 16 : 32;
      }
      default -> {
        if ((out.rex & 8) != 0 || row.has(Row.Attribute.F64)) {
          return 64;
        }
        if (has66) {
          return 16;
        }
        return row.has(Row.Attribute.D64) ? 64 : 32;
      }
    }
  }

  private int addressSize() {
    boolean has67 = (out.prefixes & Insn.PREFIX_ADDRESS_SIZE) != 0;
    return switch (out.mode) {
      case BITS16 -> has67 ? 32 : 16;
      case BITS32 -> has67 ? 16 : 32;
      case BITS64 -> has67 ? 32 : 64;
    };
  }

  private void memory() {
    int mod = out.modrm >> 6;
    int rm = out.modrm & 7;
    if (out.addressSize == 16) {
      memory16(mod, rm);
    } else if (rm == 4) {
      sib(mod);
    } else if (mod == 0 && rm == 5) {
      displacement(32);
      out.base = out.mode == CodeMode.BITS64 ? Insn.BASE_RIP : Insn.NONE;
    } else {
      out.base = rm | (out.rex & 1) << 3;
      displacementOf(mod, 32);
    }
    boolean stack = out.base == Encoding.SP || out.base == Encoding.BP;
    dataSegment(stack ? Encoding.SS : Encoding.DS);
  }

  private void memory16(int mod, int rm) {
    if (mod == 0 && rm == 6) {
      displacement(16);
      return;
    }
    switch (rm) {
      case 0, 1, 7 -> out.base = Encoding.BX;
      case 2, 3, 6 -> out.base = Encoding.BP;
      case 4 -> out.base = Encoding.SI;
      default -> out.base = Encoding.DI;
    }
    if (rm < 4) {
      out.index = (rm & 1) == 0 ? Encoding.SI : Encoding.DI;
    }
    displacementOf(mod, 16);
  }

  private void sib(int mod) {
    int sib = next();
    out.hasSib = true;
    out.scaleShift = sib >> 6;
    int index = sib >> 3 & 7 | (out.rex & 2) << 2;
    out.index = index == Encoding.SP ? Insn.NONE : index;
    if ((sib & 7) == Encoding.BP && mod == 0) {
      displacement(32);
    } else {
      out.base = sib & 7 | (out.rex & 1) << 3;
      displacementOf(mod, 32);
    }
  }

  private void displacementOf(int mod, int full) {
    if (mod == 1) {
      displacement(8);
    } else if (mod == 2) {
      displacement(full);
    }
  }

  private void displacement(int bits) {
    out.displacementBits = bits;
    out.displacement = signed(bits);
  }

  private void dataSegment(int usual) {
    out.segment = out.segmentOverride == Insn.NONE ? usual : out.segmentOverride;
  }

  private long signed(int bits) {
    return unsigned(bits) << 64 - bits >> 64 - bits;
  }

  private long unsigned(int bits) {
    long value = 0;
    for (int shift = 0; shift < bits; shift += 8) {
      value |= (long) next() << shift;
    }
    return value;
  }

  /** Adds one operand; false when it names a register that does not exist. */
  private boolean operand(OperandSpec spec) {
    int reg = out.modrm >> 3 & 7;
    int rm = out.modrm & 7;
    int rexReg = reg | (out.rex & 4) << 1;
    int rexRm = rm | (out.rex & 1) << 3;
    int bits = bits(spec.size);
    switch (spec.method) {
      case G -> general(rexReg, bits);
      case E, M, R -> generalOrMemory(rexRm, spec);
      case Z -> general(out.opcode & 7 | (out.rex & 1) << 3, bits);
      case P -> out.addOperand(OperandKind.MMX, reg, bits);
      case N, Q -> registerOrMemory(OperandKind.MMX, rm, spec);
      case V -> out.addOperand(OperandKind.XMM, rexReg, bits);
      case U, W -> registerOrMemory(OperandKind.XMM, rexRm, spec);
      case STACK -> out.addOperand(OperandKind.X87, rm, bits);
      case FIXED -> fixed(spec, bits);
      case X -> {
        dataSegment(Encoding.DS);
        out.addOperand(OperandKind.STRING_SOURCE, Encoding.SI, bits);
      }
      case Y -> out.addOperand(OperandKind.STRING_DESTINATION, Encoding.DI, bits);
      case O -> offset(bits);
      case L -> {
        out.memory = true;
        out.base = Encoding.BX;
        dataSegment(Encoding.DS);
        out.addOperand(OperandKind.MEMORY, 0, bits);
      }
      case C, D, S -> {
        return system(spec.method, reg, rexReg, bits);
      }
      default -> immediate(spec, bits);
    }
    return true;
  }

  private int bits(char letter) {
    return OperandSpec.bits(letter, out.operandSize, out.mode);
  }

  private void general(int register, int bits) {
    if (bits == 8 && out.rex == 0 && register >= 4) {
      out.addOperand(OperandKind.GPR_HIGH, register - 4, 8);
    } else {
      out.addOperand(OperandKind.GPR, register, bits);
    }
  }

  private void generalOrMemory(int register, OperandSpec spec) {
    if (out.memory) {
      out.addOperand(OperandKind.MEMORY, 0, bits(spec.memorySize));
    } else {
      general(register, bits(spec.size));
    }
  }

  private void registerOrMemory(OperandKind kind, int register, OperandSpec spec) {
    if (out.memory) {
      out.addOperand(OperandKind.MEMORY, 0, bits(spec.memorySize));
    } else {
      out.addOperand(kind, register, bits(spec.size));
    }
  }

  private void fixed(OperandSpec spec, int bits) {
    if (spec.fixedKind == OperandKind.IMMEDIATE) {
      out.imm = spec.fixedNumber;
    }
    out.addOperand(spec.fixedKind, spec.fixedNumber, bits);
  }

  private void offset(int bits) {
    out.memory = true;
    out.displacementBits = out.addressSize;
    out.displacement = unsigned(out.addressSize);
    dataSegment(Encoding.DS);
    out.addOperand(OperandKind.MEMORY, 0, bits);
  }

  private boolean system(OperandSpec.Method method, int reg, int rexReg, int bits) {
    switch (method) {
      case C -> {
        out.addOperand(OperandKind.CONTROL, rexReg, bits);
        return rexReg == 8 || rexReg < 5 && rexReg != 1;
      }
      case D -> {
        out.addOperand(OperandKind.DEBUG, rexReg, bits);
        return rexReg < 8;
      }
      default -> {
        out.addOperand(OperandKind.SEGMENT, reg, bits);
        return reg < 6 && !(reg == Encoding.CS && out.op() == Op.MOV_TO_SREG);
      }
    }
  }

  private void immediate(OperandSpec spec, int bits) {
    switch (spec.method) {
      case A -> {
        out.imm = unsigned(out.operandSize);
        out.imm2 = unsigned(16);
        out.addOperand(OperandKind.FAR_POINTER, 0, bits);
      }
      case J -> {
        out.imm = signed(bits);
        out.addOperand(OperandKind.RELATIVE, 0, bits);
      }
      case SIGNED_IMMEDIATE -> {
        out.imm = signed(8);
        out.addOperand(OperandKind.IMMEDIATE, 0, out.operandSize);
      }
      default -> {
        boolean second =
            out.operandCount() > 0 && out.kind(out.operandCount() - 1) == OperandKind.IMMEDIATE;
        if (second) {
          out.imm2 = unsigned(bits);
          out.addOperand(OperandKind.IMMEDIATE2, 0, bits);
        } else {
          out.imm = spec.size == 'z' ? signed(bits) : unsigned(bits);
          out.addOperand(OperandKind.IMMEDIATE, 0, spec.size == 'z' ? out.operandSize : bits);
        }
      }
    }
  }
}
