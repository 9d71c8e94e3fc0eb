package dev.xenolith.hv.machine.cpu;

/**
 * Runs one vCPU's instructions until something needs ring 0. Interpreting, compiling and, one day,
 * a real processor stand behind the same few methods.
 *
 * <p>Not thread-safe but for {@link #requestExit}: the thread of the physical CPU that runs the
 * vCPU calls it.
 */
public interface VcpuEngine extends AutoCloseable {
  /**
   * The architectural state. Between two runs anybody on the engine's thread may read and change
   * it.
   */
  CpuState state();

  /** Runs at most this many instructions. */
  CpuExit run(long budget);

  /** How many instructions have been retired since the engine was made. */
  long retired();

  /**
   * Makes a running engine come back soon with {@link CpuExit.Preempted}. May be called from any
   * thread.
   */
  void requestExit();

  /** Forgets cached translations, as a write to CR3 does; global ones too when {@code global}. */
  void flushTlb(boolean global);

  /**
   * Goes on with the page tables that CR3 names now. Translations that a processor would have
   * forgotten may be known still, but none that it would not find out again.
   */
  void switchTables();

  /** Forgets the translation of one page, as INVLPG does. */
  void invlpg(long linear);

  /** Linear memory as this vCPU's current page tables show it. */
  LinearMemory linear();

  /**
   * Loads ES, SS, DS, FS or GS from the descriptor tables with all checks, as MOV would at this
   * privilege level.
   *
   * @return null when it is loaded, or the exception that would be raised, with nothing changed
   */
  CpuExit.Exception loadSegment(int segment, int selector, int cpl);

  /**
   * What is odd about the #UD that ended the last run: its bytes and name if it was an instruction
   * that is not built, null if it was one that does not exist.
   */
  String note();

  /** Gives back what it holds outside the heap, and hears of no more writes. The vCPU is dead. */
  @Override
  void close();
}
