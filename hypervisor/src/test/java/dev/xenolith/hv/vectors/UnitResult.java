package dev.xenolith.hv.vectors;

import java.util.Arrays;

/**
 * What the processor made of a {@link UnitCase}.
 *
 * @param base how it ended, the low halves of the registers, and what changed in memory
 * @param gpr all of the sixteen registers
 * @param image the floating-point state, as in the case
 */
record UnitResult(SiliconResult base, long[] gpr, long[] image) {
  /** Whether another one says the same. */
  boolean same(UnitResult other) {
    return Arrays.equals(image, other.image)
        && Arrays.equals(gpr, other.gpr)
        && base.toString().equals(other.base.toString());
  }
}
