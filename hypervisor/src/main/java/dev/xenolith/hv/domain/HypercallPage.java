package dev.xenolith.hv.domain;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;

/**
 * The page of stubs a kernel calls instead of knowing the instruction: entry n, 32 bytes each,
 * makes hypercall n. The stub of iret is jumped to and does not return.
 */
public final class HypercallPage {
  private static final int STUB = 32;
  private static final int FILLER = 0xCC;

  private HypercallPage() {}

  /** Fills the page at {@code offset}. */
  public static void fill(GuestBytes memory, long offset, Abi abi) {
    for (int i = 0; i < Mfn.PAGE_SIZE; i++) {
      memory.putU8(offset + i, FILLER);
    }
    for (int number = 0; number < Mfn.PAGE_SIZE / STUB; number++) {
      int[] code = number == Hypercall.IRET.number ? iret(abi, number) : ordinary(abi, number);
      for (int i = 0; i < code.length; i++) {
        memory.putU8(offset + (long) number * STUB + i, code[i]);
      }
    }
  }

  private static int[] ordinary(Abi abi, int n) {
    return abi == Abi.PV32
        ? new int[] {0xB8, n, 0, 0, 0, 0xCD, 0x82, 0xC3}
        : new int[] {0x51, 0x41, 0x53, 0xB8, n, 0, 0, 0, 0x0F, 0x05, 0x41, 0x5B, 0x59, 0xC3};
  }

  private static int[] iret(Abi abi, int n) {
    return abi == Abi.PV32
        ? new int[] {0x50, 0xB8, n, 0, 0, 0, 0xCD, 0x82}
        : new int[] {0x51, 0x41, 0x53, 0x50, 0xB8, n, 0, 0, 0, 0x0F, 0x05};
  }
}
