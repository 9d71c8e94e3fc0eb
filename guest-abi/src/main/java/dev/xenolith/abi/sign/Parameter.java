package dev.xenolith.abi.sign;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.Scalar;

/**
 * One argument of a hypercall.
 *
 * @param name as the headers' comments call it
 * @param type its C type; a 64-bit type takes two registers in the 32-bit ABI, low half first
 * @param only the width that has it, or null for both
 */
public record Parameter(String name, Scalar type, Kind kind, Abi only) {
  /** How many argument registers it takes. */
  public int registers(Abi abi) {
    return type.size(abi) == 8 && abi == Abi.PV32 ? 2 : 1;
  }

  /** Its value, from the registers beginning at {@code first}. */
  public long value(long[] args, int first, Abi abi) {
    if (first >= args.length) {
      return 0;
    }
    if (registers(abi) == 1) {
      return switch (type.size(abi)) {
        case 2 -> args[first] & 0xFFFF;
        case 4 -> type.isSigned() ? (int) args[first] : args[first] & 0xFFFF_FFFFL;
        default -> args[first];
      };
    }
    long high = first + 1 < args.length ? args[first + 1] : 0;
    return args[first] & 0xFFFF_FFFFL | high << 32;
  }
}
