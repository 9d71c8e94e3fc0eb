package dev.xenolith.pv.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetBackendTest {
  private final List<Packet> first = new ArrayList<>();
  private final List<Packet> second = new ArrayList<>();

  @Test
  void theBackEndSaysWhatItCanBeforeAnybodyConnects() throws Exception {
    TestNet net = new TestNet();
    net.makeNodes(7);
    assertEquals("2", net.find(TestNet.back(7) + "/state"));
    assertEquals("1", net.find(TestNet.back(7) + "/feature-rx-copy"));
    assertEquals("0", net.find(TestNet.back(7) + "/feature-rx-flip"));
    assertEquals("4", net.find(TestNet.back(7) + "/multi-queue-max-queues"));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 60, 1514, 4096, 4097, 65535})
  void aPacketArrivesAsItWasSent(int length) throws Exception {
    TestNet net = new TestNet();
    NetFront sender = net.join(7, first);
    net.join(8, second);
    assertEquals("4", net.find(TestNet.back(7) + "/state"), net.log::toString);
    sender.send(Packet.plain(Frames.ethernet(length)));
    net.world.run();
    assertEquals(1, second.size());
    assertArrayEquals(Frames.ethernet(length), second.getFirst().bytes());
    assertEquals(Packet.Checksum.UNKNOWN, second.getFirst().checksum());
    assertEquals(List.of(), first);
    assertEquals(0, sender.refused());
  }

  @Test
  void aClosedCardNeitherSendsNorReceivesUntilItIsConnectedAgain() throws Exception {
    TestNet net = new TestNet();
    NetFront closed = net.join(7, first);
    NetFront other = net.join(8, second);
    closed.close();
    net.world.run();
    assertEquals("6", net.find(TestNet.back(7) + "/state"), net.log::toString);
    assertFalse(closed.send(Packet.plain(Frames.ethernet(60))));
    assertTrue(other.send(Packet.plain(Frames.ethernet(60))));
    net.world.run();
    assertEquals(List.of(), first);
    closed.connect();
    net.world.run();
    assertTrue(closed.send(Packet.plain(Frames.ethernet(60))));
    assertTrue(other.send(Packet.plain(Frames.ethernet(61))));
    net.world.run();
    assertEquals(1, first.size());
    assertEquals(61, first.getFirst().bytes().length);
    assertEquals(1, second.size());
  }

  @Test
  void manyPacketsInARowAllArriveInOrder() throws Exception {
    TestNet net = new TestNet();
    NetFront sender = net.join(7, first);
    net.join(8, second);
    for (int i = 0; i < 2000; i++) {
      assertTrue(sender.send(Packet.plain(Frames.ethernet(60 + i % 1000))));
      if (i % 3 == 0) {
        net.world.run();
      }
    }
    net.world.run();
    assertEquals(2000, second.size());
    for (int i = 0; i < 2000; i++) {
      assertEquals(60 + i % 1000, second.get(i).bytes().length);
    }
  }

  @Test
  void aTrainWithABlankChecksumStaysWholeForWhoKnowsIt() throws Exception {
    TestNet net = new TestNet();
    NetFront sender = net.join(7, first);
    net.join(8, second);
    byte[] tcp = Frames.tcp(20_000);
    sender.send(new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.TCPV4, 1448));
    net.world.run();
    Packet got = second.getFirst();
    assertArrayEquals(tcp, got.bytes());
    assertEquals(Packet.Checksum.BLANK, got.checksum());
    assertEquals(Packet.Train.TCPV4, got.train());
    assertEquals(1448, got.segmentBytes());
  }

  @Test
  void whoKnowsNoTrainsGetsSegmentsWithRightChecksums() throws Exception {
    TestNet net = new TestNet();
    NetFront sender = net.join(7, first);
    net.makeNodes(8);
    HandFront plain = new HandFront(net, 8);
    plain.write("feature-no-csum-offload", "1");
    plain.connect();
    plain.offerPages(64);
    byte[] tcp = Frames.tcp(20_000);
    sender.send(new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.TCPV4, 1448));
    net.world.run();
    List<byte[]> frames = plain.received();
    assertEquals(14, frames.size());
    int at = Frames.TCP_HEADERS;
    for (byte[] frame : frames) {
      assertTrue(Frames.isRight(frame));
      assertEquals(frame.length - 14, Headers.u16(frame, 16));
      for (int i = Frames.TCP_HEADERS; i < frame.length; i++) {
        assertEquals(tcp[at++], frame[i]);
      }
      assertEquals(at == tcp.length ? 0x19 : 0x10, frame[47], "FIN and PSH are the last one's");
    }
    assertEquals(tcp.length, at);
  }

  @Test
  void aBackEndInWhichABugShowsBeginsAnewOnTheSameRings() throws Exception {
    TestNet net = new TestNet();
    NetFront sender = net.join(7, first);
    NetFront answerer = net.join(8, second);
    net.places.get(7).bugs = 2;
    for (int i = 0; i < 600; i++) {
      assertTrue(sender.send(Packet.plain(Frames.ethernet(100 + i))));
      net.world.run();
    }
    answerer.send(Packet.plain(Frames.ethernet(99)));
    net.world.run();
    assertEquals(598, second.size(), "but for those in which the bug showed");
    assertEquals(0, sender.refused());
    assertEquals(699, second.getLast().bytes().length);
    assertEquals(1, first.size());
    assertEquals(2, net.log.size(), net.log::toString);
    assertEquals("4", net.find(TestNet.back(7) + "/state"));
  }

  @Test
  void aRequestForFlippingIsRefusedWithTheReasonInTheErrorNode() throws Exception {
    TestNet net = new TestNet();
    net.makeNodes(7);
    HandFront front = new HandFront(net, 7);
    front.write("request-rx-copy", "0");
    front.connect();
    assertEquals("5", net.find(TestNet.back(7) + "/state"));
    assertEquals(
        "the front end does not request rx-copy; there is no rx-flip",
        net.find("/local/domain/7/error/device/vif/0/error"));
  }

  @Test
  void whatADomainDoesNotTakeIsBoundedAndOthersStillGetTheirs() throws Exception {
    TestNet net = new TestNet();
    NetFront flooder = net.join(7, first);
    net.makeNodes(8);
    HandFront slow = new HandFront(net, 8);
    slow.write("feature-sg", "1");
    slow.connect();
    NetFront polite = net.join(9, second);
    for (int i = 0; i < 200; i++) {
      flooder.send(Packet.plain(Frames.ethernet(60_000)));
      net.world.run();
    }
    byte[] mine = Frames.ethernet(1000);
    polite.send(Packet.plain(mine));
    net.world.run();
    slow.offerPages(250);
    net.world.run();
    List<byte[]> got = slow.received();
    assertTrue(got.size() < 10, () -> "waited: " + got.size());
    assertArrayEquals(mine, got.getLast());
  }
}
