package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.decode.Op;

/** Shifts of packed integers, by one count for all elements: the unsigned 64 bits of an operand. */
final class PackedShifts {
  private static final long EACH_WORD = 0x0001000100010001L;
  private static final long EACH_DWORD = 0x0000000100000001L;

  private PackedShifts() {}

  static long shift(Op op, long a, long count) {
    return switch (op) {
      case PSLLW -> beyond(count, 15) ? 0 : a << count & EACH_WORD * (0xFFFFL << count & 0xFFFF);
      case PSRLW -> beyond(count, 15) ? 0 : a >>> count & EACH_WORD * (0xFFFFL >>> count);
      case PSRAW -> words(a, beyond(count, 15) ? 15 : count);
      case PSLLD ->
          beyond(count, 31) ? 0 : a << count & EACH_DWORD * (0xFFFFFFFFL << count & 0xFFFFFFFFL);
      case PSRLD -> beyond(count, 31) ? 0 : a >>> count & EACH_DWORD * (0xFFFFFFFFL >>> count);
      case PSRAD -> doublewords(a, beyond(count, 31) ? 31 : (int) count);
      case PSLLQ -> beyond(count, 63) ? 0 : a << count;
      default -> beyond(count, 63) ? 0 : a >>> count;
    };
  }

  private static boolean beyond(long count, int most) {
    return Long.compareUnsigned(count, most) > 0;
  }

  private static long words(long a, long count) {
    long kept = EACH_WORD * (0xFFFFL >>> count);
    return Lanes.select(kept, a >>> count, Lanes.negative(a, Lanes.WORDS));
  }

  private static long doublewords(long a, int count) {
    return (int) a >> count & 0xFFFFFFFFL | (a >> 32 >> count) << 32;
  }

  /** The low half of 128 bits shifted left by bytes. */
  static long leftLow(long low, long bytes) {
    return bytes > 7 ? 0 : low << 8 * bytes;
  }

  /** The high half of 128 bits shifted left by bytes. */
  static long leftHigh(long low, long high, long bytes) {
    if (bytes > 7) {
      return bytes > 15 ? 0 : low << 8 * (bytes - 8);
    }
    return bytes == 0 ? high : high << 8 * bytes | low >>> 64 - 8 * bytes;
  }

  /** The low half of 128 bits shifted right by bytes. */
  static long rightLow(long low, long high, long bytes) {
    if (bytes > 7) {
      return bytes > 15 ? 0 : high >>> 8 * (bytes - 8);
    }
    return bytes == 0 ? low : low >>> 8 * bytes | high << 64 - 8 * bytes;
  }

  /** The high half of 128 bits shifted right by bytes. */
  static long rightHigh(long high, long bytes) {
    return bytes > 7 ? 0 : high >>> 8 * bytes;
  }
}
