package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.toolstack.TinyKernel;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels of domains whose kernels do not look at them. */
class ChannelsTest {
  @TempDir Path folder;
  private TestHost test;
  private Path socket;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
    socket = folder.resolve("a.sock");
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  private void create(String channels) throws Exception {
    test.create("one", TinyKernel.waiting(), "channel = [" + channels + "]");
  }

  private String socketChannel() {
    return "'name=agent,connection=socket,path=" + socket + "'";
  }

  @Test
  void terminalsAndSocketsAreListed() throws Exception {
    create("'name=first,connection=pty', " + socketChannel());
    ChannelViews.ChannelView[] all =
        test.get(test.host.channels().list("one")).toArray(ChannelViews.ChannelView[]::new);
    assertEquals(2, all.length);
    assertEquals("pty", all[0].connection());
    assertEquals(
        new ChannelViews.ChannelView(2, "agent", "socket", socket.toString(), 1, -1, -1), all[1]);
  }

  @Test
  void aChannelHasATerminal() throws Exception {
    create("'name=first,connection=pty'");
    test.await("a terminal", () -> !path().isEmpty());
    assertTrue(Files.exists(Path.of(path())), path());
  }

  private String path() {
    try {
      return test.get(test.host.channels().list("one")).getFirst().path();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSocketIsItsOwnersAloneAndGoesWithItsDomain() throws Exception {
    create(socketChannel());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      test.get(test.host.domains().destroy("one"));
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }
    assertTrue(Files.notExists(socket));
  }

  @Test
  void aSocketThatSomebodyLeftIsTakenOver() throws Exception {
    try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      gone.bind(UnixDomainSocketAddress.of(socket));
    }
    create(socketChannel());
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      assertTrue(client.isConnected());
    }
  }

  @Test
  void aSocketThatIsInUseIsNot() throws Exception {
    try (ServerSocketChannel used = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      used.bind(UnixDomainSocketAddress.of(socket));
      HostException e = assertThrows(HostException.class, () -> create(socketChannel()));
      assertTrue(e.getMessage().contains(socket.toString()), e.getMessage());
      assertTrue(Files.exists(socket));
    }
  }

  @Test
  void aFileInTheWayStaysWhatItIs() throws Exception {
    Files.writeString(socket, "precious");
    assertThrows(HostException.class, () -> create(socketChannel()));
    assertEquals("precious", Files.readString(socket));
  }
}
