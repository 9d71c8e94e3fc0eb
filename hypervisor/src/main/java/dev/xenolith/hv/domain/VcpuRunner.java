package dev.xenolith.hv.domain;

/** What a physical CPU does with a vCPU it has chosen. */
public interface VcpuRunner {
  /**
   * Runs the vCPU until this moment, or until it cannot go on, or somebody wants to choose again.
   */
  void run(long until);

  /** Makes {@link #run} come back soon. May be called from any thread. */
  void interrupt();

  /** Whether work has come for it from outside the machine. */
  boolean hasOutsideWork();
}
