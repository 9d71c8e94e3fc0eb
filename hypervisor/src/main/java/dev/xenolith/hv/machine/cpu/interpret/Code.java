package dev.xenolith.hv.machine.cpu.interpret;

/**
 * The packed form of decoded code: what the interpreter runs, and what a compiler to JVM bytecode
 * can start from.
 *
 * <p>An instruction is one or more words of 64 bits. The first has the operation in bits 0 to 9 and
 * small fields: A in 10 to 14, B in 15 to 19, X in 20 to 24, S in 25 and 26, N in 27 to 31, and an
 * immediate or displacement in the upper half. Memory operands are {@code B + (X << S) +
 * displacement}, cut to 32 bits, in a flat segment; register 16 reads as 0. A byte register is its
 * number, plus 16 for bits 8 to 15. Everything that is not common is {@link #COLD}: the immediate
 * is the index of a decoded instruction that the {@link Executor} runs.
 *
 * <p>Instructions that end a block have in N how many instructions the block has, and are followed
 * by a word with the positions in the code of the blocks that come next (taken in the lower half,
 * not taken in the upper one, 0 where not known), a word with the RIP of the first and, if there is
 * a condition, one with that of the second.
 */
final class Code {
  static final int OPERATION = 0x3FF;

  /** How many instructions a block has at most: what fits N. */
  static final int BLOCK_LIMIT = 31;

  /** The zero register. */
  static final int ZERO = 16;

  /** The two-operand operations, in the order of the opcode map; TEST comes last. */
  static final int ADD = 0;

  static final int OR = 1;
  static final int ADC = 2;
  static final int SBB = 3;
  static final int AND = 4;
  static final int SUB = 5;
  static final int XOR = 6;
  static final int CMP = 7;
  static final int TEST = 8;

  /** Code that is no more: look up RIP again. */
  static final int STALE = 0;

  /** Go on at the position in the immediate. */
  static final int FORWARD = 1;

  static final int COLD = 2;
  static final int COLD_END = 3;
  static final int MOV_RR = 4;
  static final int MOV_RI = 5;
  static final int LOAD32 = 6;
  static final int STORE32 = 7;
  static final int STORE32_I = 8;
  static final int LOAD8 = 9;
  static final int STORE8 = 10;
  static final int STORE8_I = 11;
  static final int STORE16 = 12;
  static final int LOAD8_Z = 13;
  static final int LOAD16_Z = 14;
  static final int LOAD8_S = 15;
  static final int LOAD16_S = 16;
  static final int MOV8_RR = 17;
  static final int MOV8_RI = 18;
  static final int MOVZX8 = 19;
  static final int MOVZX16 = 20;
  static final int MOVSX8 = 21;
  static final int MOVSX16 = 22;
  static final int LEA = 23;
  static final int XCHG_RR = 24;
  static final int NOP = 25;

  /** Register with register: add one of the two-operand operations. */
  static final int RR = 32;

  /** Register with immediate. */
  static final int RI = 48;

  /** Register with memory. */
  static final int RM = 64;

  /** As RR and RI, for who needs no flags. */
  static final int RR_QUIET = 80;

  static final int RI_QUIET = 96;

  /** Memory with register or immediate (in the next word): the operation is in N. */
  static final int MR = 112;

  static final int MI = 113;
  static final int CMP_MR = 114;
  static final int CMP_MI = 115;
  static final int TEST_MI = 116;

  /** Bytes: the operation is in N. The immediate of BYTE_MI is in the next word. */
  static final int BYTE_RR = 117;

  static final int BYTE_RI = 118;
  static final int BYTE_RM = 119;
  static final int BYTE_MR = 120;
  static final int BYTE_MI = 121;
  static final int INC = 122;
  static final int DEC = 123;
  static final int NEG = 124;
  static final int NOT = 125;
  static final int INC_M = 126;
  static final int DEC_M = 127;
  static final int SHL_I = 128;
  static final int SHR_I = 129;
  static final int SAR_I = 130;
  static final int SHL_CL = 131;
  static final int SHR_CL = 132;
  static final int SAR_CL = 133;
  static final int ROL_I = 134;
  static final int ROR_I = 135;
  static final int IMUL_RR = 136;
  static final int IMUL_RRI = 137;
  static final int IMUL_RM = 138;
  static final int SHL_QUIET = 139;
  static final int SHR_QUIET = 140;
  static final int SAR_QUIET = 141;
  static final int INC_QUIET = 142;
  static final int DEC_QUIET = 143;
  static final int PUSH_R = 144;
  static final int PUSH_I = 145;
  static final int PUSH_M = 146;
  static final int POP_R = 147;
  static final int LEAVE = 148;
  static final int SETCC = 149;
  static final int CMOV_RR = 150;
  static final int MUL_R = 151;
  static final int SHLD_I = 152;
  static final int SHRD_I = 153;
  static final int BT_RI = 154;
  static final int CDQ = 155;
  static final int LOAD32_SEG = 156;
  static final int STORE32_SEG = 157;

  /** Ends of blocks. */
  static final int JMP = 160;

  static final int CALL = 161;
  static final int RET = 162;
  static final int JMP_R = 163;
  static final int JMP_M = 164;
  static final int CALL_R = 165;
  static final int CALL_M = 166;
  static final int JCC = 167;
  static final int JZ = 168;
  static final int JNZ = 169;
  static final int DEC_JNZ = 170;

  /** CMP and a jump: add the condition, of which only those of comparisons are used. */
  static final int CMP_RR_JCC = 176;

  static final int CMP_RI_JCC = 192;
  static final int TEST_RR_JCC = 208;

  private Code() {}

  /** A first word. */
  static long word(int operation, int a, int b, long immediate) {
    return operation | (long) a << 10 | (long) b << 15 | immediate << 32;
  }

  /** A first word with a memory operand. */
  static long memory(int operation, int a, int base, int index, int scale, long displacement) {
    return word(operation, a, base, displacement) | (long) index << 20 | (long) scale << 25;
  }

  /** The same word with another N. */
  static long withN(long word, int n) {
    return word & ~(31L << 27) | (long) n << 27;
  }

  static int a(long word) {
    return (int) (word >>> 10) & 31;
  }

  static int b(long word) {
    return (int) (word >>> 15) & 31;
  }

  static int x(long word) {
    return (int) (word >>> 20) & 31;
  }

  static int s(long word) {
    return (int) (word >>> 25) & 3;
  }

  static int n(long word) {
    return (int) (word >>> 27) & 31;
  }
}
