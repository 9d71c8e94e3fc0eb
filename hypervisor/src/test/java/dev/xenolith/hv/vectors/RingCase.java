package dev.xenolith.hv.vectors;

/**
 * A case for one of the four rings: instructions and state as on silicon, and the registers that
 * only ring 0 sets.
 *
 * @param test the instructions with what they start from; the ring is the RPL of CS
 * @param cr4 bits set in CR4 besides PAE
 * @param dr DR0 to DR3
 * @param dr7 DR7
 */
record RingCase(SiliconCase test, int cr4, int[] dr, int dr7) {
  int ring() {
    return test.in().selectors()[SiliconCase.CS] & 3;
  }

  @Override
  public String toString() {
    return "ring "
        + ring()
        + " "
        + test
        + " cr4 "
        + Integer.toHexString(cr4)
        + (dr7 == 0
            ? ""
            : " dr0 " + Integer.toHexString(dr[0]) + " dr7 " + Integer.toHexString(dr7));
  }
}
