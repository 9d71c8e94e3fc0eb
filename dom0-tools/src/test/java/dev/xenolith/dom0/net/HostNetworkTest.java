package dev.xenolith.dom0.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A card behind the real passt. Skipped where that is not installed or cannot start. */
@Timeout(300)
class HostNetworkTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final ExecutorService vcpu = Executors.newSingleThreadExecutor();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    vcpu.shutdown();
    assertTrue(vcpu.awaitTermination(60, TimeUnit.SECONDS));
  }

  private HostNetwork network(VifSpec.Forward... forwards) {
    try {
      HostNetwork network = HostNetwork.open(List.of(forwards));
      open.add(network);
      return network;
    } catch (IOException e) {
      return abort(e.getMessage());
    }
  }

  private HandCard card(HostNetwork network) {
    return new HandCard(network.connect(vcpu, log::add), vcpu);
  }

  private ServerSocket server() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
    open.add(server);
    return server;
  }

  @Test
  void aCardThatAsksForAnAddressIsOfferedOne() throws Exception {
    HandCard card = card(network());
    assertEquals("10.0.2.15 255.255.255.0 10.0.2.2", card.discover());
  }

  @Test
  void theGatewayLeadsToTheHostsLoopbackInterface() throws Exception {
    ServerSocket server = server();
    HandCard card = card(network());
    card.findGateway();
    card.connect(server.getLocalPort());
    try (Socket peer = server.accept()) {
      peer.getOutputStream().write("from the host".getBytes(StandardCharsets.US_ASCII));
      assertEquals("from the host", card.receive(13));
      card.send("from the guest");
      byte[] got = peer.getInputStream().readNBytes(14);
      assertEquals("from the guest", new String(got, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void theEndOfAConnectionArrives() throws Exception {
    ServerSocket server = server();
    HandCard card = card(network());
    card.findGateway();
    card.connect(server.getLocalPort());
    try (Socket peer = server.accept()) {
      peer.getOutputStream().write('x');
      assertEquals("x", card.receive(1));
    }
    card.awaitEnd();
  }

  @Test
  void aPortOfTheHostLeadsToOneOfTheGuest() throws Exception {
    List<Integer> ports = new ArrayList<>();
    HandCard card = card(forwarding(ports));
    card.discover();
    card.findGateway();
    try (Socket client = new Socket(LOOPBACK, ports.getLast())) {
      assertEquals(80, card.accepts());
      assertTrue(client.isConnected());
    }
  }

  /** A port that was free may be taken by the time that passt wants it; so many are not. */
  private HostNetwork forwarding(List<Integer> tried) throws IOException {
    network(); // skips the test where there is no passt
    IOException last = null;
    while (tried.size() < 10) {
      tried.add(freePort());
      VifSpec.Forward forward = new VifSpec.Forward(false, "127.0.0.1", tried.getLast(), 80);
      try {
        HostNetwork network = HostNetwork.open(List.of(forward));
        open.add(network);
        return network;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
  }

  @Test
  void aPortThatIsTakenIsTold() throws Exception {
    network();
    int taken = server().getLocalPort();
    List<VifSpec.Forward> forwards = List.of(new VifSpec.Forward(false, "127.0.0.1", taken, 80));
    IOException e = assertThrows(IOException.class, () -> HostNetwork.open(forwards));
    assertTrue(e.getMessage().startsWith("'backend=user': passt does not start: "), e::getMessage);
    assertTrue(e.getMessage().contains(Integer.toString(taken)), e::getMessage);
  }

  @Test
  void whereThereIsNoPasstASentenceNamesThePackage() {
    IOException e = assertThrows(IOException.class, () -> Passt.find("/nowhere:/proc"));
    assertEquals(
        "'backend=user' needs the program passt, and it is not installed; Debian's package passt"
            + " has it",
        e.getMessage());
  }

  @Test
  void passtEndsWithItsCard() throws Exception {
    HostNetwork network = network();
    card(network);
    assertTrue(network.isAlive());
    network.close();
    assertFalse(network.isAlive());
    assertEquals(List.of(), log);
  }

  @Test
  void passtEndsWithItsSocketAsWhenTheHostIsKilled() throws Exception {
    network();
    Passt passt = Passt.start(List.of());
    passt.socket().close();
    await(() -> !passt.isAlive());
    assertFalse(passt.isAlive());
  }

  @Test
  void theEndOfPasstIsTold() throws Exception {
    HostNetwork network = network();
    HandCard card = card(network);
    card.discover();
    network.kill();
    await(() -> !log.isEmpty());
    assertTrue(log.getFirst().startsWith("passt has ended, and a card has no network any more: "));
  }
}
