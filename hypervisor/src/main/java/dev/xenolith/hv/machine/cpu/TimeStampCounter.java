package dev.xenolith.hv.machine.cpu;

/** What RDTSC reads. */
@FunctionalInterface
public interface TimeStampCounter {
  /**
   * The counter now.
   *
   * @param retired how many instructions this vCPU has retired, exactly: virtual time is derived
   *     from it
   */
  long ticks(long retired);
}
