package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.decode.CodeMode;

/**
 * What decoded code depends on besides its bytes and addresses.
 *
 * @param id small and unique in one engine
 * @param user whether the code runs in ring 3: whether it may be fetched was checked for that
 * @param flat whether this is 64-bit code, or code, data and stack are flat 32-bit segments, and
 *     nothing asks for more checks than the page tables make: then the common instructions have
 *     forms of their own
 */
record Mode(int id, CodeMode code, boolean user, boolean flat, long codeBase, long codeLimit) {
  private static final long FLAT_LIMIT = 0xFFFFFFFFL;

  /** Whether the processor is in this mode. */
  boolean matches(CodeMode nowCode, boolean nowUser, boolean nowFlat, CpuState state) {
    return code == nowCode
        && user == nowUser
        && flat == nowFlat
        && (code == CodeMode.BITS64
            || codeBase == state.base(CpuState.CS) && codeLimit == state.limit(CpuState.CS));
  }

  /** Whether the segments allow the fast forms. */
  static boolean flatSegments(CpuState state) {
    if (state.longCode()) {
      return true;
    }
    return state.segment(CpuState.CS).big()
        && state.base(CpuState.CS) == 0
        && state.limit(CpuState.CS) == FLAT_LIMIT
        && state.segment(CpuState.SS).big()
        && state.segment(CpuState.SS).flatData()
        && state.segment(CpuState.DS).flatData()
        && state.segment(CpuState.ES).flatData();
  }
}
