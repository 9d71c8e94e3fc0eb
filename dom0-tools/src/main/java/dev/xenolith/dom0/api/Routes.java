package dev.xenolith.dom0.api;

import dev.xenolith.dom0.host.CreateOrder;
import dev.xenolith.dom0.host.Disks;
import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.HostException;
import dev.xenolith.dom0.host.Networks;
import dev.xenolith.dom0.host.Placement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All that the API can do, one row each. {@code openapi.json} says the same to strangers. */
final class Routes {
  /** Where the routes are described. */
  static final String OPENAPI = "openapi.json";

  static final List<Route> ALL =
      List.of(
          new Route("GET", "/v1/host", "getHost", (h, r) -> body(h.view())),
          new Route("POST", "/v1/host/stop", "stopHost", Routes::stop),
          new Route("GET", "/v1/domains", "listDomains", (h, r) -> list(h)),
          new Route("POST", "/v1/domains", "createDomain", Routes::create),
          new Route(
              "GET",
              "/v1/domains/{domain}",
              "getDomain",
              (h, r) -> body(h.domains().find(r.domain()))),
          new Route(
              "DELETE",
              "/v1/domains/{domain}",
              "destroyDomain",
              (h, r) -> body(h.domains().destroy(r.domain()))),
          new Route(
              "POST",
              "/v1/domains/{domain}/pause",
              "pauseDomain",
              (h, r) -> body(h.domains().pause(r.domain()))),
          new Route(
              "POST",
              "/v1/domains/{domain}/unpause",
              "unpauseDomain",
              (h, r) -> body(h.domains().unpause(r.domain()))),
          new Route(
              "GET",
              "/v1/domains/{domain}/config",
              "getConfig",
              (h, r) -> body(h.domains().config(r.domain()))),
          new Route(
              "POST",
              "/v1/domains/{domain}/config",
              "setConfig",
              (h, r) -> body(h.domains().reconfigure(r.domain(), r.read(CreateOrder.class)))),
          new Route("POST", "/v1/domains/{domain}/name", "renameDomain", Routes::rename),
          new Route("POST", "/v1/domains/{domain}/request", "requestOfDomain", Routes::request),
          new Route("POST", "/v1/domains/{domain}/vcpus", "setVcpus", Routes::setVcpus),
          new Route("POST", "/v1/domains/{domain}/memory", "setMemory", Routes::setMemory),
          new Route(
              "POST", "/v1/domains/{domain}/max-memory", "setMaxMemory", Routes::setMaxMemory),
          new Route("POST", "/v1/domains/{domain}/sysrq", "sendSysrq", Routes::sysrq),
          new Route("POST", "/v1/domains/{domain}/trigger", "sendTrigger", Routes::trigger),
          new Route("GET", "/v1/domains/{domain}/console", "openConsole", Streams::console),
          new Route("GET", "/v1/domains/{domain}/core", "dumpCore", Streams::core),
          new Route("POST", "/v1/domains/{domain}/share", "setShare", Routes::setShare),
          new Route("POST", "/v1/domains/{domain}/affinity", "setAffinity", Routes::setAffinity),
          new Route(
              "GET",
              "/v1/domains/{domain}/disks",
              "listDisks",
              (h, r) -> body(h.disks().list(r.domain()).thenApply(Bodies.DiskList::new))),
          new Route(
              "POST",
              "/v1/domains/{domain}/disks",
              "attachDisk",
              (h, r) -> body(h.disks().attach(r.domain(), r.read(Disks.Order.class)))),
          new Route("POST", "/v1/domains/{domain}/detach-disk", "detachDisk", Routes::detachDisk),
          new Route(
              "GET",
              "/v1/domains/{domain}/channels",
              "listChannels",
              (h, r) -> body(h.channels().list(r.domain()).thenApply(Bodies.ChannelList::new))),
          new Route(
              "GET",
              "/v1/domains/{domain}/networks",
              "listNetworks",
              (h, r) -> body(h.networks().list(r.domain()).thenApply(Bodies.NetworkList::new))),
          new Route(
              "POST",
              "/v1/domains/{domain}/networks",
              "attachNetwork",
              (h, r) -> body(h.networks().attach(r.domain(), r.read(Networks.Order.class)))),
          new Route(
              "POST",
              "/v1/domains/{domain}/detach-network",
              "detachNetwork",
              (h, r) ->
                  body(h.networks().detach(r.domain(), r.read(Bodies.Device.class).device()))),
          new Route("GET", "/v1/domains/{domain}/capture", "capturePackets", Streams::capture),
          new Route(
              "GET",
              "/v1/domains/{domain}/screen",
              "getScreen",
              (h, r) -> body(h.screens().find(r.domain()))),
          new Route(
              "GET", "/v1/domains/{domain}/screen.png", "getScreenPicture", Routes::screenPicture),
          new Route("GET", "/v1/vcpus", "listVcpus", Routes::vcpus),
          new Route("GET", "/v1/shares", "listShares", Routes::shares),
          new Route("GET", "/v1/cpupools", "listCpuPools", Routes::pools),
          new Route("POST", "/v1/cpupools", "setCpuPool", Routes::setPool),
          new Route("GET", "/v1/machine", "getMachine", (h, r) -> body(h.machineView())),
          new Route("GET", "/v1/log", "getHypervisorLog", Routes::log),
          new Route("POST", "/v1/debug-keys", "pressDebugKeys", Routes::debugKeys),
          new Route("GET", "/v1/events", "followEvents", Streams::events),
          new Route("GET", "/metrics", "getMetrics", (h, r) -> Metrics.answer(h)),
          new Route("GET", "/" + OPENAPI, "getDescription", (h, r) -> description()));

  private static final int DEFAULT_PATIENCE_SECONDS = 30;

  private Routes() {}

  private static CompletableFuture<Answer> body(CompletionStage<?> answer) {
    return answer.<Answer>thenApply(Answer.Body::new).toCompletableFuture();
  }

  private static CompletableFuture<Answer> now(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static CompletableFuture<Answer> list(Host host) {
    return body(host.domains().list().thenApply(Bodies.DomainList::new));
  }

  private static CompletableFuture<Answer> create(Host host, Request request) throws HostException {
    return body(host.domains().create(request.read(CreateOrder.class)));
  }

  /** The answer goes out before the end begins, which takes its time. */
  private static CompletableFuture<Answer> stop(Host host, Request request) throws HostException {
    Integer seconds = request.read(Bodies.Stop.class).seconds();
    host.askToStop(seconds == null ? DEFAULT_PATIENCE_SECONDS : Math.clamp(seconds, 0, 3600));
    return body(host.view());
  }

  private static CompletableFuture<Answer> rename(Host host, Request request) throws HostException {
    String name = given(request.read(Bodies.Name.class).name(), "name");
    return body(host.domains().rename(request.domain(), name));
  }

  private static CompletableFuture<Answer> request(Host host, Request request)
      throws HostException {
    String how = given(request.read(Bodies.Request.class).how(), "how");
    if (!List.of("poweroff", "reboot", "halt").contains(how)) {
      throw new HostException(
          HostException.Kind.BAD_REQUEST, "how: poweroff, reboot or halt, not '" + how + "'");
    }
    return body(host.controls().request(request.domain(), how));
  }

  private static CompletableFuture<Answer> setVcpus(Host host, Request request)
      throws HostException {
    return body(
        host.controls().setVcpus(request.domain(), request.read(Bodies.Count.class).count()));
  }

  private static CompletableFuture<Answer> setMemory(Host host, Request request)
      throws HostException {
    return body(
        host.controls().setMemory(request.domain(), request.read(Bodies.Amount.class).kib()));
  }

  private static CompletableFuture<Answer> setMaxMemory(Host host, Request request)
      throws HostException {
    return body(
        host.controls().setMaxMemory(request.domain(), request.read(Bodies.Amount.class).kib()));
  }

  private static CompletableFuture<Answer> detachDisk(Host host, Request request)
      throws HostException {
    Bodies.Detach disk = request.read(Bodies.Detach.class);
    return body(host.disks().detach(request.domain(), disk.device(), disk.force()));
  }

  private static CompletableFuture<Answer> screenPicture(Host host, Request request) {
    return host.screens().png(request.domain()).thenApply(png -> new Answer.File("image/png", png));
  }

  private static CompletableFuture<Answer> sysrq(Host host, Request request) throws HostException {
    String key = given(request.read(Bodies.Keys.class).keys(), "keys");
    if (key.length() != 1) {
      throw new HostException(HostException.Kind.BAD_REQUEST, "keys: one key, not '" + key + "'");
    }
    return body(host.controls().sysrq(request.domain(), key));
  }

  private static CompletableFuture<Answer> trigger(Host host, Request request)
      throws HostException {
    Bodies.Trigger trigger = request.read(Bodies.Trigger.class);
    String name = given(trigger.trigger(), "trigger");
    int vcpu = Objects.requireNonNullElse(trigger.vcpu(), 0);
    return body(host.controls().trigger(request.domain(), name, vcpu));
  }

  private static CompletableFuture<Answer> vcpus(Host host, Request request) {
    return body(host.controls().vcpus(request.parameter("domain")).thenApply(Bodies.VcpuList::new));
  }

  private static CompletableFuture<Answer> shares(Host host, Request request) {
    return body(
        host.placement().shares(request.parameter("domain")).thenApply(Bodies.ShareList::new));
  }

  private static CompletableFuture<Answer> setShare(Host host, Request request)
      throws HostException {
    Bodies.Share share = request.read(Bodies.Share.class);
    return body(host.placement().setShare(request.domain(), share.weight(), share.cap()));
  }

  private static CompletableFuture<Answer> setAffinity(Host host, Request request)
      throws HostException {
    Placement.Affinity wanted = request.read(Placement.Affinity.class);
    return body(host.placement().setAffinity(request.domain(), wanted));
  }

  private static CompletableFuture<Answer> pools(Host host, Request request) {
    return body(host.placement().pools().thenApply(Bodies.PoolList::new));
  }

  private static CompletableFuture<Answer> setPool(Host host, Request request)
      throws HostException {
    Bodies.PoolSchedule wanted = request.read(Bodies.PoolSchedule.class);
    return body(
        host.placement()
            .setPool(
                given(wanted.pool(), "pool"),
                wanted.sliceMs(),
                wanted.ratelimitUs(),
                wanted.migrationDelayUs()));
  }

  private static CompletableFuture<Answer> log(Host host, Request request) {
    return host.hypervisorLog(request.flag("clear"))
        .thenApply(text -> new Answer.Text("text/plain; charset=utf-8", text));
  }

  private static CompletableFuture<Answer> debugKeys(Host host, Request request)
      throws HostException {
    return body(host.debugKeys(given(request.read(Bodies.Keys.class).keys(), "keys")));
  }

  private static <T> T given(T value, String name) throws HostException {
    if (value == null) {
      throw new HostException(HostException.Kind.BAD_REQUEST, name + " is missing");
    }
    return value;
  }

  private static CompletableFuture<Answer> description() {
    try (InputStream in = Routes.class.getResourceAsStream(OPENAPI)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return now(new Answer.Text("application/json", text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
