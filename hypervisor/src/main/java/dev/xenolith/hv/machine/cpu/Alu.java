package dev.xenolith.hv.machine.cpu;

/**
 * Integer arithmetic and its flags: where the meaning of each arithmetic instruction stands,
 * whatever its width and wherever its operands come from.
 *
 * <p>Operands come in and results go out zero-extended; {@code width} is 8, 16, 32 or 64 and is a
 * constant at the call sites that matter, so that the compiler folds it. The flags are kept as the
 * last result and the carries of the last operation, from which each one is computed when somebody
 * asks: ZF, SF and PF from the result, CF, OF and AF from the carries. SF and PF can be flipped by
 * a correction, so that every combination can be loaded.
 */
public final class Alu {
  /** Carry out of bit 3: AF, at its place in RFLAGS. */
  private static final int HALF = Rflags.AF;

  /** SF is the opposite of the result's sign. */
  private static final int SIGN_FLIP = 1;

  /** Bits 8 to 15 are added (xor) to the result's low byte before its parity is taken. */
  private static final int PARITY_SHIFT = 8;

  /** A result that is neither zero nor negative and has even parity. */
  private static final long PLAIN_RESULT = 0x100;

  /** The last result, sign-extended. */
  private long result = PLAIN_RESULT;

  /**
   * The carries out of each bit, shifted so that the one out of the top bit is the sign: CF. OF:
   * the two top ones differ.
   */
  private long carries;

  /** HALF, SIGN_FLIP and the correction of the parity; nothing else. */
  private int extra = 1 << PARITY_SHIFT;

  /** The arithmetic flags, at their places in RFLAGS. */
  public int flags() {
    int flags = carry() ? Rflags.CF : 0;
    flags |= parity() ? Rflags.PF : 0;
    flags |= extra & HALF;
    flags |= zero() ? Rflags.ZF : 0;
    flags |= sign() ? Rflags.SF : 0;
    return flags | (overflow() ? Rflags.OF : 0);
  }

  /** Loads all arithmetic flags; other bits are ignored. */
  public void setFlags(int flags) {
    result = (flags & Rflags.ZF) != 0 ? 0 : PLAIN_RESULT;
    int next = flags & HALF;
    next |= (flags & Rflags.SF) != 0 ? SIGN_FLIP : 0;
    next |= (flags & Rflags.PF) != 0 ? 0 : 1 << PARITY_SHIFT;
    extra = next;
    setCarryOverflow((flags & Rflags.CF) != 0, (flags & Rflags.OF) != 0);
  }

  /** CF. */
  public boolean carry() {
    return carries < 0;
  }

  /** OF. */
  public boolean overflow() {
    return (carries ^ carries << 1) < 0;
  }

  /** ZF. */
  public boolean zero() {
    return result == 0;
  }

  /** SF. */
  public boolean sign() {
    return result < 0 ^ (extra & SIGN_FLIP) != 0;
  }

  /** PF. */
  public boolean parity() {
    return (Integer.bitCount(((int) result ^ extra >>> PARITY_SHIFT) & 0xFF) & 1) == 0;
  }

  /** AF. */
  public boolean half() {
    return (extra & HALF) != 0;
  }

  /** One of the sixteen conditions of Jcc, SETcc and CMOVcc, by the low four bits of the opcode. */
  public boolean condition(int code) {
    boolean holds =
        switch (code >> 1 & 7) {
          case 0 -> overflow();
          case 1 -> carry();
          case 2 -> zero();
          case 3 -> carry() || zero();
          case 4 -> sign();
          case 5 -> parity();
          case 6 -> sign() != overflow();
          default -> zero() || sign() != overflow();
        };
    return holds ^ (code & 1) != 0;
  }

  /** Sets CF alone. */
  public void setCarry(boolean carry) {
    setCarryOverflow(carry, overflow());
  }

  /** Sets ZF alone. */
  public void setZero(boolean zero) {
    setFlags(flags() & ~Rflags.ZF | (zero ? Rflags.ZF : 0));
  }

  /** Sets CF and OF, leaving the other flags: what rotates do. */
  public void setCarryOverflow(boolean carry, boolean overflow) {
    carries = (carry ? Long.MIN_VALUE : 0) | (carry != overflow ? Long.MIN_VALUE >>> 1 : 0);
  }

  /** ADD. */
  public long add(long a, long b, int width) {
    long sum = a + b;
    result = sum << 64 - width >> 64 - width;
    carries = (a & b | (a | b) & ~sum) << 64 - width;
    extra = (int) (a ^ b ^ sum) & HALF;
    return sum & -1L >>> 64 - width;
  }

  /** ADC. */
  public long adc(long a, long b, int width) {
    long sum = a + b + (carries >>> 63);
    result = sum << 64 - width >> 64 - width;
    carries = (a & b | (a | b) & ~sum) << 64 - width;
    extra = (int) (a ^ b ^ sum) & HALF;
    return sum & -1L >>> 64 - width;
  }

  /** SUB; CMP for who drops the result. */
  public long sub(long a, long b, int width) {
    long difference = a - b;
    result = difference << 64 - width >> 64 - width;
    carries = (~a & b | ~(a ^ b) & difference) << 64 - width;
    extra = (int) (a ^ b ^ difference) & HALF;
    return difference & -1L >>> 64 - width;
  }

  /** SBB. */
  public long sbb(long a, long b, int width) {
    long difference = a - b - (carries >>> 63);
    result = difference << 64 - width >> 64 - width;
    carries = (~a & b | ~(a ^ b) & difference) << 64 - width;
    extra = (int) (a ^ b ^ difference) & HALF;
    return difference & -1L >>> 64 - width;
  }

  /** NEG. */
  public long neg(long a, int width) {
    return sub(0, a, width);
  }

  /** INC: like ADD 1, but CF stays. */
  public long inc(long a, int width) {
    long before = carries;
    long sum = add(a, 1, width);
    keepCarry(before);
    return sum;
  }

  /** DEC: like SUB 1, but CF stays. */
  public long dec(long a, int width) {
    long before = carries;
    long difference = sub(a, 1, width);
    keepCarry(before);
    return difference;
  }

  private void keepCarry(long before) {
    long flip = (carries ^ before) & Long.MIN_VALUE;
    carries ^= flip | flip >>> 1;
  }

  /** AND; TEST for who drops the result. */
  public long and(long a, long b, int width) {
    return logic(a & b, width);
  }

  /** OR. */
  public long or(long a, long b, int width) {
    return logic(a | b, width);
  }

  /** XOR. */
  public long xor(long a, long b, int width) {
    return logic(a ^ b, width);
  }

  /** Flags of a result without carries. */
  public long logic(long value, int width) {
    result = value << 64 - width >> 64 - width;
    carries = 0;
    extra = 0;
    return value;
  }

  /** SHL. The count is as the instruction has it; 0 after masking leaves the flags. */
  public long shl(long a, int rawCount, int width) {
    int count = rawCount & countMask(width);
    if (count == 0) {
      return a;
    }
    boolean carry = count <= width && (a >>> width - count & 1) != 0;
    long value = truncate(count < width ? a << count : 0, width);
    logic(value, width);
    setCarryOverflow(carry, result < 0 != carry);
    return value;
  }

  /** SHR. */
  public long shr(long a, int rawCount, int width) {
    int count = rawCount & countMask(width);
    if (count == 0) {
      return a;
    }
    boolean carry = count <= width && (a >>> count - 1 & 1) != 0;
    long value = count < width ? a >>> count : 0;
    boolean overflow = (a >>> width - 1 & 1) != 0;
    logic(value, width);
    setCarryOverflow(carry, overflow);
    return value;
  }

  /** SAR. */
  public long sar(long a, int rawCount, int width) {
    int count = rawCount & countMask(width);
    if (count == 0) {
      return a;
    }
    long wide = a << 64 - width >> 64 - width;
    boolean carry = (wide >> count - 1 & 1) != 0;
    long value = truncate(wide >> count, width);
    logic(value, width);
    setCarryOverflow(carry, false);
    return value;
  }

  /** ROL. */
  public long rol(long a, int rawCount, int width) {
    int count = rawCount & countMask(width);
    if (count == 0) {
      return a;
    }
    int by = count & width - 1;
    long value = by == 0 ? a : truncate(a << by | a >>> width - by, width);
    boolean carry = (value & 1) != 0;
    setCarryOverflow(carry, topBit(value, width) != carry);
    return value;
  }

  /** ROR. */
  public long ror(long a, int rawCount, int width) {
    int count = rawCount & countMask(width);
    if (count == 0) {
      return a;
    }
    int by = count & width - 1;
    long value = by == 0 ? a : truncate(a >>> by | a << width - by, width);
    boolean top = topBit(value, width);
    setCarryOverflow(top, top != ((value >>> width - 2 & 1) != 0));
    return value;
  }

  /** RCL. */
  public long rcl(long a, int rawCount, int width) {
    int by = (rawCount & countMask(width)) % (width + 1);
    if (by == 0) {
      return a;
    }
    long value = a;
    boolean carry = carry();
    for (int i = 0; i < by; i++) {
      boolean out = topBit(value, width);
      value = truncate(value << 1 | (carry ? 1 : 0), width);
      carry = out;
    }
    setCarryOverflow(carry, topBit(value, width) != carry);
    return value;
  }

  /** RCR. */
  public long rcr(long a, int rawCount, int width) {
    int by = (rawCount & countMask(width)) % (width + 1);
    if (by == 0) {
      return a;
    }
    long value = a;
    boolean carry = carry();
    for (int i = 0; i < by; i++) {
      boolean out = (value & 1) != 0;
      value = value >>> 1 | (carry ? 1L << width - 1 : 0);
      carry = out;
    }
    boolean second = (value >>> width - 2 & 1) != 0;
    setCarryOverflow(carry, topBit(value, width) != second);
    return value;
  }

  /** SHLD: bits of {@code b} come in from the right. The count is at most the width. */
  public long shld(long a, long b, int rawCount, int width) {
    int count = rawCount & countMask(width);
    if (count == 0) {
      return a;
    }
    long value = truncate(a << count | b >>> width - count, width);
    boolean carry = (a >>> width - count & 1) != 0;
    boolean flipped = topBit(value, width) != topBit(a, width);
    logic(value, width);
    setCarryOverflow(carry, flipped);
    return value;
  }

  /** SHRD: bits of {@code b} come in from the left. The count is at most the width. */
  public long shrd(long a, long b, int rawCount, int width) {
    int count = rawCount & countMask(width);
    if (count == 0) {
      return a;
    }
    long value = truncate(a >>> count | b << width - count, width);
    boolean carry = (a >>> count - 1 & 1) != 0;
    boolean flipped = topBit(value, width) != topBit(a, width);
    logic(value, width);
    setCarryOverflow(carry, flipped);
    return value;
  }

  /**
   * Low half of MUL; {@link #mulHigh} has the rest. CF and OF tell whether the high half matters.
   */
  public long mul(long a, long b, int width) {
    long low = truncate(a * b, width);
    boolean wide = mulHigh(a, b, width) != 0;
    logic(low, width);
    setCarryOverflow(wide, wide);
    return low;
  }

  /** High half of an unsigned product; no flags. */
  public static long mulHigh(long a, long b, int width) {
    return width == 64 ? Math.unsignedMultiplyHigh(a, b) : truncate(a * b >>> width, width);
  }

  /**
   * Low half of IMUL; {@link #imulHigh} has the rest. CF and OF tell whether the low half is not
   * the whole.
   */
  public long imul(long a, long b, int width) {
    long low = truncate(signed(a, width) * signed(b, width), width);
    boolean wide = imulHigh(a, b, width) != truncate(signed(low, width) >> 63, width);
    logic(low, width);
    setCarryOverflow(wide, wide);
    return low;
  }

  /** High half of a signed product; no flags. */
  public static long imulHigh(long a, long b, int width) {
    if (width == 64) {
      return Math.multiplyHigh(a, b);
    }
    return truncate(signed(a, width) * signed(b, width) >> width, width);
  }

  /** BSF. ZF tells that no bit is set; the caller then keeps the destination. */
  public int bsf(long a) {
    logic(a, 64);
    return Long.numberOfTrailingZeros(a);
  }

  /** BSR. ZF tells that no bit is set; the caller then keeps the destination. */
  public int bsr(long a) {
    logic(a, 64);
    return 63 - Long.numberOfLeadingZeros(a);
  }

  /** Zero-extends the low bits. */
  public static long truncate(long value, int width) {
    return value & -1L >>> 64 - width;
  }

  /** Sign-extends the low bits. */
  public static long signed(long value, int width) {
    return value << 64 - width >> 64 - width;
  }

  private static boolean topBit(long value, int width) {
    return (value >>> width - 1 & 1) != 0;
  }

  private static int countMask(int width) {
    return width == 64 ? 63 : 31;
  }
}
