package dev.xenolith.dom0.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.pv.net.NetworkPort;
import dev.xenolith.pv.net.Packet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BridgeTest {
  private static final long ALL = (1L << 48) - 1;

  private final Bridges bridges = new Bridges();
  private final List<String> heard = new ArrayList<>();

  private Port port(String name) {
    Port port = bridges.join("xenbr0");
    NetworkPort.Card card = (packet, _) -> heard.add(name);
    port.plug(card);
    return port;
  }

  private static Packet packet(long from, long to) {
    byte[] bytes = new byte[60];
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) (to >>> 40 - 8 * i);
      bytes[6 + i] = (byte) (from >>> 40 - 8 * i);
    }
    return Packet.plain(bytes);
  }

  private List<String> heardOf(Port from, long source, long destination) {
    heard.clear();
    from.send(packet(source, destination));
    return List.copyOf(heard);
  }

  @Test
  void whatIsForAnAddressThatWasSeenGoesThereAlone() {
    Port a = port("a");
    Port b = port("b");
    port("c");
    assertEquals(List.of("b", "c"), heardOf(a, 0x10, 0x20));
    assertEquals(List.of("a"), heardOf(b, 0x20, 0x10));
    assertEquals(List.of("b"), heardOf(a, 0x10, 0x20));
    assertEquals(List.of("b", "c"), heardOf(a, 0x10, ALL));
    assertEquals(List.of("b", "c"), heardOf(a, 0x10, 0x01005e000001L), "a group");
    assertEquals(List.of(), heardOf(a, 0x10, 0x10), "never back where it came from");
  }

  @Test
  void anAddressThatMovesIsFollowedAndOneThatLeavesIsForgotten() {
    Port a = port("a");
    Port b = port("b");
    Port c = port("c");
    heardOf(b, 0x20, ALL);
    assertEquals(List.of("b"), heardOf(a, 0x10, 0x20));
    heardOf(c, 0x20, ALL);
    assertEquals(List.of("c"), heardOf(a, 0x10, 0x20));
    bridges.leave("xenbr0", c);
    assertEquals(List.of("b"), heardOf(a, 0x10, 0x20));
  }

  @Test
  void aSenderOfManyAddressesMakesItForgetNoMoreThanItRemembers() {
    Port a = port("a");
    Port b = port("b");
    Port c = port("c");
    heardOf(b, 0x20, ALL);
    for (int i = 0; i < 3 * Bridge.MOST_ADDRESSES; i++) {
      heardOf(c, 0x1000 + 2L * i, 0x10);
      heardOf(b, 0x20, 0x10);
    }
    assertEquals(List.of("b"), heardOf(a, 0x10, 0x20), "who speaks is remembered");
    assertEquals(List.of("b", "c"), heardOf(a, 0x10, 0x1000), "who was silent longest is not");
  }

  @Test
  void bridgesAreApartAndATapSeesBothDirections() {
    Port a = port("a");
    Port b = port("b");
    Port other = bridges.join("xenbr1");
    other.plug((packet, _) -> heard.add("other"));
    List<Boolean> seen = new ArrayList<>();
    boolean[] over = new boolean[1];
    a.add(
        new Port.Tap() {
          @Override
          public void see(Packet packet, boolean fromGuest) {
            seen.add(fromGuest);
          }

          @Override
          public void end() {
            over[0] = true;
          }

          @Override
          public boolean isOver() {
            return over[0];
          }
        });
    assertEquals(List.of("b"), heardOf(a, 0x10, ALL));
    assertEquals(List.of("a"), heardOf(b, 0x20, ALL));
    assertEquals(List.of(true, false), seen);
    bridges.leave("xenbr0", a);
    assertTrue(over[0], "the card is gone");
    heardOf(a, 0x10, ALL);
    assertEquals(2, seen.size());
  }

  @Test
  void aPortCountsWhatPassesTheCard() {
    Port a = port("a");
    Port b = port("b");
    Port unplugged = bridges.join("xenbr0");
    a.send(packet(0x10, ALL));
    a.send(packet(0x10, ALL));
    b.send(packet(0x20, 0x10));
    assertEquals(new Traffic(2, 120), a.sent());
    assertEquals(new Traffic(1, 60), a.received());
    assertEquals(new Traffic(2, 120), b.received());
    assertEquals(Traffic.NONE, unplugged.received(), "nobody is there to receive");
  }
}
