package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/**
 * Finds the packed form of an instruction, where it has one. It chooses forms; what they do is not
 * said here.
 */
abstract class Lifter {
  /** Answered for an instruction that has no form of its own. */
  static final long NONE = -1;

  /** What is being lifted, and its address. */
  Insn insn;

  long rip;

  /** The word after the first one, if {@link #hasSecond}. */
  long second;

  boolean hasSecond;

  /** A whole operation of one word to be run before, or of two, if there is one. */
  long prefix;

  long prefixSecond;
  boolean hasPrefix;
  boolean hasPrefixSecond;

  /** The first word of an instruction that does not end a block, or {@link #NONE}. */
  abstract long lift(Insn decoded, long address);

  /** The first word of an instruction that ends a block, or {@link #NONE}. */
  abstract long liftEnd(Insn decoded, long address);

  final void start(Insn decoded, long address) {
    insn = decoded;
    rip = address;
    hasSecond = false;
    hasPrefix = false;
    hasPrefixSecond = false;
  }

  final boolean isMemory(int operand) {
    return insn.kind(operand) == OperandKind.MEMORY;
  }

  final boolean isRegister(int operand, int bits) {
    return insn.kind(operand) == OperandKind.GPR && insn.bits(operand) == bits;
  }

  final boolean isByteRegister(int operand) {
    return isRegister(operand, 8) || insn.kind(operand) == OperandKind.GPR_HIGH;
  }

  final int byteRegister(int operand) {
    return insn.register(operand) + (insn.kind(operand) == OperandKind.GPR_HIGH ? 16 : 0);
  }

  final long registers(int operation) {
    return Code.word(operation, insn.register(0), insn.register(1), 0);
  }
}
