package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.decode.Op;
import dev.xenolith.hv.machine.cpu.decode.OperandKind;

/** Shifts, rotates, bit tests and bit counts. */
final class BitOps {
  private final Core core;
  private final Alu alu;
  private final Operands operands;

  BitOps(Core core) {
    this.core = core;
    this.alu = core.alu;
    this.operands = core.operands;
  }

  int execute(Insn insn) {
    switch (insn.op()) {
      case ROL, ROR, RCL, RCR, SHL, SHR, SAR -> shift(insn);
      case SHLD, SHRD -> shiftDouble(insn);
      case BT, BTS, BTR, BTC -> bit(insn);
      case BSF, BSR -> scan(insn);
      case POPCNT, TZCNT, LZCNT -> count(insn);
      case ADCX, ADOX -> addOneFlag(insn);
      case CRC32 -> checksum(insn);
      default -> throw new IllegalStateException("not a bit instruction: " + insn.op());
    }
    return Outcome.NEXT;
  }

  private void shift(Insn insn) {
    int width = insn.width();
    long a = operands.readForWrite(insn, 0);
    int count = (int) operands.read(insn, 1);
    long result =
        switch (insn.op()) {
          case ROL -> alu.rol(a, count, width);
          case ROR -> alu.ror(a, count, width);
          case RCL -> alu.rcl(a, count, width);
          case RCR -> alu.rcr(a, count, width);
          case SHL -> alu.shl(a, count, width);
          case SHR -> alu.shr(a, count, width);
          default -> alu.sar(a, count, width);
        };
    operands.writeBack(insn, 0, result);
  }

  private void shiftDouble(Insn insn) {
    int width = insn.width();
    long a = operands.readForWrite(insn, 0);
    long b = operands.read(insn, 1);
    int count = (int) operands.read(insn, 2);
    boolean left = insn.op() == Op.SHLD;
    if (width == 16 && (count & 31) > 16) {
      // Undefined by the manuals. Silicon goes on with the second operand again.
      a = b;
      count = (count & 31) - 16;
    }
    operands.writeBack(insn, 0, left ? alu.shld(a, b, count, width) : alu.shrd(a, b, count, width));
  }

  private void bit(Insn insn) {
    int width = insn.width();
    long index = operands.read(insn, 1);
    boolean test = insn.op() == Op.BT;
    boolean reaches = Operands.isMemory(insn, 0) && insn.kind(1) == OperandKind.GPR;
    long value;
    if (reaches) {
      long offset = bitOffset(insn, index, width);
      value =
          test
              ? core.data.read(insn.segment(), offset, width >> 3)
              : core.data.readForWrite(insn.segment(), offset, width >> 3);
    } else {
      value = test ? operands.read(insn, 0) : operands.readForWrite(insn, 0);
    }
    long mask = 1L << (index & width - 1);
    if (!test) {
      long changed =
          switch (insn.op()) {
            case BTS -> value | mask;
            case BTR -> value & ~mask;
            default -> value ^ mask;
          };
      operands.writeBack(insn, 0, changed);
    }
    alu.setCarry((value & mask) != 0);
  }

  /** A bit index in a register reaches beyond the operand, in both directions. */
  private long bitOffset(Insn insn, long index, int width) {
    long words = Alu.signed(index, width) >> Integer.numberOfTrailingZeros(width);
    return Operands.truncateAddress(insn, operands.offset(insn) + words * (width >> 3));
  }

  private void scan(Insn insn) {
    long value = operands.read(insn, 1);
    int found = insn.op() == Op.BSF ? alu.bsf(value) : alu.bsr(value);
    if (value != 0) {
      operands.write(insn, 0, found);
    }
  }

  private void count(Insn insn) {
    operands.write(insn, 0, count(alu, insn.op(), operands.read(insn, 1), insn.width()));
  }

  /** What POPCNT, TZCNT or LZCNT make of a value. */
  static long count(Alu alu, Op op, long value, int width) {
    long result =
        switch (op) {
          case POPCNT -> Long.bitCount(value);
          case TZCNT -> value == 0 ? width : Long.numberOfTrailingZeros(value);
          default -> Long.numberOfLeadingZeros(value) - (64 - width);
        };
    if (op == Op.POPCNT) {
      alu.setFlags(value == 0 ? Rflags.ZF : 0);
    } else {
      alu.setZero(result == 0);
      alu.setCarry(value == 0);
    }
    return result;
  }

  private void addOneFlag(Insn insn) {
    boolean carry = insn.op() == Op.ADCX;
    long a = operands.read(insn, 0);
    long b = operands.read(insn, 1);
    int width = insn.width();
    long in = (carry ? alu.carry() : alu.overflow()) ? 1 : 0;
    long sum = Alu.truncate(a + b + in, width);
    boolean out = Long.compareUnsigned(sum, a) < 0 || in == 1 && sum == a;
    alu.setCarryOverflow(carry ? out : alu.carry(), carry ? alu.overflow() : out);
    operands.write(insn, 0, sum);
  }

  private void checksum(Insn insn) {
    long value = operands.read(insn, 1);
    int crc = (int) operands.gpr(insn.register(0), 32);
    for (int i = 0; i < insn.bits(1); i += 8) {
      crc ^= (int) (value >>> i) & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
      }
    }
    operands.setGpr(insn.register(0), Math.max(32, insn.bits(0)), crc & 0xFFFFFFFFL);
  }
}
