package dev.xenolith.examples.hosted;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.trace.LiveTrace;
import dev.xenolith.dom0.trace.TraceFilter;
import dev.xenolith.hv.trace.Trace;
import dev.xenolith.pv.net.NetFront;
import dev.xenolith.pv.net.Packet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The front end of network cards in Java at domain 0's back end and bridge. */
class HostedNetworkTest {
  private static final String CARD = "vif/0";
  private static final int ONE = 1;
  private static final int TWO = 2;

  @TempDir Path folder;

  /** A hosted domain's card, and what has come and is not looked at. */
  private static final class Station {
    private final HostedGuest guest;
    final NetFront front;
    final Queue<Packet> came = new ArrayDeque<>();

    Station(HostedGuest guest) throws Exception {
      this.guest = guest;
      front = new NetFront(guest.services(), guest.memory(), guest.device(CARD), came::add);
      front.connect();
      guest.awaitBack(CARD, XenbusState.CONNECTED);
    }

    void send(Packet packet) {
      guest.await(() -> front.send(packet));
    }

    Packet receive() {
      guest.await(() -> !came.isEmpty());
      return came.remove();
    }
  }

  private static DomainDevices card(int host) {
    return DomainDevices.NONE.withVifs(List.of(VifSpec.on("xenbr0", Frames.mac(host))));
  }

  private static Packet greeting(int from) {
    return Packet.plain(Frames.unknown(Frames.ALL, from, 60));
  }

  private static void assertSame(Packet expected, Packet got) {
    assertArrayEquals(expected.bytes(), got.bytes());
    assertEquals(expected.checksum(), got.checksum());
    assertEquals(expected.train(), got.train());
    assertEquals(expected.segmentBytes(), got.segmentBytes());
  }

  /** One host sends packets to another, which says what it got. */
  private static List<Packet> pass(List<Packet> packets, Consumer<Trace> trace) throws Exception {
    List<Packet> got = new ArrayList<>();
    Station[] sender = new Station[1];
    try (HostedMachine machine = new HostedMachine(trace)) {
      long before = machine.freeFrames();
      HostedMachine.Started one =
          machine.start(
              "one",
              card(ONE),
              guest -> {
                Station mine = new Station(guest);
                sender[0] = mine;
                assertSame(greeting(TWO), mine.receive());
                packets.forEach(mine::send);
                guest.awaitPowerOff();
                assertEquals(0, mine.front.refused());
              });
      machine.runUntil(() -> sender[0] != null);
      HostedMachine.Started two =
          machine.start(
              "two",
              card(TWO),
              guest -> {
                Station mine = new Station(guest);
                mine.send(greeting(TWO));
                for (int i = 0; i < packets.size(); i++) {
                  got.add(mine.receive());
                }
                guest.awaitPowerOff();
              });
      machine.runUntil(() -> got.size() == packets.size());
      machine.powerOff(one);
      machine.powerOff(two);
      assertEquals(before, machine.freeFrames());
      assertEquals(List.of(), machine.complaints());
    }
    return got;
  }

  private static void assertPasses(Packet packet) throws Exception {
    List<Packet> got = pass(List.of(packet), _ -> {});
    assertSame(packet, got.getFirst());
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 1514, 9000})
  void aFrameArrivesAsItWasSentThoughItIsInPieces(int length) throws Exception {
    assertPasses(Packet.plain(Frames.unknown(TWO, ONE, length)));
  }

  @Test
  void aBlankChecksumArrivesBlank() throws Exception {
    byte[] tcp = Frames.tcp(TWO, ONE, 1000);
    assertPasses(new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.NONE, 0));
  }

  @Test
  void aTrainOfSegmentsArrivesWhole() throws Exception {
    byte[] tcp = Frames.tcp(TWO, ONE, 20_000);
    assertPasses(new Packet(tcp, Packet.Checksum.BLANK, Packet.Train.TCPV4, 1448));
  }

  private static List<Packet> manyPackets() {
    return IntStream.range(0, 500)
        .mapToObj(i -> Packet.plain(Frames.unknown(TWO, ONE, 60 + i)))
        .toList();
  }

  @Test
  void manyFramesInARowAllArriveInOrder() throws Exception {
    List<Packet> packets = manyPackets();
    List<Packet> got = pass(packets, _ -> {});
    for (int i = 0; i < packets.size(); i++) {
      assertSame(packets.get(i), got.get(i));
    }
  }

  @Test
  void twoRunsAreAlikeByteForByte() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (Path file : List.of(first, second)) {
      try (LiveTrace trace = LiveTrace.toFile(TraceFilter.parse("all"), file)) {
        pass(manyPackets(), trace::start);
      }
    }
    assertEquals(-1, Files.mismatch(first, second));
  }

  /** A card is taken from a domain that sends without an end until it hears of it. */
  private static void takeBusyCard(boolean force, HostedGuest.Program leave) throws Exception {
    int[] sent = {0};
    try (HostedMachine machine = new HostedMachine()) {
      long before = machine.freeFrames();
      HostedMachine.Started domain =
          machine.start(
              "chatty",
              card(ONE),
              guest -> {
                Station mine = new Station(guest);
                int[] changes = {0};
                guest.store().watch(guest.back(CARD) + "/state", _ -> changes[0]++);
                while (changes[0] < 2) { // the first is no change
                  guest.await(() -> mine.front.send(greeting(ONE)) || changes[0] == 2);
                  sent[0]++;
                }
                leave.run(guest);
                if (!force) {
                  mine.front.close();
                }
                guest.awaitGone(CARD);
              });
      machine.runUntil(() -> sent[0] > 1000);
      CompletableFuture<Void> gone =
          machine.have(
              () -> machine.toolstack().devices().networks().detach(domain.domid(), 0, force));
      machine.await(gone);
      machine.awaitEnd(domain);
      assertEquals(before, machine.freeFrames());
      assertEquals(List.of(), machine.complaints());
    }
  }

  @Test
  void aBusyCardThatIsTakenIsLetGo() throws Exception {
    takeBusyCard(false, guest -> guest.awaitBack(CARD, XenbusState.CLOSING));
  }

  @Test
  void aBusyCardThatIsTakenByForceLeavesNothing() throws Exception {
    takeBusyCard(true, _ -> {});
  }

  /** Answers ARP and pings, until it has been pinged and its own ping is answered. */
  private static void meet(HostedGuest guest, int self, int other) throws Exception {
    byte[] data = {0, 7, 0, 1, 'j', 'a', 'v', 'a'};
    Station mine = new Station(guest);
    mine.send(Packet.plain(Frames.arp(Frames.ALL, self, 1, self)));
    boolean pinged = false;
    boolean answered = false;
    while (!pinged || !answered) {
      byte[] frame = mine.receive().bytes();
      int ip = Frames.PAYLOAD;
      if (Frames.type(frame) == Frames.TYPE_ARP && Frames.isIp(frame, ip + 14, other)) {
        mine.send(Packet.plain(Frames.arp(other, self, 2, other)));
      } else if (Frames.type(frame) == Frames.TYPE_IP && Frames.isIp(frame, ip + 16, self)) {
        byte[] heard = Arrays.copyOfRange(frame, ip + 24, frame.length);
        boolean asks = frame[ip + 20] == 8;
        if (asks) {
          mine.send(Packet.plain(Frames.echo(other, self, 0, heard)));
          mine.send(Packet.plain(Frames.echo(other, self, 8, data)));
        } else {
          assertArrayEquals(data, heard);
        }
        pinged |= asks;
        answered |= !asks;
      }
    }
  }

  @Test
  void aHostedDomainAndTheTourPingEachOther() throws Exception {
    try (HostedMachine machine = new HostedMachine()) {
      HostedMachine.Started tour = machine.startTour("ip=10.0.0.2 wait=3", card(TWO));
      HostedMachine.Started java = machine.start("java", card(ONE), guest -> meet(guest, ONE, TWO));
      ConsoleAttachment console =
          machine
              .have(() -> machine.toolstack().consoles().attach(ConsoleId.first(tour.domid())))
              .orElseThrow();
      machine.awaitEnd(java);
      machine.awaitEnd(tour);
      String written = written(console);
      for (String line : List.of("10.0.0.1 answers", "10.0.0.1 pings me: I answer")) {
        assertTrue(written.contains(line), written);
      }
      assertEquals(List.of(), machine.complaints());
    }
  }

  private static String written(ConsoleAttachment console) {
    StringBuilder text = new StringBuilder();
    byte[] bytes = new byte[4096];
    for (int n = console.readNow(bytes); n >= 0; n = console.readNow(bytes)) {
      text.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }
}
