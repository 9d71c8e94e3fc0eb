package dev.xenolith.hv;

import dev.xenolith.hv.time.RealClock;
import dev.xenolith.hv.time.SystemClock;
import dev.xenolith.hv.time.VirtualClock;

/**
 * The machine to be booted.
 *
 * @param memoryMib size of machine memory; frames nobody touches cost the host nothing
 * @param controlDomainMib how much of it domain 0 gets, less than 1 GiB
 * @param clock the machine's time: a {@link VirtualClock} makes runs repeat exactly, a {@link
 *     RealClock} follows the host's
 * @param logLines how many lines the hypervisor's log remembers
 */
public record HypervisorConfig(
    int memoryMib, int controlDomainMib, SystemClock clock, int logLines) {
  private static final int DEFAULT_MEMORY_MIB = 1024;
  private static final int DEFAULT_CONTROL_MIB = 16;
  private static final int DEFAULT_LOG_LINES = 4096;

  /** 1 GiB of memory, in virtual time. */
  public static HypervisorConfig virtualTime() {
    return new HypervisorConfig(
        DEFAULT_MEMORY_MIB, DEFAULT_CONTROL_MIB, new VirtualClock(), DEFAULT_LOG_LINES);
  }

  /** 1 GiB of memory, in the host's time. */
  public static HypervisorConfig realTime() {
    return new HypervisorConfig(
        DEFAULT_MEMORY_MIB, DEFAULT_CONTROL_MIB, new RealClock(), DEFAULT_LOG_LINES);
  }

  /** The same with this much memory. */
  public HypervisorConfig withMemoryMib(int mib) {
    return new HypervisorConfig(mib, controlDomainMib, clock, logLines);
  }

  /** The same with this much memory for domain 0. */
  public HypervisorConfig withControlDomainMib(int mib) {
    return new HypervisorConfig(memoryMib, mib, clock, logLines);
  }
}
