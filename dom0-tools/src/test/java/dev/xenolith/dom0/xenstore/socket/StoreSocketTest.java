package dev.xenolith.dom0.xenstore.socket;

import static dev.xenolith.abi.io.XsWireType.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What well-behaved clients get. */
class StoreSocketTest {
  private ServedStore served;

  @TempDir private Path directory;

  @BeforeEach
  void serve() throws IOException {
    served = new ServedStore();
  }

  @AfterEach
  void stop() throws IOException {
    served.close();
  }

  private StoreSocket openIn(Path place) throws IOException {
    return StoreSocket.open(place, task -> new CompletableFuture<>(), served.log::add);
  }

  @Test
  void clientsHaveTheRightsOfDomain0() throws Exception {
    try (RawClient client = served.client()) {
      assertEquals("WRITE OK|", client.ask(WRITE, "name|x"));
      assertEquals("x", served.on(() -> served.dom0.nodes().read("/local/domain/0/name")));
      assertEquals("IS_DOMAIN_INTRODUCED F|", client.ask(IS_DOMAIN_INTRODUCED, "3|"));
      assertEquals("INTRODUCE OK|", client.ask(INTRODUCE, "3|9|1|"));
      assertEquals("IS_DOMAIN_INTRODUCED T|", client.ask(IS_DOMAIN_INTRODUCED, "3|"));
    }
  }

  @Test
  void eventsComeWithoutBeingAskedFor() throws Exception {
    try (RawClient watcher = served.client();
        RawClient other = served.client()) {
      assertEquals("WATCH OK|", watcher.ask(WATCH, "/a|tok|"));
      assertEquals("WATCH_EVENT /a|tok|", watcher.receive());
      other.ask(WRITE, "/a/b|1");
      assertEquals("WATCH_EVENT /a/b|tok|", watcher.receive());
      served.on(
          () -> {
            served.dom0.nodes().write("/a/c", "from inside");
            return null;
          });
      assertEquals("WATCH_EVENT /a/c|tok|", watcher.receive());
    }
  }

  @Test
  void secondOfTwoTransactionsOnOneNodeLoses() throws Exception {
    try (RawClient one = served.client();
        RawClient two = served.client()) {
      one.ask(TRANSACTION_START, "|");
      two.ask(TRANSACTION_START, "|");
      one.ask(WRITE, 1, "/a|one");
      two.ask(WRITE, 1, "/a|two");
      assertEquals("TRANSACTION_END OK|", one.ask(TRANSACTION_END, 1, "T|"));
      assertEquals("ERROR EAGAIN|", two.ask(TRANSACTION_END, 1, "T|"));
      assertEquals("READ one", two.ask(READ, "/a|"));
    }
  }

  @Test
  void manyRequestsAtOnceAreAnsweredInOrder() throws Exception {
    try (RawClient client = served.client()) {
      for (int i = 0; i < 1000; i++) {
        client.send(WRITE, 0, "/n" + i + "|" + i);
        client.send(READ, 0, "/n" + i + "|");
      }
      for (int i = 0; i < 1000; i++) {
        assertEquals("WRITE OK|", client.receive());
        assertEquals("READ " + i, client.receive());
      }
    }
  }

  @Test
  void clientThatLeavesTakesItsWatchesAndTransactionsAlong() throws Exception {
    String before = bytesKept();
    try (RawClient client = served.client()) {
      client.ask(WATCH, "/a|tok|");
      client.ask(TRANSACTION_START, "|");
      client.ask(WRITE, 1, "/never|x");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServedStore.PATIENCE_SECONDS);
    while (!bytesKept().equals(before) && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    assertEquals(before, bytesKept());
  }

  private String bytesKept() throws IOException {
    try (RawClient client = served.client()) {
      return client.ask(CONTROL, "memreport|").replaceFirst("(?s).* ([0-9]+ bytes).*", "$1");
    }
  }

  /** The store's thread learns of the end behind all that it has to do before. */
  @Test
  void aChangeThatComesAfterTheEndIsToldToNobody() throws Exception {
    try (RawClient watcher = served.client()) {
      watcher.ask(WATCH, "/a|tok|");
      assertEquals("WATCH_EVENT /a|tok|", watcher.receive());
      String value =
          served.on(
              () -> {
                served.socket.close();
                served.dom0.nodes().write("/a", "x");
                return served.dom0.nodes().read("/a");
              });
      assertEquals("x", value);
      assertTrue(watcher.isDisconnected());
    }
    assertEquals(List.of(), served.log);
  }

  @Test
  void nobodyElseMayUseTheSocket() throws IOException {
    Path socket = served.socket.path();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
  }

  @Test
  void socketOfADeadProcessIsReplaced() throws IOException {
    Files.createDirectories(directory.resolve("xenstored"));
    Path path = directory.resolve("xenstored/socket");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    try (StoreSocket socket = openIn(directory)) {
      assertEquals(path, socket.path());
    }
    assertFalse(Files.exists(path), "nothing is left behind");
  }

  @Test
  void socketOfALivingProcessIsLeftAlone() {
    Path place = served.socket.path().getParent().getParent();
    IOException e = assertThrows(IOException.class, () -> openIn(place));
    assertTrue(e.getMessage().contains("served by another process"), e.getMessage());
  }

  @Test
  void fileInTheWayIsNotDeleted() throws IOException {
    Files.createDirectories(directory.resolve("xenstored"));
    Path file = Files.writeString(directory.resolve("xenstored/socket"), "precious");
    assertThrows(IOException.class, () -> openIn(directory));
    assertEquals("precious", Files.readString(file));
  }

  @Test
  void pathTooLongForASocketIsAnErrorWithAName() {
    Path place = directory.resolve("x".repeat(120));
    IOException e = assertThrows(IOException.class, () -> openIn(place));
    assertTrue(e.getMessage().contains("x".repeat(120)), e.getMessage());
  }
}
