package dev.xenolith.pv.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.NetifCtrlType;
import dev.xenolith.abi.io.NetifExtraInfo;
import dev.xenolith.abi.io.NetifExtraType;
import dev.xenolith.abi.io.NetifRxResponse;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ring.FrontRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A front end that says on its control ring how packets are to be spread over its queues. */
class ControlRingTest {
  private static final int QUEUES = 4;
  private static final int ALGORITHM = NetifCtrlType.SET_HASH_ALGORITHM.number;
  private static final int FLAGS = NetifCtrlType.SET_HASH_FLAGS.number;
  private static final int KEY = NetifCtrlType.SET_HASH_KEY.number;
  private static final int SIZE = NetifCtrlType.SET_HASH_MAPPING_SIZE.number;
  private static final int MAPPING = NetifCtrlType.SET_HASH_MAPPING.number;

  /** The one that Microsoft's description of the hash has its examples for. */
  private static final byte[] EXAMPLE_KEY =
      HexFormat.of()
          .parseHex(
              "6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa");

  private final TestNet net = new TestNet();
  private final List<Packet> first = new ArrayList<>();
  private final NetFront sender = net.join(7, first);
  private final HandFront front;
  private final FrontRing ring;
  private final EvtchnPort port;
  private final OwnMemory.Shared page;
  private final List<FrontRing> queues;
  private int id;

  ControlRingTest() throws Exception {
    net.makeNodes(8);
    front = new HandFront(net, 8);
    OwnMemory.Shared shared = front.domain.share(new DomId(0), false);
    page = front.domain.share(new DomId(0), true);
    ring = new FrontRing(shared.bytes(), 16);
    port = front.domain.offer(new DomId(0), () -> {});
    front.write("ctrl-ring-ref", Integer.toString(shared.ref().raw()));
    front.write("event-channel-ctrl", Integer.toString(port.raw()));
    queues = front.connectQueues(QUEUES);
  }

  /** Asks for something; answers status and data. */
  private String ask(int type, int... data) {
    ByteArrayBytes slot = new ByteArrayBytes(16);
    slot.putU16(0, ++id);
    slot.putU16(2, type);
    for (int i = 0; i < data.length; i++) {
      slot.putU32(4 + 4 * i, data[i]);
    }
    ring.request(slot.array(), 16);
    ring.publish();
    front.domain.signal(port);
    net.world.run();
    assertEquals(1, ring.available());
    ring.take(slot.array(), 12);
    assertEquals(id, slot.getU16(0));
    assertEquals(type, slot.getU16(2));
    return slot.getU32(4) + " " + slot.getU32(8);
  }

  private int page(byte... contents) {
    page.bytes().put(0, contents, 0, contents.length);
    return page.ref().raw();
  }

  private int values(int... values) {
    for (int i = 0; i < values.length; i++) {
      page.bytes().putU32(4L * i, values[i]);
    }
    return page.ref().raw();
  }

  private void send(byte[] frame) throws Exception {
    sender.send(new Packet(frame, Packet.Checksum.BLANK, Packet.Train.NONE, 0));
    net.world.run();
  }

  @Test
  void theHashIsThatOfMicrosoftsExamples() {
    byte[] flow = HexFormat.of().parseHex("420995bba18e64500aea06e6");
    assertEquals(0x51ccc178, Toeplitz.hash(EXAMPLE_KEY, flow));
    assertEquals(0x323e8fc2, Toeplitz.hash(EXAMPLE_KEY, Arrays.copyOf(flow, 8)));
    byte[] flow6 =
        HexFormat.of()
            .parseHex("3ffe250102001fff00000000000000073ffe25010200000300000000000000010aea06e6");
    assertEquals(0x40207d3d, Toeplitz.hash(EXAMPLE_KEY, flow6));
  }

  @Test
  void theBackEndTellsWhatItCan() {
    assertEquals("1", net.find(TestNet.back(8) + "/feature-ctrl-ring"));
    assertEquals("0 15", ask(NetifCtrlType.GET_HASH_FLAGS.number));
    assertEquals("0 128", ask(NetifCtrlType.GET_HASH_MAPPING_SIZE.number));
  }

  @Test
  void whatCannotBeIsAnsweredWithAStatusAndChangesNothing() {
    assertEquals("1 0", ask(0));
    assertEquals("1 0", ask(NetifCtrlType.ADD_GREF_MAPPING.number, 1, 1));
    assertEquals("1 0", ask(4711));
    assertEquals("2 0", ask(ALGORITHM, 2));
    assertEquals("2 0", ask(FLAGS, 1), "there is no algorithm yet");
    assertEquals("0 0", ask(ALGORITHM, 1));
    assertEquals("2 0", ask(FLAGS, 16));
    assertEquals("2 0", ask(KEY, page(EXAMPLE_KEY), 41));
    assertEquals("2 0", ask(KEY, 9999, 40), "such a page is not granted");
    assertEquals("2 0", ask(SIZE, 129));
    assertEquals("2 0", ask(SIZE, -1));
    assertEquals("0 0", ask(SIZE, 2));
    assertEquals("2 0", ask(MAPPING, values(0, 1, 2), 3, 0), "there are two");
    assertEquals("2 0", ask(MAPPING, values(0, 1), 2, 1));
    assertEquals("2 0", ask(MAPPING, values(0), 1, -1));
    assertEquals("2 0", ask(MAPPING, values(0, QUEUES), 2, 0), "there are queues 0 to 3");
    assertEquals("4", net.find(TestNet.back(8) + "/state"));
  }

  @Test
  void packetsGoToTheQueueThatTheMappingSays() throws Exception {
    ask(ALGORITHM, 1);
    ask(FLAGS, 15);
    ask(KEY, page(EXAMPLE_KEY), 40);
    assertEquals("0 0", ask(SIZE, 2));
    assertEquals("0 0", ask(MAPPING, values(3, 3), 2, 0));
    for (int port = 0; port < 20; port++) {
      byte[] tcp = Frames.tcp(10);
      Checksums.put16(tcp, 34, port);
      send(tcp);
    }
    sender.send(Packet.plain(Frames.ethernet(60)));
    net.world.run();
    assertEquals(List.of(0, 0, 0, 20 * 2 + 1), slots());
    assertEquals("0 0", ask(MAPPING, values(1), 1, 1));
    for (int port = 0; port < 20; port++) {
      byte[] tcp = Frames.tcp(10);
      Checksums.put16(tcp, 34, port);
      send(tcp);
    }
    List<Integer> after = slots();
    assertEquals(List.of(0, 0), List.of(after.get(0), after.get(2)));
    assertEquals(40, after.get(1) + after.get(3));
    assertTrue(after.get(1) > 8 && after.get(3) > 8, after::toString);
  }

  /** How many slots each queue has got, packets and what describes them. */
  private List<Integer> slots() {
    List<Integer> counts = new ArrayList<>();
    for (FrontRing queue : queues) {
      counts.add(queue.available());
      while (queue.available() > 0) {
        queue.take(front.slot.array(), 8);
      }
    }
    return counts;
  }

  @Test
  void thePacketSaysItsHashAndAloneWhereThatWasAskedFor() throws Exception {
    ask(ALGORITHM, 1);
    ask(KEY, page(EXAMPLE_KEY), 40);
    ask(FLAGS, 1 << FlowSpread.IPV4 | 1 << FlowSpread.IPV4_TCP);
    byte[] tcp = Frames.tcp(10);
    byte[] flow = HexFormat.of().parseHex("420995bba18e64500aea06e6");
    System.arraycopy(flow, 0, tcp, 26, flow.length);
    send(tcp);
    FrontRing queue = queues.get(Integer.remainderUnsigned(0x51ccc178, QUEUES));
    ByteArrayBytes slot = new ByteArrayBytes(8);
    assertEquals(2, queue.available());
    queue.take(slot.array(), 8);
    int flags = NetifRxResponse.FLAGS.get(slot, 0, Abi.PV64);
    assertEquals(NetifRxResponse.EXTRA_INFO, flags & NetifRxResponse.EXTRA_INFO);
    assertEquals(tcp.length, NetifRxResponse.STATUS.get(slot, 0, Abi.PV64));
    queue.take(slot.array(), 8);
    assertEquals(NetifExtraType.HASH.number, NetifExtraInfo.TYPE.get(slot, 0, Abi.PV64));
    assertEquals(0, NetifExtraInfo.FLAGS.get(slot, 0, Abi.PV64));
    assertEquals(FlowSpread.IPV4_TCP, NetifExtraInfo.HASH_TYPE.get(slot, 0, Abi.PV64));
    assertEquals(1, NetifExtraInfo.HASH_ALGORITHM.get(slot, 0, Abi.PV64));
    assertEquals(0x51ccc178, slot.getU32(NetifExtraInfo.HASH_VALUE.at(Abi.PV64, 0)));
    send(Frames.tcpv6(10));
    assertEquals(1, slots().stream().mapToInt(i -> i).sum(), "none was asked for IPv6");
  }

  @Test
  void anImpossibleNumberOfRequestsEndsTheConnection() throws Exception {
    for (int i = 0; i < 2000; i++) {
      ring.request(new byte[16], 16);
    }
    ring.publish();
    front.domain.signal(port);
    net.world.run();
    String error = net.find("/local/domain/8/error/device/vif/0/error");
    assertTrue(error.startsWith("Impossible number of control requests"), error);
  }

  @Test
  void aBugThatShowsInItIsTheCardsTroubleOnly() {
    net.back.bugs = 1;
    assertEquals("0 15", ask(NetifCtrlType.GET_HASH_FLAGS.number));
    assertEquals(1, net.log.size(), net.log::toString);
    assertTrue(net.log.getFirst().contains("a bug of the event channels"), net.log::toString);
    assertEquals("4", net.find(TestNet.back(8) + "/state"));
    assertEquals("0 128", ask(NetifCtrlType.GET_HASH_MAPPING_SIZE.number));
  }

  @Test
  void theHashThatWasAskedForOutlivesABug() throws Exception {
    ask(ALGORITHM, 1);
    ask(KEY, page(EXAMPLE_KEY), 40);
    ask(FLAGS, 15);
    ask(SIZE, 1);
    ask(MAPPING, values(2), 1, 0);
    ring.askForEvent();
    net.back.bugs = 1;
    ask(NetifCtrlType.GET_HASH_FLAGS.number);
    assertEquals(1, net.log.size(), net.log::toString);
    send(Frames.tcp(10));
    assertEquals(List.of(0, 0, 2, 0), slots(), "a packet with its hash on the queue it is for");
  }
}
