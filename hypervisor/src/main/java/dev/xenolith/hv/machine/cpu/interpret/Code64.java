package dev.xenolith.hv.machine.cpu.interpret;

/**
 * The operations of packed 64-bit code. Words are laid out as {@link Code} says; what differs:
 *
 * <p>A memory operand is {@code B + (X << S) + displacement} in 64 bits, the displacement
 * sign-extended. Besides the sixteen registers and {@link Code#ZERO} it can name the bases of FS
 * and GS, and {@link #SCRATCH}, into which a word before the operation puts an address that would
 * not fit otherwise. Operations that come with 64 and 32 bits have the lowest bit of N set for 32
 * ({@link #NARROW}), or that of X where N is taken; those that have N as an operation have it in
 * the bits above.
 */
final class Code64 {
  /** Where an address is put together that one word cannot name. */
  static final int SCRATCH = 17;

  /** The bases of FS and GS. */
  static final int FS_BASE = 18;

  static final int GS_BASE = 19;

  /** Set in N for 32 bits. */
  static final int NARROW = 1;

  /** Moves: 64 bits, 32 bits. */
  static final int MOV = 4;

  static final int MOV32 = 5;

  /** Immediates: zero-extended, sign-extended, in the next word. */
  static final int MOV_I = 6;

  static final int MOV_IS = 7;
  static final int MOV_IW = 8;
  static final int LOAD64 = 9;
  static final int LOAD32 = 10;
  static final int STORE64 = 11;
  static final int STORE32 = 12;
  static final int STORE64_I = 13;
  static final int STORE32_I = 14;
  static final int STORE8_I = 15;
  static final int STORE8 = 16;
  static final int STORE16 = 17;
  static final int LOAD8 = 18;
  static final int LOAD8_Z = 19;
  static final int LOAD16_Z = 20;
  static final int LOAD8_S = 21;
  static final int LOAD16_S = 22;
  static final int LOAD32_S = 23;
  static final int MOV8 = 24;
  static final int MOV8_I = 25;
  static final int MOVZX8 = 26;
  static final int MOVZX16 = 27;
  static final int MOVSX8 = 28;
  static final int MOVSX16 = 29;
  static final int MOVSXD = 30;
  static final int LEA = 31;
  static final int LEA32 = 32;
  static final int PUSH = 33;
  static final int POP = 34;
  static final int PUSH_I = 35;
  static final int PUSH_M = 36;
  static final int LEAVE = 37;
  static final int SHL_I = 38;
  static final int SHR_I = 39;
  static final int SAR_I = 40;
  static final int SHL_QUIET = 41;
  static final int SHR_QUIET = 42;
  static final int SAR_QUIET = 43;
  static final int SETCC = 44;
  static final int CMOV = 45;

  /** Memory with register or immediate (in the next word): the operation is in N. */
  static final int MR = 46;

  static final int MI = 47;
  static final int CMP_MR = 48;
  static final int CMP_MI = 49;
  static final int TEST_MI = 50;
  static final int INC_M = 51;
  static final int DEC_M = 52;

  /** Bytes: the operation is in N. The immediate of BYTE_MI is in the next word. */
  static final int BYTE_RR = 53;

  static final int BYTE_RI = 54;
  static final int BYTE_RM = 55;
  static final int BYTE_MR = 56;
  static final int BYTE_MI = 57;
  static final int TEST8_RR = 58;
  static final int TEST8_RI = 59;
  static final int TEST8_MI = 60;
  static final int CMP8_MI = 61;
  static final int BT_RI = 62;
  static final int NOP = 63;

  /** Register with register: add one of the two-operand operations of {@link Code}. */
  static final int RR = 64;

  /** Register with immediate. */
  static final int RI = 80;

  /** Register with memory of 64 bits, of 32 bits. */
  static final int RM = 96;

  static final int RM32 = 112;

  /** As RR and RI, for who needs no flags. */
  static final int RR_QUIET = 128;

  static final int RI_QUIET = 144;

  static final int INC = 158;
  static final int DEC = 159;

  /** Ends of blocks. */
  static final int JMP = 160;

  static final int CALL = 161;
  static final int RET = 162;
  static final int JMP_R = 163;
  static final int JMP_M = 164;
  static final int CALL_R = 165;
  static final int CALL_M = 166;

  /** Add the condition. */
  static final int JCC = 176;

  /** CMP and a jump: add the condition, of which only those of comparisons are used. */
  static final int CMP_RR_JCC = 192;

  static final int CMP_RI_JCC = 208;

  /** TEST and a jump: add the condition, of which only those of signs are used. */
  static final int TEST_RR_JCC = 224;

  /** TEST of a register with an immediate, and of bytes, and a jump: zero or not. */
  static final int TEST_RI_JCC = 240;

  static final int TEST8_RR_JCC = 256;
  static final int TEST8_RI_JCC = 272;

  /** A byte or a word in memory and an immediate (in the fifth word), and a jump: zero or not. */
  static final int TEST8_MI_JCC = 288;

  static final int CMP8_MI_JCC = 304;
  static final int CMP32_MI_JCC = 320;
  static final int CMP64_MI_JCC = 336;

  /** From here on: what {@link RareForms} runs. */
  static final int RARE = 512;

  static final int NEG = 514;
  static final int NOT = 515;
  static final int INC_QUIET = 516;
  static final int DEC_QUIET = 517;
  static final int SHL_CL = 518;
  static final int SHR_CL = 519;
  static final int SAR_CL = 520;
  static final int ROL_CL = 521;
  static final int ROR_CL = 522;
  static final int ROL_I = 523;
  static final int ROR_I = 524;
  static final int SHLD_I = 525;
  static final int SHRD_I = 526;
  static final int IMUL_RR = 527;
  static final int IMUL_RRI = 528;
  static final int IMUL_RM = 529;
  static final int MUL_R = 530;
  static final int IMUL_R = 531;
  static final int XCHG_RR = 532;
  static final int XCHG_MR = 533;
  static final int XADD_MR = 534;
  static final int CMPXCHG_MR = 535;

  /** The condition is in the upper bits of N. */
  static final int CMOV_RM = 536;

  static final int SETCC_M = 537;
  static final int BSWAP = 538;
  static final int BSF = 539;
  static final int BSR = 540;
  static final int POPCNT = 541;
  static final int TZCNT = 542;
  static final int LZCNT = 543;
  static final int CDQE = 544;
  static final int CWDE = 545;
  static final int CQO = 546;
  static final int CDQ = 547;

  /** Bits in a register, in memory: what is done is in N (0 BT, 1 BTS, 2 BTR, 3 BTC). */
  static final int BIT_RR = 548;

  static final int BIT_RI = 549;
  static final int BIT_MR = 550;
  static final int BIT_MI = 551;

  /** Words of 16 bits: the operation is in N. The immediate of WORD_MI is in the next word. */
  static final int WORD_RR = 552;

  static final int WORD_RI = 553;
  static final int WORD_RM = 554;
  static final int WORD_MR = 555;
  static final int WORD_MI = 556;
  static final int LOAD16 = 557;
  static final int MOV16 = 558;
  static final int MOV16_I = 559;
  static final int STORE16_I = 560;

  /** Of RAX and RDX by a register or by memory. The immediate of IMUL_RMI is in the next word. */
  static final int MUL_M = 561;

  static final int IMUL_M = 562;
  static final int DIV_R = 563;
  static final int DIV_M = 564;
  static final int IDIV_R = 565;
  static final int IDIV_M = 566;
  static final int IMUL_RMI = 567;

  /** As IMUL_RR and IMUL_RRI, for who needs no flags. */
  static final int IMUL_RR_QUIET = 568;

  static final int IMUL_RRI_QUIET = 569;

  /** Here starts a region that was compiled: its number is in the immediate. */
  static final int COMPILED = 348;

  private Code64() {}

  /** 32 if N says so, else 0: how far operands are shifted to stand at the top of a long. */
  static int shift(long word) {
    return (int) (word >>> 22) & 32;
  }

  /** The same where N is taken and X is free. */
  static int shiftOfX(long word) {
    return (int) (word >>> 15) & 32;
  }

  /** How many words an operation has that does not end a block. */
  static int words(int operation) {
    return switch (operation) {
      case MOV_IW, STORE64_I, STORE32_I, STORE8_I, STORE16_I -> 2;
      case MI, CMP_MI, TEST_MI, BYTE_MI, TEST8_MI, CMP8_MI, BIT_MI, WORD_MI, IMUL_RMI -> 2;
      default -> 1;
    };
  }

  /** The operation in N. */
  static int operation(long word) {
    return (int) (word >>> 28) & 15;
  }
}
