package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;

/** Multiplication, division and decimal arithmetic. */
final class MultiplyOps {
  private static final int RAX = CpuState.RAX;
  private static final int RDX = CpuState.RDX;

  private final Alu alu;
  private final Operands operands;
  private final long[] gpr;

  MultiplyOps(Core core) {
    this.alu = core.alu;
    this.operands = core.operands;
    this.gpr = core.gpr;
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case MUL, IMUL -> multiply(insn);
      case IMUL_TRUNC -> multiplyTruncated(insn);
      case DIV, IDIV -> divide(insn);
      case DAA, DAS -> decimalAdjust(insn.op() == Op.DAS);
      case AAA, AAS -> asciiAdjust(insn.op() == Op.AAS);
      case AAM -> asciiAfterMultiply((int) insn.imm() & 0xFF);
      case AAD -> asciiBeforeDivide((int) insn.imm() & 0xFF);
      default -> throw new IllegalStateException("not a multiplication: " + insn.op());
    }
    return Outcome.NEXT;
  }

  private void multiply(Insn insn) {
    int width = insn.width();
    long a = operands.gpr(RAX, width);
    long b = operands.read(insn, 0);
    boolean signed = insn.op() == Op.IMUL;
    long high = signed ? Alu.imulHigh(a, b, width) : Alu.mulHigh(a, b, width);
    long low = signed ? alu.imul(a, b, width) : alu.mul(a, b, width);
    if (width == 8) {
      operands.setGpr(RAX, 16, high << 8 | low);
    } else {
      operands.setGpr(RAX, width, low);
      operands.setGpr(RDX, width, high);
    }
  }

  private void multiplyTruncated(Insn insn) {
    int last = insn.operandCount() - 1;
    long b = operands.read(insn, last);
    long a = operands.read(insn, last - 1);
    operands.write(insn, 0, alu.imul(a, b, insn.bits(0)));
  }

  private void divide(Insn insn) {
    long divisor = operands.read(insn, 0);
    Division.divide(gpr, insn.width(), divisor, insn.op() == Op.IDIV);
  }

  private void decimalAdjust(boolean subtract) {
    int old = (int) gpr[RAX] & 0xFF;
    boolean oldCarry = alu.carry();
    boolean half = alu.half() || (old & 0xF) > 9;
    boolean carry = oldCarry || old > 0x99;
    int sign = subtract ? -1 : 1;
    int value = old + (half ? sign * 6 : 0);
    // A borrow out of the low correction alone is a carry too; one out of the sum is implied by old
    // > 0x99.
    boolean carryOut = carry || subtract && half && value < 0;
    value += carry ? sign * 0x60 : 0;
    operands.setGpr(RAX, 8, value);
    alu.logic(value & 0xFF, 8);
    setCarryHalf(carryOut, half);
  }

  private void asciiAdjust(boolean subtract) {
    int ax = (int) gpr[RAX] & 0xFFFF;
    boolean adjust = (ax & 0xF) > 9 || alu.half();
    if (adjust) {
      ax += subtract ? -0x106 : 0x106;
    }
    operands.setGpr(RAX, 16, ax & 0xFF0F);
    alu.logic(ax & 0xF, 8);
    setCarryHalf(adjust, adjust);
  }

  private void setCarryHalf(boolean carry, boolean half) {
    int flags = alu.flags() & ~(Rflags.CF | Rflags.AF);
    alu.setFlags(flags | (carry ? Rflags.CF : 0) | (half ? Rflags.AF : 0));
  }

  private void asciiAfterMultiply(int base) {
    if (base == 0) {
      throw GuestFault.of(Vector.DE);
    }
    int al = (int) gpr[RAX] & 0xFF;
    operands.setGpr(RAX, 16, al / base << 8 | al % base);
    alu.logic(al % base, 8);
  }

  private void asciiBeforeDivide(int base) {
    int ax = (int) gpr[RAX];
    int al = (ax & 0xFF) + (ax >>> 8 & 0xFF) * base & 0xFF;
    operands.setGpr(RAX, 16, al);
    alu.logic(al, 8);
  }
}
