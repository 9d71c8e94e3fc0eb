package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.CpuExit;

/** What an exit of the engine comes to on a machine that has gates, in a judge's terms. */
record Ending(SiliconResult.Outcome outcome, int vector, int error, int cr2, long rip) {
  private static final int DEBUG = 1;
  private static final int NOT_PRESENT = 11;
  private static final int GP = 13;

  /** The gates of the judge's machine. */
  interface Gates {
    /** The privilege level that may name a vector with INT n. */
    int dpl(int vector);

    /** Whether the gate is there. */
    boolean present(int vector);
  }

  static Ending of(CpuExit exit, long rip, int cpl, Gates gates) {
    return switch (exit) {
      case CpuExit.Preempted p -> new Ending(SiliconResult.Outcome.DONE, 0, 0, 0, rip);
      case CpuExit.Halted h -> new Ending(SiliconResult.Outcome.DONE, 0, 0, 0, rip);
      case CpuExit.Exception e ->
          exception(e.vector(), e.errorCode(), e.vector() == 14 ? (int) e.linear() : 0, rip);
      case CpuExit.SoftInterrupt i -> softInterrupt(i, rip, cpl, gates);
      case CpuExit.Syscall s -> new Ending(SiliconResult.Outcome.HANG, -1, 0, 0, rip);
      case CpuExit.Sysenter s -> new Ending(SiliconResult.Outcome.HANG, -2, 0, 0, rip);
    };
  }

  private static Ending exception(int vector, int error, int cr2, long rip) {
    return new Ending(SiliconResult.Outcome.EXCEPTION, vector, error, cr2, rip);
  }

  private static Ending softInterrupt(CpuExit.SoftInterrupt i, long rip, int cpl, Gates gates) {
    if (i.kind() == CpuExit.SoftInterrupt.Kind.INT1) {
      return exception(DEBUG, 0, 0, i.nextRip());
    }
    if (gates.dpl(i.vector()) < cpl) {
      return exception(GP, i.vector() * 8 + 2, 0, rip);
    }
    if (!gates.present(i.vector())) {
      return exception(NOT_PRESENT, i.vector() * 8 + 2, 0, rip);
    }
    return exception(i.vector(), 0, 0, i.nextRip());
  }

  /** Says what is not as the judge had it. */
  void compare(SiliconResult expected, StringBuilder wrong) {
    boolean hang = expected.outcome() == SiliconResult.Outcome.HANG;
    SiliconResult.Outcome want = hang ? SiliconResult.Outcome.DONE : expected.outcome();
    boolean same =
        outcome == want
            && vector == expected.vector()
            && error == expected.error()
            && cr2 == expected.cr2();
    if (!same) {
      wrong.append(" ends ").append(outcome).append(" vector ").append(vector);
      wrong.append(" error ").append(Integer.toHexString(error));
      wrong.append(" cr2 ").append(Integer.toHexString(cr2));
    }
    if (rip != Integer.toUnsignedLong(expected.out().eip())) {
      wrong.append(" eip=").append(Long.toHexString(rip));
    }
  }
}
