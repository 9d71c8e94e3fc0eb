package dev.xenolith.dom0.xenstore.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Serves xenstore at {@code xenstored/socket} in a directory, for the directory's owner alone. */
public final class StoreSocket implements AutoCloseable {
  /** Clients at a time: a few for each of some hundred domains. */
  private static final int MOST_CLIENTS = 1024;

  private static final int CHUNK = 4096;

  private final Path path;
  private final StoreGate gate;
  private final Consumer<String> log;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("xenstored-io", true), NioIoHandler.newFactory());
  private Channel server;

  /** The clients that are here. Whoever comes when they have been disconnected is too. */
  private final ChannelGroup clients =
      new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

  // On the I/O thread.
  private int lastNumber;
  private boolean full;

  private StoreSocket(Path path, StoreGate gate, Consumer<String> log) {
    this.path = path;
    this.gate = gate;
    this.log = log;
  }

  /**
   * Begins to serve.
   *
   * @param directory the host's state; made if it is missing
   * @param gate the way to the store
   * @param log takes sentences about clients that misbehave; called on any thread
   * @throws IOException when the socket cannot be made, or somebody else serves there
   */
  public static StoreSocket open(Path directory, StoreGate gate, Consumer<String> log)
      throws IOException {
    Path path = makeRoom(directory.resolve("xenstored"));
    StoreSocket socket = new StoreSocket(path, gate, log);
    try {
      socket.bind();
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The socket's path in a directory that nobody else may enter, with nothing there any more. */
  private static Path makeRoom(Path directory) throws IOException {
    Files.createDirectories(directory);
    // Before there is a socket: it is made with whatever rights the process's mask leaves.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    Path path = directory.resolve("socket");
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      BasicFileAttributes file =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!file.isOther()) {
        throw new IOException(path + " is in the way and is no socket");
      }
      if (answers(path)) {
        throw new IOException(path + " is served by another process");
      }
      Files.delete(path);
    }
    return path;
  }

  private static boolean answers(Path path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (java.net.ConnectException e) {
      return false; // left by a process that is gone
    }
  }

  private void bind() throws IOException {
    var bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerDomainSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(CHUNK).maxMessagesPerRead(1))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    welcome(channel);
                  }
                })
            .bind(UnixDomainSocketAddress.of(path))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(path + ": " + bound.cause().getMessage(), bound.cause());
    }
    server = bound.channel();
  }

  private void welcome(Channel channel) {
    if (clients.size() >= MOST_CLIENTS) {
      if (!full) {
        log.accept("xenstored: more than " + MOST_CLIENTS + " clients at the socket are refused");
      }
      full = true;
      channel.close();
      return;
    }
    full = false;
    clients.add(channel);
    channel.pipeline().addLast(new Conversation(++lastNumber, gate, log));
  }

  /** Where clients find the store. */
  public Path path() {
    return path;
  }

  /** Disconnects everybody and stops serving. What the thread leaves open would stay open. */
  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close().awaitUninterruptibly();
    }
    clients.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    Files.deleteIfExists(path);
  }
}
