package dev.xenolith.examples;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.dom0.device.KernelServices;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import dev.xenolith.dom0.xenstore.StoreException;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.BackendBus;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.BackendDriver;
import dev.xenolith.pv.xenbus.DeviceException;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * A back end that connects as every other does, and when it is signalled writes what it likes into
 * the ring.
 */
final class BrokenBackend implements BackendDriver {
  /** Offsets of a ring's indices and of its first slot. */
  static final int RSP_PROD = 8;

  static final int FIRST_SLOT = 64;

  private static final int REQ_PROD = 0;
  private static final String TYPE = "broken";

  private final GuestServices services;
  private final String ring;
  private final Map<String, String> values;
  private final Consumer<GuestBytes> answer;

  private BrokenBackend(
      GuestServices services,
      String ring,
      Map<String, String> values,
      Consumer<GuestBytes> answer) {
    this.services = services;
    this.ring = ring;
    this.values = values;
    this.answer = answer;
  }

  /**
   * Gives the first domain a device of this back end's.
   *
   * @param front the device's directory
   * @param ring the node with the grant of the ring that it spoils
   * @param values what it says of the device
   * @param answer what it does to the ring, whenever the front end signals
   */
  static void serve(
      Toolstack toolstack,
      String front,
      String ring,
      Map<String, String> values,
      Consumer<GuestBytes> answer) {
    have(
        toolstack,
        () -> {
          GuestServices services =
              new KernelServices((Dom0Kernel) toolstack.kernel(), toolstack.store());
          BackendBus bus = new BackendBus(services, _ -> {});
          bus.add(new BrokenBackend(services, ring, values, answer));
          give(toolstack, front, TYPE);
          return null;
        });
  }

  /**
   * Has domain 0 do something once the guests are made. Asked for from within a task, as those that
   * wait for the machine to be switched on come in no promised order.
   */
  private static void have(Toolstack toolstack, Callable<Void> task) {
    toolstack.run(() -> toolstack.run(task));
  }

  /** Gives the first domain a device whose back end nobody is. */
  static void serveByNobody(Toolstack toolstack, String front) {
    have(
        toolstack,
        () -> {
          give(toolstack, front, "nobody");
          return null;
        });
  }

  private static void give(Toolstack toolstack, String front, String type) throws StoreException {
    DomId domid = new DomId(1);
    String own = "/local/domain/1/" + front;
    String back = "/local/domain/0/backend/%s/1/0".formatted(type);
    Permissions guests = Permissions.ownedBy(domid, Access.NONE).and(DomId.DOM0, Access.READ);
    Permissions ours = Permissions.ownedBy(DomId.DOM0, Access.NONE).and(domid, Access.READ);
    toolstack
        .store()
        .transaction(
            nodes -> {
              nodes.mkdir(own, guests);
              nodes.write(own + "/backend", back);
              nodes.write(own + "/backend-id", "0");
              nodes.write(own + "/mac", "00:16:3e:00:00:01");
              nodes.write(own + "/state", "1");
              nodes.mkdir(back, ours);
              nodes.write(back + "/frontend", own);
              nodes.write(back + "/online", "1");
              nodes.write(back + "/state", "1");
            });
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public BackendDevice create(DeviceNode node) {
    return new Device(node);
  }

  private final class Device implements BackendDevice {
    private final DeviceNode node;
    private GrantedPages.Mapping page;
    private EvtchnPort port;

    Device(DeviceNode node) {
      this.node = node;
    }

    @Override
    public boolean prepare() {
      return true;
    }

    @Override
    public void connect() throws DeviceException {
      GrantRef ref = new GrantRef(node.frontNumber(ring, 0, Integer.MAX_VALUE));
      EvtchnPort remote = new EvtchnPort(node.frontNumber("event-channel", 1, Integer.MAX_VALUE));
      try {
        page = services.grants().map(node.frontDomain(), List.of(ref));
        port = services.events().bind(node.frontDomain(), remote, this::signalled);
      } catch (ServiceException e) {
        throw new DeviceException(e.getMessage(), e);
      }
      node.write(values);
    }

    /** The first signal comes with the binding of the port, before there is any request. */
    private void signalled() {
      if (page.bytes().getU32(REQ_PROD) != 0) {
        answer.accept(page.bytes());
        services.events().signal(port);
      }
    }

    @Override
    public void disconnect(Runnable then) {
      if (page != null) {
        services.events().close(port);
        page.close();
        page = null;
      }
      then.run();
    }

    @Override
    public void dispose() {}
  }
}
