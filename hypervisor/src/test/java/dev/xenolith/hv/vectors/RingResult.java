package dev.xenolith.hv.vectors;

/**
 * What Bochs made of a case. {@code base} is as for silicon, without hash: no case changes that
 * much.
 *
 * @param base registers, exception and memory; the descriptor tables count as memory
 * @param cr0 and the other system registers afterwards
 */
record RingResult(
    SiliconResult base,
    int cr0,
    int cr4,
    int dr6,
    int dr7,
    int ldtr,
    int task,
    int gdtLimit,
    int idtLimit) {
  @Override
  public String toString() {
    return base
        + " cr0 "
        + Integer.toHexString(cr0)
        + " cr4 "
        + Integer.toHexString(cr4)
        + " dr6 "
        + Integer.toHexString(dr6)
        + " dr7 "
        + Integer.toHexString(dr7)
        + " ldtr "
        + Integer.toHexString(ldtr)
        + " tr "
        + Integer.toHexString(task)
        + " limits "
        + Integer.toHexString(gdtLimit)
        + " "
        + Integer.toHexString(idtLimit);
  }
}
