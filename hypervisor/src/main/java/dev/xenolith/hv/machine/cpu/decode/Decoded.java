package dev.xenolith.hv.machine.cpu.decode;

/** What came of decoding. */
public enum Decoded {
  /** An instruction of the table. */
  OK,
  /**
   * Raises #UD: no row of the table, or LOCK where it is not allowed. In the second case the
   * instruction is there all the same, see {@link Insn#illegalLock}.
   */
  UNDEFINED,
  /** Raises #GP(0): longer than 15 bytes. */
  TOO_LONG,
  /** The byte at {@link Insn#length} could not be fetched. */
  NEED_BYTE
}
