package dev.xenolith.pv.net;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.DeviceException;
import dev.xenolith.pv.xenbus.DeviceNode;
import dev.xenolith.pv.xenbus.Patience;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One card of one front end. */
final class VirtualCard implements BackendDevice, NetworkPort.Card {
  private static final int MAX_QUEUES = 4;
  private static final int ANY = Integer.MAX_VALUE;

  /**
   * What is refused, or asked on the control ring, in a second; both cost the front end nothing.
   */
  private static final int MOST_TROUBLE = 512;

  private final GuestServices services;
  private final NetworkPorts ports;
  private final DeviceNode node;
  private final Patience patience;
  private final List<CardQueue> queues = new ArrayList<>();
  private final MulticastGroups groups = new MulticastGroups();
  private NetworkPort port;
  private Abilities abilities;
  private Room room = new Room();
  private FlowSpread spread = new FlowSpread(1);
  private ControlRing control;
  private boolean plugged;

  /** After a bug: the front end has asked for its groups and hashes once and will not again. */
  private boolean beginsAnew;

  VirtualCard(GuestServices services, NetworkPorts ports, DeviceNode node) {
    this.services = services;
    this.ports = ports;
    this.node = node;
    patience = new Patience(services::askUntil, MOST_TROUBLE, node.guarded(this::work));
  }

  @Override
  public boolean prepare() throws DeviceException {
    if (port != null) {
      return true;
    }
    String handle = node.find("handle").orElse("");
    if (handle.isEmpty()) {
      return false;
    }
    port =
        ports
            .find(node.frontDomain(), handle)
            .orElseThrow(() -> new DeviceException("there is no port for card " + handle));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("feature-sg", "1");
    values.put("feature-gso-tcpv4", "1");
    values.put("feature-gso-tcpv6", "1");
    values.put("feature-ipv6-csum-offload", "1");
    values.put("feature-rx-copy", "1");
    values.put("feature-rx-flip", "0");
    values.put("feature-multicast-control", "1");
    values.put("feature-dynamic-multicast-control", "1");
    values.put("feature-split-event-channels", "1");
    values.put("feature-ctrl-ring", "1");
    values.put("multi-queue-max-queues", Integer.toString(MAX_QUEUES));
    node.write(values);
    return true;
  }

  @Override
  public void connect() throws DeviceException {
    int count = node.frontNumber("multi-queue-num-queues", 1, ANY, 1);
    if (count > MAX_QUEUES) {
      throw new DeviceException(
          "guest requested %d queues, exceeding the maximum of %d.".formatted(count, MAX_QUEUES));
    }
    if (node.frontNumber("request-rx-copy", 0, ANY, 0) == 0) {
      throw new DeviceException("the front end does not request rx-copy; there is no rx-flip");
    }
    abilities = Abilities.read(node);
    room = new Room();
    if (!beginsAnew) {
      groups.begin(node.frontNumber("request-multicast-control", 0, ANY, 0) != 0);
      spread = new FlowSpread(count);
    }
    beginsAnew = false;
    try {
      for (int i = 0; i < count; i++) {
        queues.add(open(count == 1 ? "" : "queue-" + i + "/"));
      }
      openControl();
    } catch (ServiceException | DeviceException e) {
      disconnect(() -> {});
      throw e instanceof DeviceException mine ? mine : new DeviceException(e.getMessage(), e);
    }
    plugged = true;
    port.plug(this);
    work();
  }

  /** Takes what is in its rings; nothing when it is not connected. */
  private void work() {
    if (control != null) {
      control.work();
    }
    List.copyOf(queues).forEach(CardQueue::work);
  }

  private void openControl() throws ServiceException, DeviceException {
    int ref = node.frontNumber("ctrl-ring-ref", 0, ANY, -1);
    if (ref >= 0) {
      EvtchnPort front = new EvtchnPort(node.frontNumber("event-channel-ctrl", 1, ANY));
      control = ControlRing.open(this, services, new GrantRef(ref), front);
    }
  }

  private CardQueue open(String prefix) throws ServiceException, DeviceException {
    GrantRef tx = new GrantRef(node.frontNumber(prefix + "tx-ring-ref", 0, ANY));
    GrantRef rx = new GrantRef(node.frontNumber(prefix + "rx-ring-ref", 0, ANY));
    int both = node.frontNumber(prefix + "event-channel", 1, ANY, 0);
    int sends = both != 0 ? both : node.frontNumber(prefix + "event-channel-tx", 1, ANY);
    int receives = both != 0 ? both : node.frontNumber(prefix + "event-channel-rx", 1, ANY);
    GrantedPages.Mapping txRing = services.grants().map(node.frontDomain(), List.of(tx));
    CardQueue queue;
    try {
      GrantedPages.Mapping rxRing = services.grants().map(node.frontDomain(), List.of(rx));
      queue =
          new CardQueue(
              this,
              services,
              new TxQueue(this, services, txRing),
              new RxQueue(this, services, rxRing, room));
    } catch (ServiceException e) {
      txRing.close();
      throw e;
    }
    try {
      queue.bind(new EvtchnPort(sends), new EvtchnPort(receives));
    } catch (ServiceException e) {
      queue.close();
      throw e;
    }
    return queue;
  }

  DomId front() {
    return node.frontDomain();
  }

  /** With a front end that makes trouble; one that has none left takes nothing from the rings. */
  Patience patience() {
    return patience;
  }

  MulticastGroups groups() {
    return groups;
  }

  FlowSpread spread() {
    return spread;
  }

  boolean isConnected() {
    return plugged;
  }

  Runnable guarded(Runnable work) {
    return node.guarded(work);
  }

  void fail(String reason) {
    node.fail(reason);
  }

  void send(Packet packet) {
    port.send(packet);
  }

  @Override
  public void receive(Packet packet, Object sender) {
    if (!plugged || !groups.wants(packet)) {
      return;
    }
    try {
      for (Packet fitting : abilities.fit(packet)) {
        queues.get(spread.queue(fitting)).receive(fitting, sender);
        if (!plugged) {
          return;
        }
      }
    } catch (RuntimeException e) {
      node.crashed(e); // the sender has nothing to do with it
    }
  }

  @Override
  public void disconnect(Runnable then) {
    if (plugged) {
      plugged = false;
      port.plug(null);
    }
    if (control != null) {
      control.close();
      control = null;
    }
    queues.forEach(CardQueue::close);
    queues.clear();
    beginsAnew = false;
    then.run();
  }

  @Override
  public void crashed(Runnable then) {
    queues.forEach(CardQueue::publish);
    disconnect(
        () -> {
          beginsAnew = true;
          then.run();
        });
  }

  @Override
  public void dispose() {
    port = null;
  }
}
