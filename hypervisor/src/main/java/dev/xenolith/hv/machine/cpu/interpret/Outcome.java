package dev.xenolith.hv.machine.cpu.interpret;

/** How an instruction ended, other than by a fault. */
final class Outcome {
  /** Goes on with the next one; the caller advances RIP. */
  static final int NEXT = 0;

  /** RIP is set already. */
  static final int JUMPED = 1;

  /** Leaves the engine with {@link Core#exit}. RIP is as the exit says. */
  static final int EXIT = 2;

  /** A string instruction with more to do: RIP stays, registers tell how far it got. */
  static final int AGAIN = 3;

  private Outcome() {}
}
