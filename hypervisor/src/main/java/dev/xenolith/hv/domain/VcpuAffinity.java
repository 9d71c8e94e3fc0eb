package dev.xenolith.hv.domain;

/** On which physical CPUs a vCPU may run, one bit each, and on which it would rather. */
public final class VcpuAffinity {
  /** Every CPU there could be. */
  public static final long ALL = -1L;

  private long hard = ALL;
  private long soft = ALL;
  private boolean overridden;

  /** The CPUs it may run on. */
  public long hard() {
    return hard;
  }

  /** The CPUs it would rather run on. */
  public long soft() {
    return soft;
  }

  public void setHard(long cpus) {
    hard = cpus;
  }

  public void setSoft(long cpus) {
    soft = cpus;
  }

  /** Whether SCHEDOP_pin_override holds it on one CPU. */
  public boolean isOverridden() {
    return overridden;
  }

  public void setOverridden(boolean on) {
    overridden = on;
  }
}
