package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.toolstack.TinyKernel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
  @TempDir private Path folder;

  @Test
  void aSecondHostIsKeptOut() throws Exception {
    try (TestHost _ = new TestHost(folder)) {
      IOException e = assertThrows(IOException.class, () -> new TestHost(folder));
      assertTrue(
          e.getMessage().contains("(process " + ProcessHandle.current().pid() + ")"),
          e.getMessage());
    }
    try (TestHost again = new TestHost(folder)) {
      assertTrue(again.client.isAlive());
    }
  }

  @Test
  void aStaleSocketIsNoObstacle() throws Exception {
    StateDir state = new StateDir(folder.resolve("state"));
    state.prepare();
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(state.socket()));
    }
    assertTrue(Files.exists(state.socket()));
    try (TestHost test = new TestHost(folder)) {
      assertTrue(test.client.isAlive());
    }
    assertFalse(Files.exists(state.socket()));
  }

  @Test
  void aHostThatEndsInOrderLosesNothing() throws Exception {
    try (TestHost test = new TestHost(folder)) {
      test.create("one", TinyKernel.waiting());
      test.get(test.host.domains().destroy("one"));
    }
    try (TestHost again = new TestHost(folder)) {
      assertEquals(List.of(), again.get(again.host.view()).lost());
    }
  }

  @Test
  void whatAKilledHostLostIsToldByTheNext() throws Exception {
    try (TestHost test = new TestHost(folder)) {
      test.create("one", TinyKernel.waiting());
      test.create("two", TinyKernel.waiting());
      test.get(test.host.domains().rename("two", "second"));
      // Closed with its domains alive, its folder looks as after a kill.
    }
    Files.writeString(folder.resolve("state/domains/7.json"), "{\"domid\":7,\"na");
    try (TestHost again = new TestHost(folder)) {
      List<String> lost =
          again.get(again.host.view()).lost().stream()
              .map(l -> l.domid() + " " + l.name())
              .toList();
      assertEquals(List.of("1 one", "2 second", "7 (unreadable)"), lost);
      assertEquals(1, again.get(again.host.domains().list()).size());
    }
    try (TestHost third = new TestHost(folder)) {
      assertEquals(List.of(), third.get(third.host.view()).lost(), "told once");
    }
  }

  @Test
  void theLogHasALineOfJsonForEachEvent() throws Exception {
    try (TestHost test = new TestHost(folder)) {
      test.create("one", TinyKernel.hello());
    }
    List<String> lines = Files.readAllLines(folder.resolve("state/host.log"));
    for (String line : lines) {
      assertEquals(line, Json.line(Json.MAPPER.readValue(line, HostEvent.class)));
    }
    assertTrue(lines.getFirst().contains("\"kind\":\"HOST_STARTED\""), lines.getFirst());
    assertTrue(lines.getLast().contains("\"kind\":\"HOST_STOPPED\""), lines.getLast());
  }

  @Test
  void nothingIsWrittenOutsideTheFolder() throws Exception {
    try (TestHost test = new TestHost(folder)) {
      HostException e =
          assertThrows(
              HostException.class,
              () -> test.create("x", TinyKernel.waiting(), "name = \"../../escape\""));
      assertEquals(HostException.Kind.BAD_CONFIG, e.kind());
    }
    try (var files = Files.list(folder)) {
      assertEquals(
          List.of("files", "state"), files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }
}
