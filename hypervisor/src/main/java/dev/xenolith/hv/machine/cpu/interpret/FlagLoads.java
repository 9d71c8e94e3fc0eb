package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Rflags;

/**
 * What POPF and IRET make of a flags image: silently leaving what the privilege level must not
 * change.
 */
final class FlagLoads {
  private static final int LOW_WORD = 0xFFFF;
  private static final int ALWAYS =
      Rflags.ARITHMETIC | Rflags.TF | Rflags.DF | Rflags.NT | Rflags.AC | Rflags.ID;

  private FlagLoads() {}

  /**
   * Loads flags.
   *
   * @param bytes 2, 4 or 8: an image of two bytes leaves what is above
   * @param cpl the privilege level of the instruction, before it changes any
   * @param iret whether RF comes from the image; otherwise it is cleared
   */
  static void load(CpuState state, long image, int bytes, int cpl, boolean iret) {
    long old = state.rflags();
    long mask = ALWAYS;
    int iopl = (int) old >>> Rflags.IOPL_SHIFT & 3;
    if (cpl <= iopl) {
      mask |= Rflags.IF;
    }
    if (cpl == 0) {
      mask |= Rflags.IOPL;
    }
    if (iret) {
      mask |= Rflags.RF | (cpl == 0 ? Rflags.VIF | Rflags.VIP : 0);
    } else if (cpl == 0) {
      // POPF in ring 0 clears them.
      old &= ~(long) (bytes == 2 ? 0 : Rflags.VIF | Rflags.VIP);
    }
    if (bytes == 2) {
      mask &= LOW_WORD;
    }
    long next = old & ~mask | image & mask;
    state.setRflags(iret ? next : next & ~Rflags.RF);
  }
}
