package dev.xenolith.pv.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlowHashTest {
  private static final int QUEUES = 4;

  private static int queue(byte[] frame) {
    return FlowHash.of(Packet.plain(frame), QUEUES);
  }

  private static byte[] flow(int port) {
    byte[] frame = Frames.tcp(100);
    Checksums.put16(frame, 34, port);
    return frame;
  }

  private static void assertSpread(int[] counts, int flows) {
    for (int count : counts) {
      assertTrue(count > flows / 6 && count < flows / 3, () -> Arrays.toString(counts));
    }
  }

  @Test
  void allOfAConnectionGoesToOneQueue() {
    byte[] first = Frames.tcp(0);
    for (int payload = 1; payload < 1400; payload += 77) {
      byte[] frame = Frames.tcp(payload);
      Checksums.put16(frame, 18, payload); // IP's number of the packet
      Checksums.put16(frame, 40, payload); // TCP's sequence
      frame[47] = (byte) payload; // TCP's flags
      assertEquals(queue(first), queue(frame));
    }
  }

  @Test
  void connectionsThatDifferInAPortAloneAreSpread() {
    int[] counts = new int[QUEUES];
    for (int port = 32_768; port < 33_768; port++) {
      counts[queue(flow(port))]++;
    }
    assertSpread(counts, 1000);
  }

  @Test
  void hostsThatDifferInAnAddressAloneAreSpread() {
    int[] counts = new int[QUEUES];
    for (int host = 0; host < 1000; host++) {
      byte[] frame = Frames.tcp(100);
      Checksums.put16(frame, 28, host);
      counts[queue(frame)]++;
    }
    assertSpread(counts, 1000);
  }

  @Test
  void piecesOfAPacketGoTogetherThoughOnlyTheFirstHasPorts() {
    byte[] first = flow(1);
    Checksums.put16(first, 20, 0x2000); // more fragments
    byte[] second = flow(2);
    Checksums.put16(second, 20, 0x00B9); // behind the first
    assertEquals(queue(first), queue(second));
  }

  @Test
  void ipv6IsToldApartByAddressesAndPorts() {
    byte[] frame = Frames.tcpv6(100);
    int same = queue(Frames.tcpv6(900));
    assertEquals(same, queue(frame));
    int moved = 0;
    for (int port = 0; port < 64; port++) {
      Checksums.put16(frame, 54, port);
      moved += queue(frame) == same ? 0 : 1;
    }
    assertTrue(moved > 32, "moved: " + moved);
  }

  @Test
  void whatIsNoIpGoesByItsHeaderAndOneQueueGetsAll() {
    byte[] frame = Frames.ethernet(60);
    assertEquals(queue(frame), queue(Frames.ethernet(1000)));
    int other = 0;
    for (int last = 0; last < 64; last++) {
      frame[11] = (byte) last;
      other |= 1 << queue(frame);
    }
    assertEquals(15, other, "all four");
    assertEquals(0, FlowHash.of(Packet.plain(frame), 1));
    assertNotEquals(-1, FlowHash.of(Packet.plain(new byte[14]), QUEUES));
  }
}
