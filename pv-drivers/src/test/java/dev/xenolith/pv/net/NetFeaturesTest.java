package dev.xenolith.pv.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.NetifExtraType;
import dev.xenolith.abi.io.NetifTxRequest;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ring.FrontRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a card can do beyond moving frames from one page to another. */
class NetFeaturesTest {
  private static final byte[] GROUP = {1, 0, 0x5e, 0, 0, 7};

  private final TestNet net;
  private final List<Packet> first = new ArrayList<>();
  private final List<Packet> second = new ArrayList<>();

  NetFeaturesTest() throws Exception {
    net = new TestNet();
  }

  private HandFront hand(int domid) {
    net.makeNodes(domid);
    return new HandFront(net, domid);
  }

  private void send(NetFront sender, Packet packet) {
    assertTrue(sender.send(packet));
    net.world.run();
  }

  @Test
  void aTrainOverIpv6StaysWholeForWhoKnowsIt() throws Exception {
    NetFront sender = net.join(7, first);
    net.join(8, second);
    byte[] tcp = Frames.tcpv6(20_000);
    send(sender, new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.TCPV6, 1428));
    Packet got = second.getFirst();
    assertArrayEquals(tcp, got.bytes());
    assertEquals(Packet.Train.TCPV6, got.train());
    assertEquals(1428, got.segmentBytes());
  }

  @Test
  void whoKnowsIpv4sTrainsAloneGetsIpv6sInSegmentsWithRightChecksums() throws Exception {
    NetFront sender = net.join(7, first);
    HandFront plain = hand(8);
    plain.write("feature-sg", "1");
    plain.write("feature-gso-tcpv4", "1");
    plain.connect();
    plain.offerPages(64);
    byte[] tcp = Frames.tcpv6(20_000);
    send(sender, new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.TCPV6, 1428));
    List<byte[]> frames = plain.received();
    assertEquals(15, frames.size());
    int at = Frames.TCPV6_HEADERS;
    for (byte[] frame : frames) {
      assertTrue(Frames.isRight(frame));
      assertEquals(frame.length - 54, Headers.u16(frame, 18));
      at += frame.length - Frames.TCPV6_HEADERS;
    }
    assertEquals(tcp.length, at);
  }

  @Test
  void aTrainOfNextToNothingInEachSegmentIsDropped() throws Exception {
    NetFront sender = net.join(7, first);
    net.join(8, second);
    byte[] tcp = Frames.tcp(70);
    send(sender, new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.TCPV4, 7));
    assertEquals(List.of(), second);
    assertEquals("4", net.find(TestNet.back(7) + "/state"), "it is no reason to end");
    send(sender, new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.TCPV4, 8));
    assertEquals(1, second.size());
  }

  @Test
  void connectionsAreSpreadOverQueuesAndEachStaysInItsOwn() throws Exception {
    NetFront sender = net.join(7, first);
    HandFront many = hand(8);
    List<FrontRing> queues = many.connectQueues(4);
    for (int round = 0; round < 3; round++) {
      for (int port = 0; port < 40; port++) {
        byte[] tcp = Frames.tcp(100 + round);
        Checksums.put16(tcp, 34, 40_000 + port);
        send(sender, new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.NONE, 0));
      }
    }
    Map<Integer, Integer> queueOf = new HashMap<>();
    int packets = 0;
    for (int q = 0; q < 4; q++) {
      List<byte[]> received = many.received(queues.get(q));
      assertTrue(received.size() > 9, "of 120: " + received.size());
      for (byte[] frame : received) {
        packets++;
        Integer before = queueOf.putIfAbsent(Headers.u16(frame, 34), q);
        assertTrue(before == null || before == q, "a connection in two queues");
      }
    }
    assertEquals(120, packets);
  }

  @Test
  void whatAnyQueueSendsIsSent() throws Exception {
    net.join(7, first);
    HandFront many = hand(8);
    many.connectQueues(3);
    OwnMemory.Shared page = many.domain.share(new DomId(0), true);
    byte[] frame = Frames.ethernet(200);
    page.bytes().put(0, frame, 0, frame.length);
    many.request(page.ref().raw(), 0, 0, 5, frame.length);
    many.push();
    assertArrayEquals(frame, first.getFirst().bytes());
    assertEquals(List.of("5:0"), many.answers());
  }

  @Test
  void allQueuesOfACardShareTheRoomForWhatWaits() throws Exception {
    NetFront sender = net.join(7, first);
    HandFront many = hand(8);
    many.write("feature-sg", "1");
    List<FrontRing> queues = many.connectQueues(4);
    for (int round = 0; round < 60; round++) {
      for (int port = 0; port < 8; port++) {
        byte[] tcp = Frames.tcp(60_000);
        Checksums.put16(tcp, 34, 40_000 + port);
        send(sender, new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.NONE, 0));
      }
    }
    int inRings = 0;
    for (FrontRing queue : queues) {
      inRings += many.received(queue).size();
    }
    for (FrontRing queue : queues) {
      many.rx = queue;
      many.offerPages(200);
    }
    int behind = 0;
    for (FrontRing queue : queues) {
      behind += many.received(queue).size();
    }
    assertEquals(4 * (200 / 15), inRings);
    assertTrue(behind > 0 && behind <= Room.MOST_BYTES_OF_ONE / 60_000, "waited: " + behind);
  }

  private void join(HandFront front, NetifExtraType type) {
    front.request(0, 0, NetifTxRequest.EXTRA_INFO, 3, Packet.HEADER_BYTES);
    front.extra(type.number, 0, GROUP);
    front.push();
  }

  private List<byte[]> afterOneToTheGroup(NetFront sender, HandFront listener) {
    byte[] frame = Frames.ethernet(100);
    System.arraycopy(GROUP, 0, frame, 0, GROUP.length);
    send(sender, Packet.plain(frame));
    return listener.received();
  }

  @Test
  void aCardThatChoosesItsGroupsHearsThoseAndEverythingForAll() throws Exception {
    NetFront sender = net.join(7, first);
    HandFront listener = hand(8);
    listener.write("request-multicast-control", "1");
    listener.connect();
    listener.offerPages(20);
    assertEquals(0, afterOneToTheGroup(sender, listener).size());
    join(listener, NetifExtraType.MCAST_ADD);
    assertEquals(List.of("3:0", "null"), listener.answers());
    assertEquals(1, afterOneToTheGroup(sender, listener).size());
    join(listener, NetifExtraType.MCAST_DEL);
    assertEquals(0, afterOneToTheGroup(sender, listener).size());
    byte[] broadcast = Frames.ethernet(100);
    Arrays.fill(broadcast, 0, 6, (byte) 0xFF);
    send(sender, Packet.plain(broadcast));
    assertEquals(1, listener.received().size());
  }

  @Test
  void theGroupsThatWereChosenOutliveABug() throws Exception {
    NetFront sender = net.join(7, first);
    HandFront listener = hand(8);
    listener.write("request-multicast-control", "1");
    listener.connect();
    listener.offerPages(20);
    join(listener, NetifExtraType.MCAST_ADD);
    net.places.get(8).bugs = 1;
    listener.request(listener.pages.getFirst().ref().raw(), 0, 0, 4, Packet.HEADER_BYTES);
    listener.push();
    assertEquals(1, net.log.size(), net.log::toString);
    assertEquals(1, afterOneToTheGroup(sender, listener).size());
  }

  @Test
  void aCardThatDoesNotChooseHearsAllGroups() throws Exception {
    NetFront sender = net.join(7, first);
    HandFront listener = hand(8);
    listener.connect();
    listener.offerPages(20);
    assertEquals(1, afterOneToTheGroup(sender, listener).size());
  }
}
