package dev.xenolith.dom0.host;

import dev.xenolith.dom0.screen.Display;
import dev.xenolith.dom0.screen.Screens;
import dev.xenolith.dom0.screen.Snapshot;
import dev.xenolith.dom0.toolstack.Toolstack;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Screens of domains that run. */
public final class ScreenViews {
  private final Toolstack toolstack;
  private final Domains domains;
  private final Executor workers;

  ScreenViews(Toolstack toolstack, Domains domains, Executor workers) {
    this.toolstack = toolstack;
    this.domains = domains;
    this.workers = workers;
  }

  /**
   * A screen.
   *
   * @param address where viewers find it, with {@code port}
   * @param password whether viewers are asked for one
   */
  public record ScreenView(String address, int port, boolean password) {}

  /** Where a domain's screen can be looked at. */
  public CompletableFuture<ScreenView> find(String domain) {
    return toolstack.run(
        () -> {
          Screens.Place place = place(domain);
          return new ScreenView("127.0.0.1", place.port(), place.hasPassword());
        });
  }

  /** What a domain shows now, as a PNG file. */
  public CompletableFuture<byte[]> png(String domain) {
    return toolstack
        .run(() -> place(domain).display())
        .thenCompose(Display::snapshot)
        .thenApplyAsync(Snapshot::png, workers);
  }

  private Screens.Place place(String domain) throws HostException {
    return toolstack
        .devices()
        .screens()
        .of(domains.resident(domain).domid)
        .orElseThrow(
            () ->
                new HostException(
                    HostException.Kind.WRONG_STATE,
                    "the domain has no screen; vfb = ['vnc=1'] in its configuration gives it one"));
  }
}
