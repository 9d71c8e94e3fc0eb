package dev.xenolith.hv.sched;

import dev.xenolith.abi.num.DomId;

/** Chooses what one physical CPU runs. All times are system time in nanoseconds. */
public interface Scheduler {
  /** The number sysctl and domctl know it by (sysctl.h: XEN_SCHEDULER_*). */
  int id();

  /** A new domain, with the default parameters. */
  void addDomain(DomId domain);

  /** The domain is gone; its vCPUs have been removed. */
  void removeDomain(DomId domain);

  /** A new vCPU. */
  void insert(Schedulable vcpu, long now);

  /** The vCPU is gone. */
  void remove(Schedulable vcpu, long now);

  /**
   * It has become runnable.
   *
   * @return whether it should run rather than what does: choose again soon
   */
  boolean wake(Schedulable vcpu, long now);

  /** It has become not runnable. */
  void sleep(Schedulable vcpu, long now);

  /** The running vCPU lets others go first. */
  void yield(Schedulable vcpu);

  /** Chooses. What has been running goes back to the queue if it still can run. */
  Choice choose(long now);

  /**
   * Parameters of a domain (domctl.h: xen_domctl_sched_credit and its kin), or null if it has none.
   */
  SchedParams params(DomId domain);

  /**
   * Sets the parameters of a domain.
   *
   * @return false if they make no sense
   */
  boolean setParams(DomId domain, SchedParams params);

  /**
   * What to run until when.
   *
   * @param vcpu null for nothing
   * @param until when to choose again at the latest; {@link Long#MAX_VALUE} for when something
   *     wakes
   */
  record Choice(Schedulable vcpu, long until) {}
}
