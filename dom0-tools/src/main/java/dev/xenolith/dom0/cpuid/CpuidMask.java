package dev.xenolith.dom0.cpuid;

import dev.xenolith.abi.cpuid.CpuRegister;
import dev.xenolith.abi.cpuid.FeatureWord;
import java.util.EnumMap;
import java.util.Map;

/**
 * Wishes for one leaf: for each register a character per bit, the highest first. {@code 0} and
 * {@code 1} are the bit, {@code x} is what a domain gets unasked, {@code k} and {@code s} are the
 * machine's.
 *
 * @param subleaf the subleaf, or {@link FeatureWord#NO_SUBLEAF}
 */
public record CpuidMask(int leaf, int subleaf, Map<CpuRegister, String> bits) {
  /** Characters of a register. */
  static final int LENGTH = 32;

  static final String ALL_UNASKED = "x".repeat(LENGTH);

  /** Keeps a copy of the map. */
  public CpuidMask {
    bits = bits.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(bits));
  }

  /** The register with these wishes applied, where none is a bad character. */
  int apply(CpuRegister register, int unasked, int machine) {
    String wishes = bits.get(register);
    int result = 0;
    for (int i = 0; i < LENGTH; i++) {
      int bit = 1 << LENGTH - 1 - i;
      result |=
          switch (wishes.charAt(i)) {
            case '1' -> bit;
            case 'x' -> unasked & bit;
            case 'k', 's' -> machine & bit;
            default -> 0;
          };
    }
    return result;
  }

  /** The first character that means nothing, or 0. */
  char badCharacter() {
    for (String wishes : bits.values()) {
      for (char c : wishes.toCharArray()) {
        if ("01xks".indexOf(c) < 0) {
          return c;
        }
      }
    }
    return 0;
  }

  /** How people write it. */
  String where() {
    return subleaf == FeatureWord.NO_SUBLEAF
        ? "leaf 0x%x".formatted(leaf)
        : "leaf 0x%x, subleaf 0x%x".formatted(leaf, subleaf);
  }
}
