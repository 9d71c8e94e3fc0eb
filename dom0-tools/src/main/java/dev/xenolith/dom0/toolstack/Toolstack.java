package dev.xenolith.dom0.toolstack;

import dev.xenolith.abi.call.HostedKernel;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.VirqLine;
import dev.xenolith.dom0.builder.BuiltDomain;
import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.builder.DomainBuildException.Blame;
import dev.xenolith.dom0.builder.DomainBuilder;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.builder.Progress;
import dev.xenolith.dom0.channel.ChannelException;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.console.Consoled;
import dev.xenolith.dom0.ctrl.DomainInfo;
import dev.xenolith.dom0.ctrl.Domctls;
import dev.xenolith.dom0.device.DeviceRefusedException;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Hypercalls;
import dev.xenolith.dom0.screen.ScreenException;
import dev.xenolith.dom0.xenstore.Quotas;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.ServiceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Domain 0 as a whole: its kernel with xenstored, consoled and the care for domains on it. Give
 * {@link #kernel} to the hypervisor; everything else may be called from any thread at any time and
 * is done when domain 0 gets to run.
 */
public final class Toolstack {
  private static final int LARGE_KERNEL = 4 << 20;

  private static final class Running {
    BuiltDomain built;
    final Predicate<ShutdownReason> preserve;
    final CompletableFuture<DomainExit> exit = new CompletableFuture<>();
    boolean reported;

    Running(BuiltDomain built, Predicate<ShutdownReason> preserve) {
      this.built = built;
      this.preserve = preserve;
    }
  }

  private final Dom0Kernel kernel = new Dom0Kernel(this::start);
  private final Consumer<String> log;
  private final Map<DomId, Running> domains = new LinkedHashMap<>();
  private Xenstored xenstored;
  private StoreClient store;
  private Consoled consoled;
  private Domctls domctls;
  private DomainBuilder builder;
  private Devices devices;

  /**
   * A domain 0 that has not booted.
   *
   * @param log takes sentences about domains that misbehave, and about bugs; called on any thread
   */
  public Toolstack(Consumer<String> log) {
    this.log = log;
  }

  /** What the hypervisor is to run as domain 0. */
  public HostedKernel kernel() {
    return kernel;
  }

  private void start(Dom0Kernel booted) {
    domctls = new Domctls(booted.hypercalls());
    builder = new DomainBuilder(booted);
    xenstored = new Xenstored(new KernelDomains(booted), Quotas.STANDARD, log);
    store = xenstored.client();
    consoled = new Consoled(booted, log);
    try {
      store.nodes().write("/local/domain/0/name", "Domain-0");
      store.nodes().write("/local/domain/0/domid", "0");
      booted.events().bindVirq(VirqLine.DOM_EXC, this::checkDomains);
      devices = new Devices(booted, xenstored, consoled, log);
    } catch (StoreException | HypercallFailedException | ServiceException e) {
      throw new IllegalStateException("the services of domain 0 cannot start", e);
    }
  }

  /** Xenstore, for tasks given to {@link #run}. */
  public StoreClient store() {
    return store;
  }

  /** Has something done with the daemon behind xenstore, as servers of the host's programs do. */
  public CompletableFuture<Void> withXenstored(Consumer<Xenstored> task) {
    return kernel.run(
        () -> {
          task.accept(xenstored);
          return null;
        });
  }

  /** Domain 0's hypercalls, for tasks given to {@link #run}. */
  public Hypercalls hypercalls() {
    return kernel.hypercalls();
  }

  /** Runs something on domain 0's vCPU. */
  public <T> CompletableFuture<T> run(Callable<T> task) {
    return kernel.run(task);
  }

  /**
   * Builds a domain and lets it run.
   *
   * @param progress called on domain 0's vCPU
   * @return its number, or {@link DomainBuildException} with nothing left of it
   */
  public CompletableFuture<DomId> create(DomainSpec spec, Progress progress) {
    return create(spec, progress, false, reason -> false);
  }

  /**
   * Builds a domain. What its devices need of the host is opened at once, on the thread that asks.
   *
   * @param paused whether it is to wait for {@link #unpause}
   * @param preserve for which reasons of shutdown the domain stays, for looking at it
   */
  public CompletableFuture<DomId> create(
      DomainSpec spec, Progress progress, boolean paused, Predicate<ShutdownReason> preserve) {
    return withDevices(spec, open -> createHere(spec, open, progress, paused, preserve));
  }

  /** What is done once a domain's devices have what they need. */
  private interface Building<T> {
    T build(OpenDevices open) throws Exception;
  }

  private <T> CompletableFuture<T> withDevices(DomainSpec spec, Building<T> task) {
    OpenDevices open;
    try {
      open = OpenDevices.open(spec);
    } catch (DomainBuildException e) {
      return CompletableFuture.failedFuture(e);
    }
    return kernel.run(
        () -> {
          try (open) {
            return task.build(open);
          }
        });
  }

  /** A domain that runs: its number, its console, and its end. */
  public record Started(
      DomId domid, ConsoleAttachment console, CompletableFuture<DomainExit> exit) {}

  /**
   * Builds a domain, attaches to its console and lets it run, in one step of domain 0. Asked for
   * before the machine is switched on, it happens at the same point of every run.
   */
  public CompletableFuture<Started> start(DomainSpec spec, Progress progress) {
    return start(spec, progress, reason -> false);
  }

  /**
   * The same.
   *
   * @param preserve for which reasons of shutdown the domain stays, for looking at it
   */
  public CompletableFuture<Started> start(
      DomainSpec spec, Progress progress, Predicate<ShutdownReason> preserve) {
    return withDevices(
        spec,
        open -> {
          DomId domid = createHere(spec, open, progress, true, preserve);
          ConsoleAttachment console =
              consoled
                  .attach(ConsoleId.first(domid))
                  .orElseThrow(() -> new NoSuchDomainException(domid));
          domctls.unpause(domid);
          return new Started(domid, console, require(domid).exit);
        });
  }

  private DomId createHere(
      DomainSpec spec,
      OpenDevices open,
      Progress progress,
      boolean paused,
      Predicate<ShutdownReason> preserve)
      throws DomainBuildException {
    BuiltDomain built = builder.build(spec, progress);
    if (spec.kernel().bytes().length >= LARGE_KERNEL) {
      // What unpacking took is many times what is needed from here on, and goes back to the host,
      // but only when this task, which holds the kernel's image, is over.
      kernel.later(System::gc);
    }
    DomId domid = built.domid();
    try {
      progress.step("connecting xenstore, console and devices");
      new HomeNodes(built).write(store);
      store.introduce(domid, built.storeRing().raw(), built.storePort().raw());
      consoled.open(domid, built.consoleRing(), built.consolePort());
      devices.give(built, open);
      domains.put(domid, new Running(built, preserve));
      if (!paused) {
        domctls.unpause(domid);
      }
      return domid;
    } catch (DeviceRefusedException | ScreenException | ChannelException e) {
      domains.remove(domid);
      dismantle(built);
      throw new DomainBuildException(Blame.CONFIGURATION, e.getMessage(), e);
    } catch (StoreException | HypercallFailedException e) {
      domains.remove(domid);
      dismantle(built);
      throw new DomainBuildException(Blame.MACHINE, e.getMessage(), e);
    } catch (RuntimeException e) {
      domains.remove(domid);
      dismantle(built);
      throw e;
    }
  }

  private void dismantle(BuiltDomain built) {
    DomId domid = built.domid();
    consoled.close(domid);
    try {
      devices.takeAll(domid);
      if (xenstored.isIntroduced(domid)) {
        store.release(domid);
      }
      new HomeNodes(built).remove(store);
    } catch (StoreException e) {
      throw new IllegalStateException("xenstore cannot forget " + domid, e);
    }
    try {
      domctls.destroy(domid);
    } catch (HypercallFailedException e) {
      log.accept("%s cannot be destroyed: %s".formatted(domid, e.getMessage()));
    }
  }

  /** VIRQ_DOM_EXC: some domain has shut down or died. */
  private void checkDomains() {
    for (Running domain : List.copyOf(domains.values())) {
      DomId domid = domain.built.domid();
      Optional<DomainInfo> info = infoHere(domid);
      if (info.isEmpty() || info.get().isDying()) {
        end(domain, Optional.empty());
      } else if (info.get().isShutDown() && !domain.reported) {
        shutDown(domain, info.get().shutdownReason());
      }
    }
    xenstored.domainStateChanged();
  }

  private void shutDown(Running domain, Optional<ShutdownReason> reason) {
    if (reason.filter(domain.preserve).isPresent()) {
      domain.reported = true;
      consoled.drain(domain.built.domid());
      domain.exit.complete(new DomainExit(domain.built.domid(), reason));
    } else {
      end(domain, reason);
    }
  }

  private void end(Running domain, Optional<ShutdownReason> reason) {
    domains.remove(domain.built.domid());
    dismantle(domain.built);
    domain.exit.complete(new DomainExit(domain.built.domid(), reason));
  }

  private Optional<DomainInfo> infoHere(DomId domid) {
    try {
      return domctls.info(domid);
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("asking for " + domid, e);
    }
  }

  /**
   * Completes when the domain is over and, unless it is preserved, gone. Completes exceptionally
   * with {@link NoSuchDomainException} when it is not one of this toolstack's.
   */
  public CompletableFuture<DomainExit> onExit(DomId domid) {
    return kernel.run(() -> require(domid).exit).thenCompose(exit -> exit);
  }

  /** Ends a domain at once. */
  public CompletableFuture<Void> destroy(DomId domid) {
    return kernel.run(
        () -> {
          end(require(domid), Optional.empty());
          return null;
        });
  }

  /** Lets a domain run that was created paused, or undoes a {@link #pause}. */
  public CompletableFuture<Void> unpause(DomId domid) {
    return kernel.run(
        () -> {
          domctls.unpause(domid);
          return null;
        });
  }

  /** Keeps a domain from running. */
  public CompletableFuture<Void> pause(DomId domid) {
    return kernel.run(
        () -> {
          domctls.pause(domid);
          return null;
        });
  }

  /** Asks a domain to end itself: {@code poweroff} or {@code reboot}. It may not listen. */
  public CompletableFuture<Void> request(DomId domid, String how) {
    return kernel.run(
        () -> {
          store.nodes().write("/local/domain/" + domid.raw() + "/control/shutdown", how);
          return null;
        });
  }

  /** Gives a domain another name. */
  public CompletableFuture<Void> rename(DomId domid, String name) {
    return kernel.run(
        () -> {
          Running domain = require(domid);
          BuiltDomain renamed = domain.built.withIdentity(name, domain.built.spec().uuid());
          new HomeNodes(domain.built).rename(name, store);
          devices.disks().owner(domid).ifPresent(owner -> owner.rename(name));
          domain.built = renamed;
          return null;
        });
  }

  /**
   * Gives a domain that has shut down and is kept another name and UUID, so that a new one can take
   * its place (libxl_domain_preserve).
   */
  public CompletableFuture<Void> setAside(DomId domid, String name, UUID uuid) {
    return kernel.run(
        () -> {
          Running domain = require(domid);
          BuiltDomain renamed = domain.built.withIdentity(name, uuid);
          domctls.setHandle(domid, uuid);
          new HomeNodes(domain.built).moveTo(renamed, store);
          devices.disks().owner(domid).ifPresent(owner -> owner.rename(name));
          domain.built = renamed;
          return null;
        });
  }

  /** The devices of domains, for tasks given to {@link #run}. */
  public Devices devices() {
    return devices;
  }

  /** The consoles of domains, for tasks given to {@link #run}. */
  public Consoled consoles() {
    return consoled;
  }

  /** Describes a domain. */
  public CompletableFuture<Optional<DomainInfo>> info(DomId domid) {
    return kernel.run(() -> domctls.info(domid));
  }

  /** What a domain was built from. */
  public CompletableFuture<BuiltDomain> built(DomId domid) {
    return kernel.run(() -> require(domid).built);
  }

  private Running require(DomId domid) throws NoSuchDomainException {
    Running domain = domains.get(domid);
    if (domain == null) {
      throw new NoSuchDomainException(domid);
    }
    return domain;
  }
}
