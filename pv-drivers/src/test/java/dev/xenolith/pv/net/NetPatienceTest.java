package dev.xenolith.pv.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.NetifCtrlType;
import dev.xenolith.abi.io.XenNetifCtrlRequest;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ring.FrontRing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Front ends that make work and nothing but work: others wait for the thread that does it. */
class NetPatienceTest {
  private static final int NOBODYS = 9999;
  private static final int BORNE = 512;
  private static final int BURST = 100;

  private final TestNet net = new TestNet();
  private final HandFront front;

  NetPatienceTest() throws Exception {
    net.makeNodes(7);
    front = new HandFront(net, 7);
  }

  private int sendFromNobodysPages() {
    for (int i = 0; i < BURST; i++) {
      front.request(NOBODYS, 0, 0, i, 60);
    }
    front.push();
    return front.answers().size();
  }

  @Test
  void packetsInPagesThatNobodyGrantedWaitForTheNextSecondWhenTheyAreMany() {
    front.connect();
    int answered = 0;
    for (int burst = 0; burst < 6; burst++) {
      answered += sendFromNobodysPages();
    }
    assertEquals(BORNE, answered);
    assertEquals("4", net.find(TestNet.back(7) + "/state"));
    net.world.second();
    assertEquals(6 * BURST - BORNE, front.answers().size());
  }

  @Test
  void packetsThatAreSentAreBorneInAnyNumber() {
    front.connect();
    int ref = front.domain.share(new DomId(0), false).ref().raw();
    for (int sent = 0; sent < 3 * BORNE; sent++) {
      front.request(ref, 0, 0, sent, 60);
      front.push();
      assertEquals(List.of(sent + ":0"), front.answers());
    }
  }

  @Test
  void aConnectionThatBeginsAnewBringsNoNewPatience() {
    front.connect();
    int answered = 0;
    for (int burst = 0; burst < 5; burst++) {
      answered += sendFromNobodysPages();
    }
    front.write("state", "6");
    net.world.run();
    front.write("state", "1");
    net.world.run();
    front.connect();
    answered += sendFromNobodysPages();
    assertEquals(BORNE, answered);
  }

  @Test
  void soDoQuestionsOnTheControlRing() throws Exception {
    OwnMemory.Shared shared = front.domain.share(new DomId(0), false);
    FrontRing ring = new FrontRing(shared.bytes(), 16);
    EvtchnPort port = front.domain.offer(new DomId(0), () -> {});
    front.write("ctrl-ring-ref", Integer.toString(shared.ref().raw()));
    front.write("event-channel-ctrl", Integer.toString(port.raw()));
    front.connect();
    ByteArrayBytes slot = new ByteArrayBytes(16);
    XenNetifCtrlRequest.TYPE.put(slot, 0, Abi.PV64, NetifCtrlType.GET_HASH_FLAGS.number);
    int answered = 0;
    for (int burst = 0; burst < 6; burst++) {
      for (int i = 0; i < BURST; i++) {
        ring.request(slot.array(), 16);
      }
      ring.publish();
      front.domain.signal(port);
      net.world.run();
      answered += take(ring);
    }
    assertEquals(BORNE, answered);
    net.world.second();
    assertEquals(6 * BURST - BORNE, take(ring));
    assertTrue(net.log.isEmpty(), net.log::toString);
  }

  private static int take(FrontRing ring) {
    int count = ring.available();
    for (int i = 0; i < count; i++) {
      ring.take(new byte[12], 12);
    }
    return count;
  }
}
