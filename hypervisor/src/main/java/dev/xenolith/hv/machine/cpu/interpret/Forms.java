package dev.xenolith.hv.machine.cpu.interpret;

/** What packed operations do with the flags, and which of them join: of one kind of code. */
interface Forms {
  /** The form of an operation that does not write flags; 0 if there is none. */
  int quietForm(int operation);

  /** Whether it writes all flags but the carry and reads none, and has a quiet form. */
  boolean keepsCarry(int operation);

  /** Whether it writes all flags, reads none and cannot fault. */
  boolean replacesFlags(int operation);

  /** Whether it neither reads nor writes flags and cannot fault. */
  boolean ignoresFlags(int operation);

  /** Whether it does nothing. */
  boolean idle(int operation);

  /**
   * Joins a comparison with the jump behind it.
   *
   * @return {@link Lifter#NONE} if they do not join
   */
  long fuse(long comparison, int jump, int condition);

  /** Whether it touches registers and flags alone, so that no code can change by it. */
  default boolean pure(int operation) {
    return ignoresFlags(operation) || replacesFlags(operation) || quietForm(operation) != 0;
  }
}
