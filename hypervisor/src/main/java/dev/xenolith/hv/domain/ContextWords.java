package dev.xenolith.hv.domain;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.GuestBytes;

/** Elements of arrays of unsigned longs. */
final class ContextWords {
  private ContextWords() {}

  static long get(GuestBytes bytes, Field.Array array, Abi abi, int index) {
    long at = array.at(abi, index);
    return abi == Abi.PV64 ? bytes.getU64(at) : Integer.toUnsignedLong(bytes.getU32(at));
  }

  static void put(GuestBytes bytes, Field.Array array, Abi abi, int index, long value) {
    long at = array.at(abi, index);
    if (abi == Abi.PV64) {
      bytes.putU64(at, value);
    } else {
      bytes.putU32(at, (int) value);
    }
  }

  /** The frame a CR3 value names: 32-bit guests fold the bits above 20 into the low 12. */
  static long cr3ToMfn(Abi abi, long cr3) {
    return abi == Abi.PV64 ? cr3 >>> 12 : cr3 >>> 12 & 0xFFFFF | (cr3 & 0xFFF) << 20;
  }

  /** The CR3 value that names a frame. */
  static long mfnToCr3(Abi abi, long mfnRaw) {
    return abi == Abi.PV64 ? mfnRaw << 12 : (mfnRaw & 0xFFFFF) << 12 | mfnRaw >>> 20 & 0xFFF;
  }
}
