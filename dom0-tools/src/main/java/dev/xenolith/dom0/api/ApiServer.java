package dev.xenolith.dom0.api;

import dev.xenolith.dom0.host.Host;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Serves a host's API over a unix socket that only its owner can open. */
public final class ApiServer implements AutoCloseable {
  private static final int MAX_BODY = 4 << 20;
  private static final int THREADS = 2;
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final EventLoopGroup group;
  private final Channel server;
  private final Connections connections;
  private final Path socket;

  private ApiServer(EventLoopGroup group, Channel server, Connections connections, Path socket) {
    this.group = group;
    this.server = server;
    this.connections = connections;
    this.socket = socket;
  }

  /** Starts serving. The folder of the socket is private already. */
  public static ApiServer start(Host host) throws IOException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    Path socket = host.state().socket();
    Connections connections = new Connections(host);
    try {
      Channel server =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerDomainSocketChannel.class)
              .childHandler(connections)
              .bind(UnixDomainSocketAddress.of(socket))
              .syncUninterruptibly()
              .channel();
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return new ApiServer(group, server, connections, socket);
    } catch (IOException | RuntimeException e) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  private static final class Connections extends ChannelInitializer<Channel> {
    private final Host host;
    private final StreamWriter streams;

    /** Those that are open. Whoever comes when they have been closed is closed too. */
    private final ChannelGroup open =
        new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

    Connections(Host host) {
      this.host = host;
      streams = new StreamWriter(what -> ApiHandler.bug(host, what));
    }

    @Override
    protected void initChannel(Channel connection) {
      open.add(connection);
      connection
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpServerKeepAliveHandler(),
              new HttpObjectAggregator(MAX_BODY),
              new ApiHandler(host, streams));
    }
  }

  /**
   * Ends the streams, then the connections, and the threads of both last: who writes to a
   * connection finds its thread there.
   */
  @Override
  public void close() throws IOException {
    server.close().awaitUninterruptibly();
    try {
      connections.streams.end(CLOSING);
      connections.open.close().awaitUninterruptibly();
      connections.streams.end(CLOSING); // those whose clients were slow
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    group.shutdownGracefully(0, CLOSING.toSeconds(), TimeUnit.SECONDS).awaitUninterruptibly();
    Files.deleteIfExists(socket);
  }
}
