package dev.xenolith.hv.sched;

import dev.xenolith.abi.num.DomId;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The credit scheduler: proportional share by weight, with a cap, and a boost for those who wake.
 *
 * <p>Every accounting period hands out the CPU time of the period as credit, by weight, among the
 * domains that have been active; running burns it. Those with credit go before those without. A
 * vCPU that wakes with credit left is boosted for a while, which is what makes I/O quick. One above
 * its cap is parked until its credit has recovered.
 */
public final class CreditScheduler implements Scheduler {
  /** XEN_SCHEDULER_CREDIT. */
  public static final int ID = 5;

  private static final long DEFAULT_RATE_LIMIT = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TICKS_PER_SLICE = 3;
  private static final int MAX_PARAM = 65_535;

  private long slice;
  private long rateLimit = DEFAULT_RATE_LIMIT;
  private final RunQueue queue = new RunQueue();
  private final Map<Integer, CreditDomain> domains = new TreeMap<>();
  private final Map<Schedulable, CreditVcpu> vcpus = new IdentityHashMap<>();
  private CreditVcpu running;
  private long runningSince;
  private long burntUntil;
  private long nextAccounting;

  /** With time slices of this many milliseconds (1 to 1000; Xen's default is 30). */
  public CreditScheduler(int sliceMillis) {
    slice = TimeUnit.MILLISECONDS.toNanos(sliceMillis);
    nextAccounting = slice;
  }

  @Override
  public int id() {
    return ID;
  }

  /** Length of a time slice in milliseconds. */
  public int sliceMillis() {
    return (int) TimeUnit.NANOSECONDS.toMillis(slice);
  }

  /**
   * Changes both times (XEN_SYSCTL_SCHEDOP_putinfo).
   *
   * @param rateLimitMicros 100 to 500000, or 0 for no limit
   * @return false if they make no sense
   */
  public boolean setTimes(int sliceMillis, int rateLimitMicros) {
    boolean known =
        sliceMillis >= 1
            && sliceMillis <= 1000
            && (rateLimitMicros == 0 || rateLimitMicros >= 100 && rateLimitMicros <= 500_000)
            && rateLimitMicros <= TimeUnit.MILLISECONDS.toMicros(sliceMillis);
    if (known) {
      slice = TimeUnit.MILLISECONDS.toNanos(sliceMillis);
      rateLimit = TimeUnit.MICROSECONDS.toNanos(rateLimitMicros);
    }
    return known;
  }

  /** How long a vCPU runs at least before another is preferred, in microseconds. */
  public int rateLimitMicros() {
    return (int) TimeUnit.NANOSECONDS.toMicros(rateLimit);
  }

  @Override
  public void addDomain(DomId domain) {
    domains.put(domain.raw(), new CreditDomain());
  }

  @Override
  public void removeDomain(DomId domain) {
    domains.remove(domain.raw());
  }

  @Override
  public void insert(Schedulable vcpu, long now) {
    CreditDomain domain = domains.get(vcpu.domainId().raw());
    CreditVcpu added = new CreditVcpu(vcpu, domain);
    vcpus.put(vcpu, added);
    domain.vcpus.add(added);
    if (vcpu.isRunnable()) {
      added.active = true;
      queue.add(added);
    }
  }

  @Override
  public void remove(Schedulable vcpu, long now) {
    sleep(vcpu, now);
    CreditVcpu removed = vcpus.remove(vcpu);
    removed.domain.vcpus.remove(removed);
  }

  @Override
  public boolean wake(Schedulable vcpu, long now) {
    CreditVcpu woken = vcpus.get(vcpu);
    if (woken == running || queue.contains(woken)) {
      return false;
    }
    woken.active = true;
    if (woken.parked) {
      return false;
    }
    woken.priority = woken.credit < 0 ? Priority.OVER : Priority.BOOST;
    queue.add(woken);
    return running == null || woken.priority.isBefore(running.priority);
  }

  @Override
  public void sleep(Schedulable vcpu, long now) {
    CreditVcpu asleep = vcpus.get(vcpu);
    if (asleep == running) {
      burn(now);
      running = null;
    } else {
      queue.remove(asleep);
    }
  }

  @Override
  public void yield(Schedulable vcpu) {
    vcpus.get(vcpu).yielding = true;
  }

  @Override
  public Choice choose(long now) {
    burn(now);
    CreditVcpu previous = running;
    running = null;
    if (previous != null && previous.vcpu.isRunnable()) {
      if (now - runningSince < rateLimit && !previous.yielding && !previous.parked) {
        running = previous;
        return new Choice(previous.vcpu, runningSince + rateLimit);
      }
      requeue(previous);
    }
    account(now);
    CreditVcpu next = queue.poll();
    if (next == null) {
      return new Choice(null, anyParked() ? nextAccounting : Long.MAX_VALUE);
    }
    running = next;
    if (next != previous) {
      runningSince = now;
    }
    burntUntil = now;
    return new Choice(next.vcpu, now + tick(next));
  }

  /** A capped or boosted vCPU is looked at every tick, others once a slice. */
  private long tick(CreditVcpu vcpu) {
    boolean watched = vcpu.priority == Priority.BOOST || vcpu.domain.params.cap() != 0;
    return watched ? slice / TICKS_PER_SLICE : slice;
  }

  private void requeue(CreditVcpu vcpu) {
    if (vcpu.priority == Priority.BOOST || vcpu.priority == Priority.UNDER) {
      vcpu.priority = vcpu.credit < 0 ? Priority.OVER : Priority.UNDER;
    }
    if (!vcpu.parked) {
      queue.add(vcpu);
    }
    vcpu.yielding = false;
  }

  private void burn(long now) {
    if (running != null && now > burntUntil) {
      running.credit -= now - burntUntil;
      running.active = true;
      burntUntil = now;
    }
  }

  private void account(long now) {
    if (now < nextAccounting) {
      return;
    }
    long periods = 1 + (now - nextAccounting) / slice;
    nextAccounting += periods * slice;
    List<CreditDomain> active = new ArrayList<>();
    long weights = 0;
    for (CreditDomain domain : domains.values()) {
      if (domain.isActive()) {
        active.add(domain);
        weights += domain.params.weight();
      }
    }
    for (CreditDomain domain : active) {
      // More than a slice of credit is never kept, so periods slept through count once.
      domain.earn(slice, weights, Math.min(periods, 2), queue);
    }
    queue.sort();
  }

  private boolean anyParked() {
    for (CreditDomain domain : domains.values()) {
      for (CreditVcpu vcpu : domain.vcpus) {
        if (vcpu.parked && vcpu.vcpu.isRunnable()) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public SchedParams params(DomId domain) {
    CreditDomain found = domains.get(domain.raw());
    return found == null ? null : found.params;
  }

  @Override
  public boolean setParams(DomId domain, SchedParams params) {
    CreditDomain found = domains.get(domain.raw());
    if (found == null || !(params instanceof SchedParams.Credit(int weight, int cap))) {
      return false;
    }
    if (weight < 1 || weight > MAX_PARAM || cap < 0 || cap > MAX_PARAM) {
      return false;
    }
    found.params = new SchedParams.Credit(weight, cap);
    return true;
  }
}
