package dev.xenolith.pv.net;

import dev.xenolith.abi.io.NetifExtraInfo;
import dev.xenolith.abi.io.NetifRxRequest;
import dev.xenolith.abi.io.NetifRxResponse;
import dev.xenolith.abi.io.NetifTxRequest;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ring.FrontRing;
import dev.xenolith.pv.testkit.FakeDomain;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A front end of one queue and one event channel that a test moves by hand. */
final class HandFront {
  private static final Abi ABI = Abi.PV64;
  private static final int NULL = 1;

  final TestNet net;
  final FakeDomain domain;
  final String path;
  final ByteArrayBytes slot = new ByteArrayBytes(12);
  final List<OwnMemory.Shared> pages = new ArrayList<>();
  OwnMemory.Shared txRing;
  OwnMemory.Shared rxRing;
  FrontRing tx;
  FrontRing rx;
  EvtchnPort port;

  HandFront(TestNet net, int domid) {
    this.net = net;
    domain = new FakeDomain(net.world, domid);
    path = TestNet.front(domid);
    write("request-rx-copy", "1");
  }

  void write(String name, String value) {
    net.write(path + "/" + name, value);
  }

  void connect() {
    txRing = txRing == null ? domain.share(new DomId(0), false) : txRing;
    rxRing = rxRing == null ? domain.share(new DomId(0), false) : rxRing;
    tx = new FrontRing(txRing.bytes(), 12);
    rx = new FrontRing(rxRing.bytes(), 8);
    port = domain.offer(new DomId(0), () -> {});
    write("tx-ring-ref", Integer.toString(txRing.ref().raw()));
    write("rx-ring-ref", Integer.toString(rxRing.ref().raw()));
    write("event-channel", Integer.toString(port.raw()));
    write("state", "4");
    net.world.run();
  }

  /** Connects with several queues; the last of them is the one that is used from here. */
  List<FrontRing> connectQueues(int count) {
    List<FrontRing> receiving = new ArrayList<>();
    write("multi-queue-num-queues", Integer.toString(count));
    for (int i = 0; i < count; i++) {
      txRing = domain.share(new DomId(0), false);
      rxRing = domain.share(new DomId(0), false);
      tx = new FrontRing(txRing.bytes(), 12);
      rx = new FrontRing(rxRing.bytes(), 8);
      receiving.add(rx);
      for (int page = 0; page < 200; page++) {
        pages.add(domain.share(new DomId(0), false));
        NetifRxRequest.ID.put(slot, 0, ABI, pages.size() - 1);
        NetifRxRequest.GREF.put(slot, 0, ABI, pages.getLast().ref().raw());
        rx.request(slot.array(), 8);
      }
      rx.publish();
      port = domain.offer(new DomId(0), () -> {});
      write("queue-" + i + "/tx-ring-ref", Integer.toString(txRing.ref().raw()));
      write("queue-" + i + "/rx-ring-ref", Integer.toString(rxRing.ref().raw()));
      write("queue-" + i + "/event-channel", Integer.toString(port.raw()));
    }
    write("state", "4");
    net.world.run();
    return receiving;
  }

  void push() {
    tx.publish();
    rx.publish();
    domain.signal(port);
    net.world.run();
  }

  void offerPages(int count) {
    for (int i = 0; i < count; i++) {
      pages.add(domain.share(new DomId(0), false));
      NetifRxRequest.ID.put(slot, 0, ABI, pages.size() - 1);
      NetifRxRequest.GREF.put(slot, 0, ABI, pages.getLast().ref().raw());
      rx.request(slot.array(), 8);
    }
    push();
  }

  /** A slot of a packet; the first says the length of all. */
  void request(int ref, int offset, int flags, int id, int size) {
    NetifTxRequest.GREF.put(slot, 0, ABI, ref);
    NetifTxRequest.OFFSET.put(slot, 0, ABI, offset);
    NetifTxRequest.FLAGS.put(slot, 0, ABI, flags);
    NetifTxRequest.ID.put(slot, 0, ABI, id);
    NetifTxRequest.SIZE.put(slot, 0, ABI, size);
    tx.request(slot.array(), 12);
  }

  void extra(int type, int flags, byte... rest) {
    slot.putU64(0, 0);
    NetifExtraInfo.TYPE.put(slot, 0, ABI, type);
    NetifExtraInfo.FLAGS.put(slot, 0, ABI, flags);
    slot.put(2, rest, 0, rest.length);
    tx.request(slot.array(), 12);
  }

  /** What was answered to requests since the last call, as id and status. */
  List<String> answers() {
    List<String> answers = new ArrayList<>();
    while (tx.available() > 0) {
      tx.take(slot.array(), 4);
      int status = (short) slot.getU16(2);
      answers.add(status == NULL ? "null" : slot.getU16(0) + ":" + status);
    }
    return answers;
  }

  /** The packets that have come, without trains, in pages that are not offered again. */
  List<byte[]> received() {
    return received(rx);
  }

  /** The same of one of several rings. */
  List<byte[]> received(FrontRing rx) {
    List<byte[]> packets = new ArrayList<>();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    while (rx.available() > 0) {
      rx.take(slot.array(), 8);
      int id = NetifRxResponse.ID.get(slot, 0, ABI);
      packet.writeBytes(pages.get(id).bytes().copy(0, NetifRxResponse.STATUS.get(slot, 0, ABI)));
      if ((NetifRxResponse.FLAGS.get(slot, 0, ABI) & NetifRxResponse.MORE_DATA) == 0) {
        packets.add(packet.toByteArray());
        packet.reset();
      }
    }
    return packets;
  }
}
