package dev.xenolith.dom0.host;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.config.ShutdownAction;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What follows when a domain has shut down: what its configuration says, and nobody need look. */
final class Aftermath {
  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("-yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** As long as the real xl sleeps before it builds a domain again. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  private final Domains domains;
  private final Toolstack toolstack;
  private final Dumps dumps;
  private final Duration pause;

  /** What ends the pauses of domains to be built again, by name. On domain 0's vCPU only. */
  private final Map<String, CompletableFuture<Void>> pauses = new HashMap<>();

  Aftermath(Domains domains, Toolstack toolstack, Dumps dumps, Duration pause) {
    this.domains = domains;
    this.dumps = dumps;
    this.pause = pause;
    this.toolstack = toolstack;
  }

  /** On domain 0's vCPU. */
  void follow(Resident domain, ShutdownReason reason) {
    domains.note(HostEvent.Kind.DOMAIN_SHUTDOWN, domain, DomainView.word(reason));
    ShutdownAction action =
        domains.isClosing()
            ? ShutdownAction.DESTROY
            : actionFor(domain.config.onShutdown(), reason);
    domains.note(HostEvent.Kind.DOMAIN_ACTION, domain, action.configName());
    carryOut(domain, action)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                String why = HostException.of(failure).getMessage();
                domains.note(
                    HostEvent.Kind.DOMAIN_FAILED, domain, action.configName() + ": " + why);
              }
            });
  }

  private static ShutdownAction actionFor(DomainConfig.OnShutdown on, ShutdownReason reason) {
    return switch (reason) {
      case POWEROFF -> on.poweroff();
      case REBOOT -> on.reboot();
      case CRASH -> on.crash();
      case WATCHDOG -> on.watchdog();
      case SOFT_RESET -> on.softReset();
      case SUSPEND -> ShutdownAction.PRESERVE; // whoever asked for it takes it from there
    };
  }

  private CompletableFuture<?> carryOut(Resident domain, ShutdownAction action) {
    return switch (action) {
      case DESTROY -> domains.end(domain.domid);
      case PRESERVE -> CompletableFuture.completedFuture(null);
      case RESTART -> domains.end(domain.domid).thenCompose(_ -> again(domain.config));
      case RENAME_RESTART -> {
        DomainConfig same = domain.config;
        yield setAside(domain).thenCompose(_ -> again(same));
      }
      case COREDUMP_DESTROY ->
          dumped(domain).thenCompose(_ -> carryOut(domain, ShutdownAction.DESTROY));
      case COREDUMP_RESTART ->
          dumped(domain).thenCompose(_ -> carryOut(domain, ShutdownAction.RESTART));
      // The real xl tries, Xen refuses (arch_domain_soft_reset: HVM only), and xl destroys it.
      case SOFT_RESET ->
          domains
              .end(domain.domid)
              .thenCompose(
                  _ ->
                      CompletableFuture.failedFuture(
                          new HostException(
                              HostException.Kind.WRONG_STATE,
                              "only HVM and PVH domains can be reset softly; the domain was"
                                  + " destroyed")));
    };
  }

  /** Completes when the dump is written, or could not be: what follows it follows anyway. */
  private CompletableFuture<Void> dumped(Resident domain) {
    return dumps
        .write(domain.domid, domain.name)
        .handle(
            (file, failure) -> {
              if (failure == null) {
                domains.note(HostEvent.Kind.DOMAIN_DUMPED, domain, file.toString());
              } else {
                String why = "core dump failed: " + HostException.of(failure).getMessage();
                domains.note(HostEvent.Kind.DOMAIN_FAILED, domain, why);
              }
              return null;
            });
  }

  /** Builds a domain again, but not at once: one that ends as it begins would do nothing else. */
  private CompletableFuture<DomainView> again(DomainConfig config) {
    return domains
        .onDomain0(
            () -> {
              domains.promise(config);
              CompletableFuture<Void> over = new CompletableFuture<>();
              pauses.put(config.name(), over);
              return over.completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS);
            })
        .thenCompose(over -> over.handle((_, calledOff) -> calledOff == null))
        .thenCompose(
            goOn ->
                domains.onDomain0(
                    () -> {
                      pauses.remove(config.name());
                      domains.goOn(config, goOn);
                      return config;
                    }))
        .thenCompose(same -> domains.build(same, false));
  }

  /** On domain 0's vCPU: whether a domain of this name was about to be built again. */
  boolean callOff(String name) {
    CompletableFuture<Void> over = pauses.get(name);
    return over != null && over.cancel(false);
  }

  /** On domain 0's vCPU: nothing that waits is built again. */
  Void callOffAll() {
    List.copyOf(pauses.values()).forEach(over -> over.cancel(false));
    return null;
  }

  private CompletableFuture<Void> setAside(Resident domain) {
    String name = domain.name + SUFFIX.format(Instant.now());
    UUID uuid = UUID.randomUUID();
    return toolstack
        .setAside(domain.domid, name, uuid)
        .thenCompose(
            _ ->
                domains.onDomain0(
                    () -> {
                      domain.aside = true;
                      return domains.renamed(domain, name, uuid);
                    }));
  }
}
