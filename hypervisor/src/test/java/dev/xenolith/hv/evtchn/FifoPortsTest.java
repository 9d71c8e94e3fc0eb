package dev.xenolith.hv.evtchn;

import static dev.xenolith.hv.evtchn.TestDomain.V0;
import static dev.xenolith.hv.evtchn.TestDomain.V1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.num.EvtchnPort;
import org.junit.jupiter.api.Test;

class FifoPortsTest extends FifoGuest {
  @Test
  void firstEventBecomesTheHeadAndKicksTheVcpu() {
    start();
    EvtchnPort port = ipi();
    send(port);
    assertEquals(PENDING | LINKED, word(port));
    assertEquals(port.raw(), head(DEFAULT));
    assertEquals(1 << DEFAULT, ready());
    assertTrue(d.upcallPending(V0));
    assertEquals(1, d.kicks[0]);
  }

  @Test
  void laterEventsAreChainedToTheTailWithoutAKick() {
    start();
    EvtchnPort a = ipi();
    EvtchnPort b = ipi();
    EvtchnPort c = ipi();
    send(c, a, b);
    assertEquals(c.raw(), head(DEFAULT));
    assertEquals(PENDING | LINKED | a.raw(), word(c));
    assertEquals(PENDING | LINKED | b.raw(), word(a));
    assertEquals(PENDING | LINKED, word(b));
    assertEquals(1, d.kicks[0]);
  }

  @Test
  void eventOnAPendingPortChangesNothing() {
    start();
    EvtchnPort a = ipi();
    send(a, a, a);
    assertEquals(PENDING | LINKED, word(a));
    assertEquals(1, d.kicks[0]);
  }

  @Test
  void maskedEventIsPendingOffTheQueueUntilUnmasked() {
    start();
    EvtchnPort port = ipi();
    word(port, MASKED);
    send(port);
    assertEquals(PENDING | MASKED, word(port));
    assertEquals(0, ready());
    assertEquals(0, channels.unmask(port));
    assertEquals(PENDING | LINKED, word(port));
    assertEquals(port.raw(), head(DEFAULT));
    assertTrue(d.upcallPending(V0));
  }

  @Test
  void tailTheGuestHasTakenOffStartsTheQueueAnew() {
    start();
    EvtchnPort a = ipi();
    EvtchnPort b = ipi();
    send(a);
    word(a, 0);
    send(b);
    assertEquals(b.raw(), head(DEFAULT));
    assertEquals(0, word(a));
  }

  @Test
  void portThatMovedToAnotherPriorityIsNoTailOfItsOldQueue() {
    start();
    EvtchnPort a = ipi();
    EvtchnPort b = ipi();
    send(a);
    word(a, 0);
    channels.abi().setPriority(a, 2);
    send(a);
    send(b);
    assertEquals(b.raw(), head(DEFAULT));
    assertEquals(PENDING | LINKED, word(a));
    assertEquals(1 << 2 | 1 << DEFAULT, ready());
  }

  @Test
  void linkThatTheGuestDisturbsOnceIsMade() {
    start();
    EvtchnPort a = ipi();
    EvtchnPort b = ipi();
    send(a);
    // The third word replaced while b is sent is a's, after b's PENDING and LINKED.
    int[] replaced = {0};
    d.beforeReplacing =
        () -> {
          if (++replaced[0] == 3) {
            word(a, word(a) | MASKED);
          }
        };
    send(b);
    assertEquals(PENDING | MASKED | LINKED | b.raw(), word(a));
    assertEquals(a.raw(), head(DEFAULT));
  }

  @Test
  void linkThatTheGuestDisturbsForEverIsGivenUp() {
    start();
    EvtchnPort a = ipi();
    EvtchnPort b = ipi();
    send(a);
    int[] replaced = {0};
    d.beforeReplacing =
        () -> {
          // Every second replacement from there on is the link, the others set BUSY.
          if (++replaced[0] >= 3 && replaced[0] % 2 == 1) {
            word(a, word(a) ^ 1 << 20);
          }
          if (replaced[0] > 100) {
            throw new IllegalStateException("never given up");
          }
        };
    send(b);
    d.beforeReplacing = () -> {};
    assertEquals(1, d.warnings.size(), d.warnings::toString);
    assertEquals(0, word(a) & BUSY);
  }

  @Test
  void anythingTheGuestWritesIntoWordsAndHeadsIsSurvived() {
    start();
    EvtchnPort a = ipi();
    EvtchnPort b = ipi();
    send(a);
    for (int at = 0; at < 4096; at += 4) {
      d.memory().putU32((CONTROL << 12) + at, -1);
      d.memory().putU32((ARRAY << 12) + at, -1);
    }
    send(a, b);
    channels.unmask(a);
    channels.unmask(b);
    word(b, PENDING);
    channels.unmask(b);
    assertEquals(-1 & ~(MASKED | BUSY | (1 << 17) - 1) | b.raw(), word(a));
  }

  @Test
  void eventForAVcpuWithoutAControlBlockIsLostWithAWarning() {
    start();
    EvtchnPort port = new EvtchnPort((int) channels.bindIpi(V1));
    send(port, port);
    assertEquals(0, word(port));
    assertFalse(d.upcallPending(V1));
    assertEquals(1, d.warnings.size(), d.warnings::toString);
  }

  @Test
  void eachVcpuHasItsOwnQueues() {
    start();
    assertEquals(0, channels.abi().initControl(V1, CONTROL, SECOND_BLOCK));
    EvtchnPort port = new EvtchnPort((int) channels.bindIpi(V1));
    send(port);
    assertEquals(0, head(DEFAULT));
    assertEquals(port.raw(), d.memory().getU32((CONTROL << 12) + SECOND_BLOCK + 8 + 4 * DEFAULT));
    assertTrue(d.upcallPending(V1));
    assertFalse(d.upcallPending(V0));
  }

  @Test
  void pollSeesPendingWordsAndIsEndedByThem() {
    start();
    EvtchnPort a = ipi();
    EvtchnPort b = ipi();
    send(a);
    assertEquals(1, channels.poll(V0, new int[] {a.raw()}));
    assertEquals(0, channels.poll(V0, new int[] {b.raw()}));
    word(b, MASKED);
    send(b);
    assertEquals(1, d.unblocks[0]);
  }
}
