package dev.xenolith.dom0.channel;

import dev.xenolith.dom0.console.ConsoleAttachment;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A Unix socket at which a channel ends, for its owner's programs only. They are served one after
 * the other, and each goes on where the last one stopped.
 */
final class ChannelSocket implements AutoCloseable {
  private static final int CHUNK = 4096;
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  /** How long a client may take for a domain's last words. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final Path path;
  private final ServerSocketChannel server;
  private final ConsoleAttachment console;
  private final Consumer<String> log;
  private final Thread thread;

  private ChannelSocket(
      Path path, ServerSocketChannel server, ConsoleAttachment console, Consumer<String> log) {
    this.path = path;
    this.server = server;
    this.console = console;
    this.log = log;
    thread = Thread.ofVirtual().name("channel " + path.getFileName()).unstarted(this::serve);
  }

  /**
   * Begins to serve.
   *
   * @param console closed with it
   * @param log takes sentences about what goes wrong later; called on any thread
   */
  static ChannelSocket listen(Path path, ConsoleAttachment console, Consumer<String> log)
      throws ChannelException {
    try {
      removeStale(path);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
      ChannelSocket socket = new ChannelSocket(path, server, console, log);
      socket.thread.start();
      return socket;
    } catch (IOException e) {
      console.close();
      throw new ChannelException("a channel cannot end at " + path + ": " + e.getMessage());
    }
  }

  /** Takes away what is left of somebody who is gone. What is no socket, or is used, stays. */
  private static void removeStale(Path path) throws IOException {
    if (isSocket(path) && !isListenedTo(path)) {
      Files.delete(path);
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & S_IFMT)
            == S_IFSOCK;
  }

  private static boolean isListenedTo(Path path) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false; // refused, so nobody is there
    }
  }

  private void serve() {
    while (server.isOpen() && !console.isEnded()) {
      try (SocketChannel client = server.accept()) {
        serve(client);
      } catch (IOException e) {
        if (server.isOpen()) {
          log.accept("channel %s: %s".formatted(path, e.getMessage()));
        }
      } catch (InterruptedException e) {
        return; // closed
      }
    }
  }

  private void serve(SocketChannel client) throws InterruptedException {
    Thread writer = Thread.ofVirtual().name(thread.getName() + " out").start(() -> show(client));
    try {
      type(client);
    } catch (IOException e) {
      // The client is gone, or the channel is: either way its other direction ends too.
    } finally {
      writer.interrupt();
      writer.join();
    }
  }

  private void type(SocketChannel client) throws IOException, InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    while (client.read(buffer) >= 0) {
      console.write(Arrays.copyOf(buffer.array(), buffer.position()));
      buffer.clear();
    }
  }

  private void show(SocketChannel client) {
    byte[] buffer = new byte[CHUNK];
    try (client) {
      for (int n = console.read(buffer); n >= 0; n = console.read(buffer)) {
        ByteBuffer left = ByteBuffer.wrap(buffer, 0, n);
        while (left.hasRemaining()) {
          client.write(left);
        }
      }
    } catch (IOException | InterruptedException e) {
      // The client is gone: the next one goes on behind what it was sent.
    }
  }

  /** Ends it, and whoever is connected when what the domain wrote last is sent. */
  @Override
  public void close() {
    try {
      server.close();
      if (isSocket(path)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      log.accept("channel %s: %s".formatted(path, e.getMessage()));
    }
    Thread.ofVirtual().name(thread.getName() + " end").start(this::farewell);
  }

  private void farewell() {
    try {
      if (!thread.join(FAREWELL)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
    }
    console.close();
  }
}
