package dev.xenolith.hv.machine.cpu;

/** Why an engine came back: what silicon would have entered ring 0 for. */
public sealed interface CpuExit {
  /**
   * An exception. RIP is that of the instruction for faults and of the next one for traps, as
   * silicon saves it. For #DB the cause is in DR6 already.
   *
   * @param vector 0 to 31
   * @param errorCode pushed with the frame, or 0 where {@code hasErrorCode} is false
   * @param linear the address in CR2 for a page fault, otherwise 0
   */
  record Exception(int vector, int errorCode, boolean hasErrorCode, long linear)
      implements CpuExit {
    /** An exception without error code. */
    public static Exception of(int vector) {
      return new Exception(vector, 0, false, 0);
    }

    /** An exception with an error code. */
    public static Exception of(int vector, int errorCode) {
      return new Exception(vector, errorCode, true, 0);
    }
  }

  /**
   * INT n, INT3, INTO or INT1. RIP still points at the instruction; who handles it decides by its
   * gates whether it goes on at {@code nextRip} or faults.
   */
  record SoftInterrupt(int vector, Kind kind, long nextRip) implements CpuExit {
    /** Which instruction it was: their gates are checked differently. */
    public enum Kind {
      INT_N,
      INT3,
      INTO,
      INT1
    }
  }

  /** SYSCALL with EFER.SCE set. RIP still points at the instruction. */
  record Syscall(long nextRip) implements CpuExit {}

  /** SYSENTER. RIP still points at the instruction. */
  record Sysenter(long nextRip) implements CpuExit {}

  /** HLT at CPL 0. RIP points behind it. */
  record Halted() implements CpuExit {}

  /** The budget of instructions is spent, or somebody asked the engine to come back. */
  record Preempted() implements CpuExit {}
}
