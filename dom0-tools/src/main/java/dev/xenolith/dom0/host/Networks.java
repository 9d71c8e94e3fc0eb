package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.config.DomainConfig;
import dev.xenolith.dom0.device.DeviceRefusedException;
import dev.xenolith.dom0.device.NetworkDevices;
import dev.xenolith.dom0.device.VifState;
import dev.xenolith.dom0.net.Capture;
import dev.xenolith.dom0.net.MacAddress;
import dev.xenolith.dom0.net.NewBridges;
import dev.xenolith.dom0.net.OpenVif;
import dev.xenolith.dom0.net.VifException;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.net.VifSyntax;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.xenstore.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Network cards of domains that run. */
public final class Networks {
  private final Toolstack toolstack;
  private final Domains domains;
  private final Executor workers;

  Networks(Toolstack toolstack, Domains domains, Executor workers) {
    this.toolstack = toolstack;
    this.domains = domains;
    this.workers = workers;
  }

  /**
   * A card to be given to a domain.
   *
   * @param vif as a configuration would spell it
   */
  public record Order(String vif) {}

  /**
   * A card of a domain.
   *
   * @param number as xenstore has it
   * @param bridge where it is plugged in; absent where it is on no bridge
   * @param state the front end's, as xenbus numbers it
   */
  public record NetworkView(
      int number,
      String mac,
      String bridge,
      int state,
      int eventChannel,
      int txRing,
      int rxRing,
      String backend) {
    static NetworkView of(VifState v) {
      return new NetworkView(
          v.spec().device(),
          v.spec().mac().orElseThrow().toString(),
          v.spec().bridge().isEmpty() ? null : v.spec().bridge(),
          v.state(),
          v.eventChannel(),
          v.txRing(),
          v.rxRing(),
          v.backend());
    }
  }

  private NetworkDevices devices() {
    return toolstack.devices().networks();
  }

  /** The cards of a domain. */
  public CompletableFuture<List<NetworkView>> list(String domain) {
    return toolstack.run(
        () ->
            devices().list(domains.resident(domain).domid).stream().map(NetworkView::of).toList());
  }

  /**
   * A card that a domain was given.
   *
   * @param warnings what whoever asked may not have meant
   */
  public record Attached(NetworkView network, List<String> warnings) {}

  /** Gives a domain a card, now and whenever it is built again. */
  public CompletableFuture<Attached> attach(String domain, Order order) {
    return toolstack
        .run(() -> new Wanted(domains.resident(domain), read(order)))
        .thenApplyAsync(Wanted::open, workers)
        .thenCompose(opened -> toolstack.run(() -> attach(opened)));
  }

  /** A card that a domain is to have and does not have. */
  private record Wanted(Resident resident, VifSpec vif) {
    Opened open() {
      try {
        return new Opened(resident, OpenVif.open(vif));
      } catch (IOException e) {
        throw new CompletionException(wrongState(e.getMessage()));
      }
    }
  }

  private record Opened(Resident resident, OpenVif vif) {}

  private Attached attach(Opened opened) throws HostException, StoreException {
    Resident resident = opened.resident;
    List<String> warnings = NewBridges.of(List.of(opened.vif.spec()), devices().bridges());
    VifSpec vif;
    try {
      vif = devices().attach(resident.domid, opened.vif);
    } catch (DeviceRefusedException e) {
      opened.vif.close();
      throw wrongState(e.getMessage());
    }
    List<VifSpec> vifs = new ArrayList<>(resident.config.devices().vifs());
    vifs.add(vif);
    have(resident, vifs);
    return new Attached(view(resident.domid, vif.device()), warnings);
  }

  private NetworkView view(DomId domid, int device) throws StoreException {
    for (VifState state : devices().list(domid)) {
      if (state.spec().device() == device) {
        return NetworkView.of(state);
      }
    }
    throw new IllegalStateException("card " + device + " of " + domid + " was just attached");
  }

  private static HostException wrongState(String sentence) {
    return new HostException(HostException.Kind.WRONG_STATE, sentence);
  }

  private static VifSpec read(Order order) throws HostException {
    if (order.vif() == null) {
      throw new HostException(HostException.Kind.BAD_REQUEST, "vif is missing");
    }
    try {
      return VifSyntax.parse(order.vif());
    } catch (VifException e) {
      throw new HostException(HostException.Kind.BAD_REQUEST, "vif: " + e.getMessage());
    }
  }

  /**
   * Takes a card from a domain.
   *
   * @param device its number or its address
   */
  public CompletableFuture<Void> detach(String domain, String device) {
    return LettingGo.of(
        device,
        toolstack.run(
            () -> {
              Resident resident = domains.resident(domain);
              int number = number(resident.domid, device);
              return devices()
                  .detach(resident.domid, number, false)
                  .thenRun(() -> forget(resident, number));
            }));
  }

  /**
   * Looks at the packets of a card from now on.
   *
   * @param device its number or its address
   */
  public CompletableFuture<Capture> capture(String domain, String device) {
    return toolstack.run(
        () -> {
          Resident resident = domains.resident(domain);
          int number = number(resident.domid, device);
          return devices().capture(resident.domid, number, "domain " + resident.name);
        });
  }

  private int number(DomId domid, String device) throws HostException, StoreException {
    String named = device == null ? "" : device;
    Optional<MacAddress> mac = MacAddress.parse(named);
    for (VifState vif : devices().list(domid)) {
      if (mac.isPresent()
          ? vif.spec().mac().equals(mac)
          : Integer.toString(vif.spec().device()).equals(named)) {
        return vif.spec().device();
      }
    }
    throw new HostException(HostException.Kind.BAD_REQUEST, "Unknown device " + named + ".");
  }

  private static void forget(Resident resident, int number) {
    List<VifSpec> vifs = new ArrayList<>(resident.config.devices().vifs());
    vifs.removeIf(v -> v.device() == number);
    have(resident, vifs);
  }

  private static void have(Resident resident, List<VifSpec> vifs) {
    DomainConfig config = resident.config;
    resident.config = config.withDevices(config.devices().withVifs(vifs));
  }
}
