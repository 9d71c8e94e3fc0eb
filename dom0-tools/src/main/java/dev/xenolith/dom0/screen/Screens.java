package dev.xenolith.dom0.screen;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.device.ForeignFrames;
import dev.xenolith.dom0.device.KernelServices;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.dom0.xenstore.Xenstored;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.screen.KeyboardBackend;
import dev.xenolith.pv.screen.ScreenBackend;
import dev.xenolith.pv.screen.Viewers;
import dev.xenolith.pv.xenbus.BackendBus;
import dev.xenolith.pv.xenbus.Complaints;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The screens of domains. Used on domain 0's vCPU. */
public final class Screens {
  private final Dom0Kernel kernel;
  private final Consumer<String> log;
  private final StoreClient store;
  private final Map<DomId, VncServer> servers = new HashMap<>();

  /**
   * Starts domain 0's back ends for screens and keyboards.
   *
   * @param log takes sentences about front ends that misbehave, and bugs that showed; on any thread
   */
  public Screens(Dom0Kernel kernel, Xenstored xenstored, Consumer<String> log)
      throws ServiceException {
    this.kernel = kernel;
    this.log = log;
    store = xenstored.client();
    Viewers viewers = domid -> find(domid).map(VncServer::display);
    GuestServices services = new KernelServices(kernel, xenstored.client());
    BackendBus bus = new BackendBus(services, log);
    bus.add(new ScreenBackend(services, new ForeignFrames(kernel), viewers));
    bus.add(new KeyboardBackend(services, viewers));
  }

  private Optional<VncServer> find(DomId domid) {
    return Optional.ofNullable(servers.get(domid));
  }

  /** Gives a domain a screen, before it starts. */
  public void give(DomId domid, String name, ScreenSpec spec)
      throws ScreenException, StoreException {
    Complaints complaints = new Complaints(DeviceNode.backendPath("vfb", domid, "0"), log);
    VncServer server = VncServer.start(name, spec, new Display(kernel::run), complaints);
    servers.put(domid, server);
    new ScreenNodes(domid).write(store, spec, server.port());
  }

  /** Takes the screen of a domain that is over, if it has one. */
  public void take(DomId domid) throws StoreException {
    VncServer server = servers.remove(domid);
    if (server != null) {
      server.close();
      new ScreenNodes(domid).remove(store);
    }
  }

  /**
   * Where a domain's screen can be looked at.
   *
   * @param port of this computer's loopback interface
   */
  public record Place(int port, boolean hasPassword, Display display) {}

  /** A domain's screen; empty if it has none. */
  public Optional<Place> of(DomId domid) {
    return find(domid).map(s -> new Place(s.port(), s.spec().password().isPresent(), s.display()));
  }
}
