package dev.xenolith.dom0.device;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.net.Bridges;
import dev.xenolith.dom0.net.Capture;
import dev.xenolith.dom0.net.HostNetwork;
import dev.xenolith.dom0.net.MacAddress;
import dev.xenolith.dom0.net.OpenVif;
import dev.xenolith.dom0.net.Port;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.net.NetBackend;
import dev.xenolith.pv.net.NetworkPort;
import dev.xenolith.pv.xenbus.BackendBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The network cards of domains: makes ports for them and writes the nodes that connect them. */
public final class NetworkDevices {
  /**
   * A card that a domain has.
   *
   * @param unplug takes it from what it is plugged in at
   */
  private record Attached(
      VifSpec spec, Port port, Runnable unplug, VifNodes nodes, Attachment attachment) {
    static Attached of(DomId domid, VifSpec spec, Port port, Runnable unplug, StoreClient store) {
      VifNodes nodes = new VifNodes(domid, spec);
      return new Attached(spec, port, unplug, nodes, new Attachment(store, nodes.nodes(), unplug));
    }
  }

  /** The cards of one domain by their numbers. */
  private record DomainCards(UUID domain, Map<Integer, Attached> vifs) {}

  private final Dom0Kernel kernel;
  private final Consumer<String> log;
  private final StoreClient store;
  private final Bridges bridges = new Bridges();
  private final Map<DomId, DomainCards> byDomain =
      new TreeMap<>((a, b) -> Integer.compare(a.raw(), b.raw()));

  /**
   * Starts domain 0's back end for network cards.
   *
   * @param log takes sentences about front ends that misbehave, and networks that end; on any
   *     thread
   */
  public NetworkDevices(Dom0Kernel kernel, Xenstored xenstored, Consumer<String> log)
      throws ServiceException {
    this.kernel = kernel;
    this.log = log;
    store = xenstored.client();
    GuestServices services = new KernelServices(kernel, xenstored.client());
    new BackendBus(services, log).add(new NetBackend(services, this::find));
  }

  private Optional<NetworkPort> find(DomId domid, String device) {
    return byNode(domid, device).map(vif -> vif.port);
  }

  private Map<Integer, Attached> vifs(DomId domid) {
    DomainCards domain = byDomain.get(domid);
    return domain == null ? Map.of() : domain.vifs;
  }

  private Optional<Attached> byNode(DomId domid, String device) {
    return device.matches("[0-9]{1,3}")
        ? Optional.ofNullable(vifs(domid).get(Integer.parseInt(device)))
        : Optional.empty();
  }

  /**
   * A domain that is being built, and the cards it is to start with.
   *
   * @param vifs those that the domain gets are taken from the queue
   */
  public void admit(DomId domid, UUID domain, Queue<OpenVif> vifs) throws DeviceRefusedException {
    byDomain.put(domid, new DomainCards(domain, new TreeMap<>()));
    while (!vifs.isEmpty()) {
      attach(domid, vifs.peek());
      vifs.remove();
    }
  }

  /**
   * Gives a domain a card. Its front end finds it, now or when it starts.
   *
   * @return the card with its number and address
   * @throws DeviceRefusedException with nothing of it left, except that whoever asked still has to
   *     close what is open
   */
  public VifSpec attach(DomId domid, OpenVif vif) throws DeviceRefusedException {
    DomainCards domain = byDomain.get(domid);
    if (domain == null) {
      throw new DeviceRefusedException(domid + " is gone");
    }
    VifSpec wanted = vif.spec();
    int device = wanted.device() < 0 ? free(domain.vifs) : wanted.device();
    if (domain.vifs.containsKey(device)) {
      throw new DeviceRefusedException("there is a network card " + device + " already");
    }
    MacAddress mac = wanted.mac().orElseGet(() -> MacAddress.of(domain.domain, device));
    VifSpec spec = wanted.withDevice(device).withMac(mac);
    Attached attached =
        vif.host().isPresent() ? throughHost(spec, domid, vif.host().get()) : onBridge(spec, domid);
    domain.vifs.put(device, attached); // before the back end hears of it
    try {
      attached.nodes.write(store);
    } catch (StoreException e) {
      domain.vifs.remove(device);
      attached.unplug.run();
      throw new DeviceRefusedException("xenstore: " + e.getMessage());
    }
    vif.host().ifPresent(kernel.coprocessor()::keep);
    return spec;
  }

  private Attached onBridge(VifSpec spec, DomId domid) {
    Port port = bridges.join(spec.bridge());
    return Attached.of(domid, spec, port, () -> bridges.leave(spec.bridge(), port), store);
  }

  private Attached throughHost(VifSpec spec, DomId domid, HostNetwork host) {
    Port port = host.connect(kernel::later, log);
    Runnable end =
        () -> {
          port.end();
          kernel.coprocessor().release(host);
        };
    return Attached.of(domid, spec, port, end, store);
  }

  private static int free(Map<Integer, Attached> vifs) {
    int number = 0;
    while (vifs.containsKey(number)) {
      number++;
    }
    return number;
  }

  /** Bridges that domains are on. */
  public Set<String> bridges() {
    return bridges.names();
  }

  /** The cards of a domain in the order of their numbers. */
  public List<VifState> list(DomId domid) throws StoreException {
    List<VifState> states = new ArrayList<>();
    for (Attached vif : vifs(domid).values()) {
      states.add(vif.nodes.state(store));
    }
    return states;
  }

  /** What the cards of a domain were used for since it has them, in the order of their numbers. */
  public List<CardUse> use(DomId domid) {
    List<CardUse> use = new ArrayList<>();
    vifs(domid).forEach((n, vif) -> use.add(new CardUse(n, vif.port.sent(), vif.port.received())));
    return use;
  }

  /**
   * Looks at the packets of a card.
   *
   * @param comment what the file is to say of it
   */
  public Capture capture(DomId domid, int device, String comment) throws DeviceRefusedException {
    Attached vif = require(domid, device);
    String name = vif.spec.name().orElse("vif%d.%d".formatted(domid.raw(), device));
    return vif.port.capture(name, vif.spec.mac().orElseThrow(), comment, kernel.clock()::now);
  }

  private Attached require(DomId domid, int device) throws DeviceRefusedException {
    Attached vif = vifs(domid).get(device);
    if (vif == null) {
      throw new DeviceRefusedException("there is no network card " + device);
    }
    return vif;
  }

  /**
   * Takes a card from a domain.
   *
   * @param force whether its front end is not asked
   * @return completes when the domain has let go and nothing is left
   */
  public CompletableFuture<Void> detach(DomId domid, int device, boolean force)
      throws DeviceRefusedException, StoreException {
    return require(domid, device).attachment.detach(force, () -> vifs(domid).remove(device));
  }

  /** Takes all cards of a domain that is over. */
  public void removeAll(DomId domid) throws StoreException {
    DomainCards domain = byDomain.remove(domid);
    if (domain != null) {
      for (Attached vif : domain.vifs.values()) {
        vif.attachment.remove();
      }
    }
  }
}
