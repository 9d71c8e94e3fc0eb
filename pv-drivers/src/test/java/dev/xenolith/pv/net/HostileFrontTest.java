package dev.xenolith.pv.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Front ends that put anything into their rings and nodes, beside two that are honest. */
class HostileFrontTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int DESCRIPTORS = LONG ? 1_000_000 : 20_000;
  private static final int HONEST = 10;
  private static final int HONEST_TOO = 11;

  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<Packet> received = new ArrayList<>();
  private int ended;

  @Test
  void noContentsOfRingsHarmTheBackEndOrItsOtherCards() throws Exception {
    System.out.println("hostile network front ends: seed " + seed);
    TestNet net = new TestNet();
    NetFront honest = net.join(HONEST, new ArrayList<>());
    net.join(HONEST_TOO, received);
    List<HostileFront> hostile = new ArrayList<>();
    for (int domid = 7; domid < 9; domid++) {
      net.makeNodes(domid);
      HostileFront front = new HostileFront(net, domid, random.split());
      hostile.add(front);
      begin(front);
    }
    while (hostile.stream().mapToInt(HostileFront::descriptors).sum() < DESCRIPTORS) {
      for (HostileFront front : hostile) {
        front.act();
        hostile.forEach(this::look);
      }
      if (random.nextInt(20) == 0) {
        expectToArrive(net, honest, Frames.ethernet(14 + random.nextInt(60_000)));
      }
    }
    for (HostileFront front : hostile) {
      front.say("6");
      assertEquals(0, front.mapped(), this::seen);
    }
    assertTrue(ended > DESCRIPTORS / 2000, () -> "only " + ended + " of its lies were noticed");
    int controls = hostile.stream().mapToInt(HostileFront::controls).sum();
    System.out.println("of them on control rings, besides: " + controls);
    assertTrue(controls > DESCRIPTORS / 10, () -> "only " + controls + " control requests");
  }

  private String seen() {
    return "seed " + seed;
  }

  /** Now and then it is the nodes that make no sense. */
  private void begin(HostileFront front) {
    while (random.nextInt(8) == 0) {
      front.connect();
      front.spoilANode();
      front.say("4");
      if (front.state().equals("5")) {
        expectTheEnd(front);
      } else {
        assertEquals("4", front.state(), this::seen); // it had a value that can be
      }
      front.say("6");
      front.say("1");
    }
    front.connect();
    front.say("4");
    assertEquals("4", front.state(), () -> seen() + ": " + front.error());
  }

  /** It is still connected and everything is answered, or it has been told why not. */
  private void look(HostileFront front) {
    if (front.state().equals("4")) {
      assertEquals(0, front.unanswered(), this::seen);
      return;
    }
    assertEquals("5", front.state(), this::seen);
    expectTheEnd(front);
    ended++;
    front.say("6");
    front.say("1");
    begin(front);
  }

  private void expectTheEnd(HostileFront front) {
    assertFalse(front.error().isEmpty(), this::seen);
    assertEquals(0, front.mapped(), this::seen);
  }

  private void expectToArrive(TestNet net, NetFront honest, byte[] frame) {
    received.clear();
    honest.send(Packet.plain(frame));
    net.world.run();
    assertEquals(1, received.size(), this::seen);
    assertArrayEquals(frame, received.getFirst().bytes(), this::seen);
  }
}
