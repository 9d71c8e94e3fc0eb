package dev.xenolith.pv.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.NetifRxResponse;
import dev.xenolith.abi.io.NetifTxResponse;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.pv.ring.BackRing;
import dev.xenolith.pv.testkit.FakeDomain;
import dev.xenolith.pv.testkit.FakeWorld;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A card whose back end, which a test moves by hand, answers anything. */
class NetFrontTest {
  private static final Abi ABI = Abi.PV64;
  private static final DomId FRONT = new DomId(7);
  private static final int PAGES = 64;
  private static final int NOWHERE = 60_000;

  private final FakeWorld world = new FakeWorld(512);
  private final FakeDomain domain = new FakeDomain(world, FRONT.raw());
  private final FakeDomain back = new FakeDomain(world, 0);
  private final List<Packet> received = new ArrayList<>();
  private final NetFront front =
      new NetFront(domain, domain, TestNet.front(FRONT.raw()), received::add);
  private final ByteArrayBytes slot = new ByteArrayBytes(12);
  private BackRing tx;
  private BackRing rx;
  private EvtchnPort txPort;
  private EvtchnPort rxPort;

  @BeforeEach
  void connect() throws Exception {
    front.connect();
    tx = ring("tx-ring-ref", 12);
    rx = ring("rx-ring-ref", 8);
    txPort = back.bind(FRONT, new EvtchnPort(node("event-channel-tx")), () -> {});
    rxPort = back.bind(FRONT, new EvtchnPort(node("event-channel-rx")), () -> {});
  }

  private int node(String name) {
    String path = TestNet.front(FRONT.raw()) + "/" + name;
    return Integer.parseInt(world.store().find(path).orElseThrow());
  }

  private BackRing ring(String name, int slotBytes) throws Exception {
    return new BackRing(back.map(FRONT, List.of(new GrantRef(node(name)))).bytes(), slotBytes);
  }

  private boolean send() {
    return front.send(Packet.plain(Frames.ethernet(60)));
  }

  private void answerSent(int... ids) {
    for (int id : ids) {
      tx.take(slot.array(), 12);
      NetifTxResponse.ID.put(slot, 0, ABI, id);
      NetifTxResponse.STATUS.put(slot, 0, ABI, 0);
      tx.respond(slot.array(), NetifTxResponse.LAYOUT.size(ABI));
    }
    tx.publish();
    back.signal(txPort);
    world.run();
  }

  private void fill(int id, int status) {
    rx.take(slot.array(), 8);
    NetifRxResponse.ID.put(slot, 0, ABI, id);
    NetifRxResponse.OFFSET.put(slot, 0, ABI, 0);
    NetifRxResponse.FLAGS.put(slot, 0, ABI, 0);
    NetifRxResponse.STATUS.put(slot, 0, ABI, status);
    rx.respond(slot.array(), 8);
    rx.publish();
    back.signal(rxPort);
    world.run();
  }

  @Test
  void anAnswerToWhatWasNeverSentFreesNothing() {
    for (int i = 0; i < 4; i++) {
      assertTrue(send());
    }
    answerSent(PAGES - 1, NOWHERE, 0, 0);
    int room = 0;
    while (send()) {
      room++;
    }
    assertEquals(PAGES - 4 + 1, room, "one of four was answered");
  }

  @Test
  void aPacketThatIsSaidToBeNowhereIsNone() {
    fill(NOWHERE, 60);
    fill(3, 5000);
    assertEquals(List.of(), received);
    fill(4, 60);
    assertEquals(1, received.size());
    assertEquals(60, received.getFirst().bytes().length);
  }
}
