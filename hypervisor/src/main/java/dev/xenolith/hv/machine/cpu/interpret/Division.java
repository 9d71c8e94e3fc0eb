package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.Alu;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import java.math.BigInteger;

/** DIV and IDIV, of a dividend in RDX and RAX. They leave the flags alone. */
final class Division {
  private static final int RAX = CpuState.RAX;
  private static final int RDX = CpuState.RDX;

  private Division() {}

  /**
   * Divides.
   *
   * @param width of the divisor: 8, 16, 32 or 64
   * @param divisor zero-extended
   * @throws GuestFault with #DE, and no register changed
   */
  static void divide(long[] gpr, int width, long divisor, boolean signed) {
    if (divisor == 0) {
      throw GuestFault.of(Vector.DE);
    }
    if (width == 64) {
      divideWide(gpr, divisor, signed);
    } else if (signed) {
      divideSigned(gpr, width, Alu.signed(divisor, width));
    } else {
      long dividend = dividend(gpr, width);
      long quotient = Long.divideUnsigned(dividend, divisor);
      check(Alu.truncate(quotient, width) == quotient);
      set(gpr, width, quotient, Long.remainderUnsigned(dividend, divisor));
    }
  }

  private static void divideSigned(long[] gpr, int width, long divisor) {
    long dividend = Alu.signed(dividend(gpr, width), 2 * width);
    long quotient = dividend / divisor;
    check(
        Alu.signed(quotient, width) == quotient && !(width == 32 && overflows(dividend, divisor)));
    set(gpr, width, quotient, dividend % divisor);
  }

  private static long dividend(long[] gpr, int width) {
    return width == 8
        ? gpr[RAX] & 0xFFFF
        : Alu.truncate(gpr[RDX], width) << width | Alu.truncate(gpr[RAX], width);
  }

  private static void set(long[] gpr, int width, long quotient, long remainder) {
    switch (width) {
      case 8 -> setLow(gpr, RAX, (remainder & 0xFF) << 8 | quotient & 0xFF);
      case 16 -> {
        setLow(gpr, RAX, quotient);
        setLow(gpr, RDX, remainder);
      }
      default -> {
        gpr[RAX] = Alu.truncate(quotient, width);
        gpr[RDX] = Alu.truncate(remainder, width);
      }
    }
  }

  private static void setLow(long[] gpr, int register, long value) {
    gpr[register] = gpr[register] & ~0xFFFFL | value & 0xFFFF;
  }

  private static boolean overflows(long dividend, long divisor) {
    return dividend == Long.MIN_VALUE && divisor == -1;
  }

  private static void check(boolean fits) {
    if (!fits) {
      throw GuestFault.of(Vector.DE);
    }
  }

  private static void divideWide(long[] gpr, long divisor, boolean signed) {
    long low = gpr[RAX];
    if (gpr[RDX] == (signed ? low >> 63 : 0) && !(signed && overflows(low, divisor))) {
      // What compilers make: the upper half only extends the lower one.
      gpr[RAX] = signed ? low / divisor : Long.divideUnsigned(low, divisor);
      gpr[RDX] = signed ? low % divisor : Long.remainderUnsigned(low, divisor);
      return;
    }
    BigInteger dividend = big(gpr[RDX], signed).shiftLeft(64).add(big(low, false));
    BigInteger[] parts = dividend.divideAndRemainder(big(divisor, signed));
    check(signed ? parts[0].bitLength() <= 63 : parts[0].bitLength() <= 64);
    gpr[RAX] = parts[0].longValue();
    gpr[RDX] = parts[1].longValue();
  }

  private static BigInteger big(long value, boolean signed) {
    BigInteger all = BigInteger.valueOf(value);
    return signed || value >= 0 ? all : all.add(BigInteger.ONE.shiftLeft(64));
  }
}
