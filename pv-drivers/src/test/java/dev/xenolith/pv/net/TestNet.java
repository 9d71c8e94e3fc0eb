package dev.xenolith.pv.net;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.pv.testkit.FakeDomain;
import dev.xenolith.pv.testkit.FakeWorld;
import dev.xenolith.pv.xenbus.BackendBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Domains with a card each on one hub, with the toolstack's part and a back end. */
final class TestNet {
  /** A place on the hub: what one card sends, all others get. */
  final class Place implements NetworkPort {
    final List<Packet> sent = new ArrayList<>();
    Card card;
    int bugs;

    @Override
    public void plug(Card other) {
      card = other;
    }

    @Override
    public void send(Packet packet) {
      if (bugs > 0) {
        bugs--;
        throw new IllegalStateException("a bug of the bridge");
      }
      sent.add(packet);
      for (Place place : places.values()) {
        if (place != this && place.card != null) {
          place.card.receive(packet, this);
        }
      }
    }
  }

  final FakeWorld world = new FakeWorld(4096);
  final FakeDomain back = new FakeDomain(world, 0);
  final List<String> log = new ArrayList<>();
  final Map<Integer, Place> places = new TreeMap<>();

  TestNet() throws Exception {
    Consumer<String> note = log::add;
    new BackendBus(back, note).add(new NetBackend(back, (domid, _) -> find(domid)));
  }

  private Optional<NetworkPort> find(DomId domid) {
    return Optional.ofNullable(places.get(domid.raw()));
  }

  static String back(int domid) {
    return "/local/domain/0/backend/vif/" + domid + "/0";
  }

  static String front(int domid) {
    return "/local/domain/" + domid + "/device/vif/0";
  }

  /** What the toolstack does. */
  void makeNodes(int domid) {
    places.put(domid, new Place());
    write(front(domid) + "/backend-id", "0");
    write(front(domid) + "/state", "1");
    write(back(domid) + "/handle", "0");
    write(back(domid) + "/online", "1");
    write(back(domid) + "/frontend", front(domid));
    world.run();
  }

  void write(String path, String value) {
    world.store().write(path, value);
  }

  String find(String path) {
    return world.store().find(path).orElse("none");
  }

  /** A domain with a card that puts what comes into a list. */
  NetFront join(int domid, List<Packet> received) throws Exception {
    makeNodes(domid);
    FakeDomain domain = new FakeDomain(world, domid);
    NetFront front = new NetFront(domain, domain, front(domid), received::add);
    front.connect();
    world.run();
    return front;
  }
}
