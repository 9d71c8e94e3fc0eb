package dev.xenolith.abi.trace;

/**
 * One event, when it happened and to whom.
 *
 * @param timeNanos system time in ns since the hypervisor started
 * @param domainRaw the domain, or {@link #NOBODY} for the hypervisor itself
 * @param vcpuRaw the vCPU, or {@link #NOBODY} where none is concerned
 */
public record TraceRecord(long timeNanos, int domainRaw, int vcpuRaw, TraceEvent event) {
  /** Stands for no domain or no vCPU. */
  public static final int NOBODY = 0xFFFF;
}
