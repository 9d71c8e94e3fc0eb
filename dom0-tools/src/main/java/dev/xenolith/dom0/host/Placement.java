package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.dom0.ctrl.Scheduling;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Who runs on which CPU and how much: pools, shares, affinities. */
public final class Placement {
  private static final String[] SCHEDULERS = {
    null, null, null, null, "sedf", "credit", "credit2", "arinc653", "rtds", "null"
  };

  private static final int MOST_WEIGHT = 65_535;
  private static final int CPU_BITS = 64;

  private final Toolstack toolstack;
  private final Directory directory;

  Placement(Toolstack toolstack, Directory directory) {
    this.toolstack = toolstack;
    this.directory = directory;
  }

  /** What xl calls a scheduler, by its number. */
  static String scheduler(int id) {
    return id >= 0 && id < SCHEDULERS.length ? SCHEDULERS[id] : null;
  }

  /**
   * A pool of CPUs.
   *
   * @param sliceMs the credit scheduler's time slice, or null under another one; so the next two
   */
  public record PoolView(
      int id,
      String name,
      String scheduler,
      int domains,
      List<Integer> cpus,
      Integer sliceMs,
      Integer ratelimitUs,
      Integer migrationDelayUs) {}

  /** A domain's share of its pool. */
  public record ShareView(int domid, String name, int weight, int cap) {}

  private Scheduling scheduling() {
    return new Scheduling(toolstack.hypercalls());
  }

  /** A hypercall that is refused is told to whoever asked. */
  private <T> CompletableFuture<T> ask(Callable<T> task) {
    return toolstack.run(
        () -> {
          try {
            return task.call();
          } catch (HypercallFailedException e) {
            throw Directory.refused(e);
          }
        });
  }

  /** All pools. */
  public CompletableFuture<List<PoolView>> pools() {
    return ask(
        () -> {
          List<PoolView> pools = new ArrayList<>();
          Optional<Scheduling.CpuPool> pool = scheduling().poolFrom(0);
          while (pool.isPresent()) {
            pools.add(view(pool.get()));
            pool = scheduling().poolFrom(pool.get().id() + 1);
          }
          return pools;
        });
  }

  private PoolView view(Scheduling.CpuPool pool) throws HypercallFailedException, HostException {
    boolean credit = pool.schedulerId() == Scheduling.CREDIT;
    Scheduling.PoolCredit now = credit ? scheduling().poolCredit(pool.id()) : null;
    return new PoolView(
        pool.id(),
        directory.read("/local/pool/" + pool.id() + "/name").orElse("Pool-" + pool.id()),
        scheduler(pool.schedulerId()),
        pool.domains(),
        cpus(pool.cpus()),
        credit ? now.sliceMillis() : null,
        credit ? now.rateLimitMicros() : null,
        credit ? now.migrationDelayMicros() : null);
  }

  static List<Integer> cpus(long bits) {
    List<Integer> cpus = new ArrayList<>();
    for (int cpu = 0; cpu < CPU_BITS; cpu++) {
      if ((bits >>> cpu & 1) != 0) {
        cpus.add(cpu);
      }
    }
    return cpus;
  }

  /** Sets what is given of a pool's parameters under the credit scheduler. */
  public CompletableFuture<Void> setPool(
      int pool, Integer sliceMs, Integer ratelimitUs, Integer migrationDelayUs) {
    return ask(
        () -> {
          Scheduling.PoolCredit now = scheduling().poolCredit(pool);
          scheduling()
              .setPoolCredit(
                  pool,
                  new Scheduling.PoolCredit(
                      sliceMs == null ? now.sliceMillis() : sliceMs,
                      ratelimitUs == null ? now.rateLimitMicros() : ratelimitUs,
                      migrationDelayUs == null ? now.migrationDelayMicros() : migrationDelayUs));
          return null;
        });
  }

  /** The shares of one domain, or of all where none is named. */
  public CompletableFuture<List<ShareView>> shares(Optional<String> domain) {
    return ask(
        () -> {
          List<ShareView> shares = new ArrayList<>();
          List<DomainView> domains =
              domain.isPresent() ? List.of(directory.require(domain.get())) : directory.all();
          for (DomainView d : domains) {
            Scheduling.DomainCredit credit = scheduling().credit(new DomId(d.domid()));
            shares.add(new ShareView(d.domid(), d.name(), credit.weight(), credit.cap()));
          }
          return shares;
        });
  }

  /** Sets what is given of a domain's share. The limits are libxl's. */
  public CompletableFuture<Void> setShare(String domain, Integer weight, Integer cap) {
    return ask(
        () -> {
          DomainView view = directory.require(domain);
          if (weight != null && (weight < 1 || weight > MOST_WEIGHT)) {
            throw new HostException(
                HostException.Kind.BAD_REQUEST,
                "Cpu weight out of range, valid values are within range from 1 to " + MOST_WEIGHT);
          }
          int mostCap = view.maxVcpus() * 100;
          if (cap != null && (cap < 0 || cap > mostCap)) {
            throw new HostException(
                HostException.Kind.BAD_REQUEST,
                "Cpu cap out of range, valid range is from 0 to %d for specified number of vcpus"
                    .formatted(mostCap));
          }
          DomId domid = new DomId(view.domid());
          Scheduling.DomainCredit now = scheduling().credit(domid);
          scheduling()
              .setCredit(
                  domid,
                  new Scheduling.DomainCredit(
                      weight == null ? now.weight() : weight, cap == null ? now.cap() : cap));
          return null;
        });
  }

  /**
   * Where a domain's vCPUs are to run.
   *
   * @param vcpu which of them, or null for all
   * @param hard CPUs it may run on, or null to leave that
   * @param soft CPUs it had better run on, or null to leave that
   * @param force even where the domain holds the vCPU on a CPU of its own choice
   */
  public record Affinity(Integer vcpu, List<Integer> hard, List<Integer> soft, boolean force) {
    private static Optional<Long> bits(List<Integer> cpus) throws HostException {
      if (cpus == null) {
        return Optional.empty();
      }
      long bits = 0;
      for (Integer cpu : cpus) {
        if (cpu == null || cpu < 0 || cpu >= CPU_BITS) {
          throw new HostException(HostException.Kind.BAD_REQUEST, "there is no CPU " + cpu);
        }
        bits |= 1L << cpu;
      }
      return Optional.of(bits);
    }
  }

  /**
   * Sets affinities. One vCPU that refuses does not keep those behind it from being placed, as with
   * libxl; all who refused are in the message.
   */
  public CompletableFuture<Void> setAffinity(String domain, Affinity wanted) {
    return ask(
        () -> {
          DomainView view = directory.require(domain);
          int first = wanted.vcpu() == null ? 0 : wanted.vcpu();
          int last = wanted.vcpu() == null ? view.maxVcpus() - 1 : first;
          List<String> refusals = new ArrayList<>();
          for (int v = first; v <= last; v++) {
            try {
              scheduling()
                  .setAffinity(
                      new DomId(view.domid()),
                      new VcpuId(v),
                      Affinity.bits(wanted.hard()),
                      Affinity.bits(wanted.soft()),
                      wanted.force());
            } catch (HypercallFailedException e) {
              refusals.add("vCPU " + v + ": " + e.getMessage());
            }
          }
          if (!refusals.isEmpty()) {
            throw new HostException(HostException.Kind.MACHINE, String.join("; ", refusals));
          }
          return null;
        });
  }
}
