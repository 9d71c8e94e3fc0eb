package dev.xenolith.hv.sched;

/** A domain's share of the machine, as its scheduler counts it. */
public sealed interface SchedParams {
  /**
   * Of the credit schedulers.
   *
   * @param weight share relative to others, 1 to 65535
   * @param cap most it may have, in percent of one physical CPU; 0 for no limit
   */
  record Credit(int weight, int cap) implements SchedParams {
    /** What a new domain has. */
    public static final Credit DEFAULT = new Credit(256, 0);
  }
}
