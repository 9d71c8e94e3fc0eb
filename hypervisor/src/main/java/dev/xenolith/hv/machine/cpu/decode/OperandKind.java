package dev.xenolith.hv.machine.cpu.decode;

/** What an operand of a decoded instruction is. */
public enum OperandKind {
  /** There is no such operand. */
  NONE,
  /** The low {@link Insn#bits} bits of a general register. */
  GPR,
  /** Bits 8 to 15 of a general register: AH, CH, DH, BH are those of register 0 to 3. */
  GPR_HIGH,
  /** Memory at segment, base, index, displacement. */
  MEMORY,
  /** Memory at the effective segment and rSI. */
  STRING_SOURCE,
  /** Memory at ES and rDI. */
  STRING_DESTINATION,
  /** {@link Insn#imm}, already extended to the size of the operation. */
  IMMEDIATE,
  /** {@link Insn#imm2}. */
  IMMEDIATE2,
  /** A target relative to the next instruction: {@link Insn#imm} is the distance. */
  RELATIVE,
  /**
   * A far pointer in the instruction: {@link Insn#imm2} the selector, {@link Insn#imm} the offset.
   */
  FAR_POINTER,
  /** A segment register. */
  SEGMENT,
  /** A control register. */
  CONTROL,
  /** A debug register. */
  DEBUG,
  /** An x87 register relative to the top of the stack. */
  X87,
  /** An MMX register. */
  MMX,
  /** An SSE register. */
  XMM
}
