package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.VcpuId;
import dev.xenolith.dom0.ctrl.DomainInfo;
import dev.xenolith.dom0.ctrl.Scheduling;
import dev.xenolith.dom0.ctrl.VirtualCpu;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What can be done to a domain that runs: its vCPUs, its memory, requests to its kernel. */
public final class Controls {
  private static final long KIB_PER_PAGE = 4;

  /** By their numbers (domctl.h: XEN_DOMCTL_SENDTRIGGER_*). */
  private static final List<String> TRIGGERS = List.of("nmi", "reset", "init", "power", "sleep");

  /** As long as libxl waits. */
  private static final int ANSWER_SECONDS = 60;

  /** libxl leaves every domain this much more than it asks for (LIBXL_MAXMEM_CONSTANT). */
  private static final long SLACK_KIB = 1024;

  private final Toolstack toolstack;
  private final Directory directory;

  Controls(Toolstack toolstack, Directory directory) {
    this.toolstack = toolstack;
    this.directory = directory;
  }

  /** A vCPU of a domain. */
  public record VcpuView(
      int domid,
      String name,
      int vcpu,
      int cpu,
      boolean online,
      boolean blocked,
      boolean running,
      long cpuTimeNs,
      List<Integer> hardAffinity,
      List<Integer> softAffinity) {}

  private CompletableFuture<Void> change(Callable<Void> task) {
    return toolstack.run(task);
  }

  /** The vCPUs of one domain, or of all where none is named. */
  public CompletableFuture<List<VcpuView>> vcpus(Optional<String> domain) {
    return toolstack.run(
        () -> {
          List<VcpuView> views = new ArrayList<>();
          List<DomainView> domains =
              domain.isPresent() ? List.of(directory.require(domain.get())) : directory.all();
          for (DomainView d : domains) {
            for (int v = 0; v < d.maxVcpus(); v++) {
              views.add(vcpu(d, new VcpuId(v)));
            }
          }
          return views;
        });
  }

  private VcpuView vcpu(DomainView domain, VcpuId id) throws HypercallFailedException {
    DomId domid = new DomId(domain.domid());
    VirtualCpu v = directory.domctls().vcpu(domid, id);
    Scheduling.Affinity affinity = new Scheduling(toolstack.hypercalls()).affinity(domid, id);
    return new VcpuView(
        domain.domid(),
        domain.name(),
        id.raw(),
        v.cpu(),
        v.online(),
        v.blocked(),
        v.running(),
        v.cpuTimeNs(),
        Placement.cpus(affinity.hard()),
        Placement.cpus(affinity.soft()));
  }

  /**
   * Asks a domain to have this many vCPUs online: its kernel brings them up and takes them down.
   */
  public CompletableFuture<Void> setVcpus(String domain, int count) {
    return change(
        () -> {
          DomainView view = directory.require(domain);
          DomId domid = directory.requireGuest(domain);
          if (count < 1) {
            throw badRequest("a domain cannot do without a vCPU");
          }
          if (count > view.maxVcpus()) {
            throw badRequest(
                "domain %d was built for at most %d, not %d vCPUs; 'maxvcpus' in its configuration"
                    + " says how many",
                domid.raw(), view.maxVcpus(), count);
          }
          for (int v = 0; v < view.maxVcpus(); v++) {
            directory.write(
                Directory.home(domid, "cpu/" + v + "/availability"),
                v < count ? "online" : "offline");
          }
          return null;
        });
  }

  /** Asks a domain to have this much memory: its kernel gives pages back, or takes some. */
  public CompletableFuture<Void> setMemory(String domain, long kib) {
    return change(
        () -> {
          DomId domid = directory.requireGuest(domain);
          long most = Long.parseLong(directory.read(staticMax(domid)).orElse("0"));
          if (kib <= 0) {
            throw badRequest("a domain cannot do without memory");
          }
          if (kib > most) {
            throw badRequest(
                "domain %d may have at most %d KiB, not %d; 'xl mem-max' lets it have more",
                domid.raw(), most, kib);
          }
          limit(domid, kib);
          directory.write(Directory.home(domid, "memory/target"), Long.toString(kib));
          return null;
        });
  }

  private static String staticMax(DomId domid) {
    return Directory.home(domid, "memory/static-max");
  }

  private void limit(DomId domid, long kib) throws HostException {
    try {
      directory.domctls().setMaxMemory(domid, kib + SLACK_KIB);
    } catch (HypercallFailedException e) {
      throw Directory.refused(e);
    }
  }

  /** Sets the most memory a domain may have. */
  public CompletableFuture<Void> setMaxMemory(String domain, long kib) {
    return change(
        () -> {
          DomId domid = directory.requireGuest(domain);
          DomainInfo info = directory.domctls().info(domid).orElseThrow(() -> gone(domid));
          if (kib < info.pages() * KIB_PER_PAGE) {
            throw badRequest(
                "domain %d has %d KiB, more than the %d that it is to have at most; 'xl mem-set'"
                    + " comes first",
                domid.raw(), info.pages() * KIB_PER_PAGE, kib);
          }
          limit(domid, kib);
          directory.write(staticMax(domid), Long.toString(kib));
          return null;
        });
  }

  private static HostException badRequest(String format, Object... args) {
    return new HostException(HostException.Kind.BAD_REQUEST, format.formatted(args));
  }

  private static HostException gone(DomId domid) {
    return new HostException(HostException.Kind.NO_DOMAIN, "domain " + domid.raw() + " is gone");
  }

  /**
   * Asks a domain's kernel to end it: {@code poweroff}, {@code reboot}, {@code halt}. Completes
   * when the kernel has taken note, which it shows by clearing the node; or when the domain has
   * shut down or is gone.
   */
  public CompletableFuture<Void> request(String domain, String how) {
    return toolstack
        .run(() -> directory.requireGuest(domain))
        .thenCompose(domid -> ask(domid, how).thenCompose(_ -> answer(domid)));
  }

  /** Asks and does not wait for the answer. */
  CompletableFuture<Void> ask(DomId domid, String how) {
    return change(
        () -> {
          directory.write(request(domid), how);
          return null;
        });
  }

  private static String request(DomId domid) {
    return Directory.home(domid, "control/shutdown");
  }

  private CompletableFuture<Void> answer(DomId domid) {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    CompletableFuture<String> watch =
        toolstack.run(
            () ->
                toolstack
                    .store()
                    .watch(
                        request(domid),
                        _ -> {
                          if (isAnswered(domid)) {
                            answered.complete(null);
                          }
                        }));
    toolstack.onExit(domid).whenComplete((_, _) -> answered.complete(null));
    return watch.thenCompose(
        token ->
            answered
                .completeOnTimeout(null, ANSWER_SECONDS, TimeUnit.SECONDS)
                .thenCompose(_ -> toolstack.run(() -> conclude(domid, token))));
  }

  private Void conclude(DomId domid, String token) throws Exception {
    toolstack.store().unwatch(token);
    boolean over = directory.domctls().info(domid).map(DomainInfo::isShutDown).orElse(true);
    if (!over && !isAnswered(domid)) {
      throw new HostException(
          HostException.Kind.NO_ANSWER,
          "domain %d did not take note of the request".formatted(domid.raw()));
    }
    return null;
  }

  private boolean isAnswered(DomId domid) {
    try {
      return directory.read(request(domid)).orElse("").isEmpty();
    } catch (HostException e) {
      return false; // the watch asks again
    }
  }

  /** Whether the domain's kernel has taken note of the last {@link #request}. */
  public CompletableFuture<Boolean> hasAnswered(DomId domid) {
    return toolstack.run(() -> isAnswered(domid));
  }

  /** Sends a key of the magic SysRq. */
  public CompletableFuture<Void> sysrq(String domain, String key) {
    return change(
        () -> {
          directory.write(Directory.home(directory.requireGuest(domain), "control/sysrq"), key);
          return null;
        });
  }

  /** Raises a signal of the machine on a vCPU; a PV domain takes no other than {@code nmi}. */
  public CompletableFuture<Void> trigger(String domain, String trigger, int vcpu) {
    return change(
        () -> {
          DomId domid = directory.requireGuest(domain);
          int vcpus = directory.require(domain).maxVcpus();
          int number = TRIGGERS.indexOf(trigger);
          if (number < 0) {
            throw badRequest("Invalid trigger \"%s\"", trigger);
          }
          if (number > 0) {
            throw badRequest("a PV domain takes the trigger nmi alone, not '%s'", trigger);
          }
          if (vcpu < 0 || vcpu >= vcpus) {
            throw badRequest("domain %d has no vCPU %d", domid.raw(), vcpu);
          }
          try {
            directory.domctls().sendTrigger(domid, new VcpuId(vcpu), number);
          } catch (HypercallFailedException e) {
            throw Directory.refused(e);
          }
          return null;
        });
  }
}
