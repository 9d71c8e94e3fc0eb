package dev.xenolith.pv.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.BlkifOp;
import dev.xenolith.abi.io.BlkifSring;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How connections end, and begin anew. */
class BlockEndingsTest {
  private final List<Mfn> frames = new ArrayList<>();

  @Test
  void aStoreThatRefusesEverythingEndsTheConnectionOnceAndItMayBeginAnew() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.world.store().setBroken(true);
    front.write("state", "4");
    front.world.run();
    assertEquals(0, front.held());
    assertEquals(2, front.log.size(), "what failed, and that this cannot be written");
    front.world.store().setBroken(false);
    front.write("state", "6");
    front.world.run();
    front.write("state", "1");
    front.world.run();
    front.connect(1);
    assertEquals("4", front.back("state"));
  }

  @Test
  void aDeviceThatCouldNotSayWhatItCanSaysItWhenAskedAgain() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.world.store().remove(TestFront.BACK);
    front.world.run();
    front.world.store().setBroken(true);
    front.makeNodes();
    front.world.run();
    front.world.store().setBroken(false);
    front.makeNodes();
    front.world.run();
    assertEquals("2", front.back("max-ring-page-order"));
  }

  @Test
  void aFrontEndThatFailsAgainAndAgainDoesNotFillTheLog() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    for (int i = 0; i < 1000; i++) {
      front.write("ring-page-order", "x" + i);
      front.write("state", "3");
      front.world.run();
      front.write("state", "6");
      front.world.run();
      front.write("state", "1");
      front.world.second();
    }
    assertEquals(10, front.log.size(), front.log::toString);
    assertTrue(front.log.getLast().endsWith("(complaint 512 about it)"), front.log::getLast);
  }

  @Test
  void aFrontEndThatFailsAllTheTimeWaitsForTheNextSecond() throws Exception {
    TestFront front = new TestFront(Abi.PV64);
    front.write("ring-page-order", "x");
    for (int i = 0; i < 100; i++) {
      for (String state : List.of("3", "6", "1")) {
        front.write("state", state);
        front.world.run();
      }
    }
    assertEquals("6", front.back("state"), "it is offered nothing any more");
    assertTrue(front.log.getLast().endsWith("(complaint 16 about it)"), front.log::getLast);
    front.world.second();
    assertEquals("2", front.back("state"));
  }

  @Test
  void aBarrierThatWaitsWhenTheFrontEndGoesNeverStarts() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.holding = true;
    int ref = front.page(frames, false);
    front.request(BlkifOp.WRITE, 1, 0, ref);
    front.request(BlkifOp.WRITE_BARRIER, 2, 8, ref);
    front.push();
    front.write("state", "6");
    front.world.run();
    front.disk.holding = false;
    front.disk.letGo();
    front.world.run();
    assertEquals(List.of("WRITE"), front.disk.log);
    assertEquals("6", front.back("state"));
    assertEquals(0, front.held());
  }

  @Test
  void whatIsUnderWayWhenADiskIsTakenAwayIsAnswered() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.holding = true;
    front.request(BlkifOp.READ, 1, 0, front.page(frames, false));
    front.push();
    front.world.store().remove(TestFront.FRONT);
    front.world.store().remove(TestFront.BACK);
    front.world.run();
    front.disk.holding = false;
    front.disk.letGo();
    assertEquals(List.of("1:0:0"), front.push());
    assertEquals(0, front.held());
  }

  @Test
  void whatWasFlushedIsThereForTheBackEndThatTakesItsPlace() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    int page = front.page(frames, false);
    front.world.memory().putU64(frames.getFirst().toMaddr().raw(), 4711);
    front.request(BlkifOp.WRITE, 1, 8, page);
    front.request(BlkifOp.FLUSH_DISKCACHE, 2, 0);
    assertEquals(List.of("1:1:0", "2:3:0"), front.push());
    front.disk.holding = true;
    front.request(BlkifOp.WRITE, 3, 16, page); // of which nobody hears
    front.push();
    front.disk.forgetHeld();
    front.disk.holding = false;
    front.replaceBackend();
    assertEquals("4", front.back("state"), front.log::toString);
    assertEquals(List.of("3:1:0"), front.answers, "it is carried out by the new one");
    front.world.memory().putU64(frames.getFirst().toMaddr().raw(), 0);
    front.request(BlkifOp.READ, 4, 8, page);
    assertEquals(List.of("4:0:0"), front.push());
    assertEquals(4711, front.world.memory().getU64(frames.getFirst().toMaddr().raw()));
  }

  private void takeAway(TestFront front) {
    front.backend.abandon(front.domain.self(), 51712);
    front.world.store().remove(TestFront.FRONT);
    front.world.store().remove(TestFront.BACK);
    front.world.run();
  }

  @Test
  void whatIsAskedOfADiskThatWasTakenAwayByForceFailsUntilTheFrontEndLetsGo() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    front.disk.holding = true;
    int page = front.page(frames, false);
    front.request(BlkifOp.WRITE, 1, 0, page);
    front.request(BlkifOp.WRITE_BARRIER, 2, 0, page);
    front.request(BlkifOp.WRITE, 3, 0, page); // stays in the ring
    front.push();
    takeAway(front);
    assertEquals(List.of("2:2:-1", "3:1:-1"), front.answers);
    front.disk.holding = false;
    front.disk.letGo();
    assertEquals(List.of("1:1:0"), front.push());
    front.request(BlkifOp.READ, 4, 0, page);
    assertEquals(List.of("4:0:-1"), front.push(), "as long as it asks");
    front.world.second();
    assertEquals(1, front.held(), "the ring");
    front.domain.close(front.port);
    front.world.second();
    assertEquals(0, front.held());
    assertEquals(List.of("WRITE"), front.disk.log);
  }

  @Test
  void aDiskOfTheSameNumberIsAnotherThanTheOneThatIsStillRefused() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    takeAway(front);
    EvtchnPort old = front.port;
    front.makeNodes();
    front.world.run();
    front.connect(1);
    assertEquals("4", front.back("state"), front.log::toString);
    front.request(BlkifOp.READ, 1, 0, front.page(frames, false));
    assertEquals(List.of("1:0:0"), front.push());
    front.domain.close(old);
    front.world.second();
    assertEquals(1, front.held(), "the ring of the new one");
    assertEquals(1, front.backend.counters(front.domain.self(), 51712).reads());
  }

  @Test
  void aRefusedRingThatMakesNoSenseIsLetGoAtOnce() throws Exception {
    TestFront front = TestFront.connected(Abi.PV64);
    takeAway(front);
    BlkifSring.REQ_PROD.put(front.shared, 0, Abi.PV64, 99);
    front.domain.signal(front.port);
    front.world.run();
    assertEquals(0, front.held());
    front.world.second();
    assertEquals("none", front.back("state"));
  }
}
