package dev.xenolith.dom0.screen;

import dev.xenolith.pv.xenbus.Complaints;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Lets viewers on this computer look at one domain. */
final class VncServer implements AutoCloseable {
  /** More than anybody has windows for; what comes then is turned away. */
  private static final int MOST_VIEWERS = 16;

  /** All servers' viewers: one thread, made with the first server, that nothing waits for. */
  private static final class Loop {
    static final EventLoopGroup GROUP =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("vnc", true), NioIoHandler.newFactory());
  }

  private final String name;
  private final ScreenSpec spec;
  private final Display display;
  private final Complaints complaints;
  private final ChannelGroup viewers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;

  private VncServer(String name, ScreenSpec spec, Display display, Complaints complaints)
      throws ScreenException {
    this.name = name;
    this.spec = spec;
    this.display = display;
    this.complaints = complaints;
    listener = listen();
  }

  /**
   * Starts one.
   *
   * @param complaints takes bugs, on the thread of all servers
   */
  static VncServer start(String name, ScreenSpec spec, Display display, Complaints complaints)
      throws ScreenException {
    return new VncServer(name, spec, display, complaints);
  }

  private Channel listen() throws ScreenException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(Loop.GROUP)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Newcomers());
    int last = spec.orNext() ? ScreenSpec.MOST_DISPLAYS - 1 : spec.display();
    for (int number = spec.display(); number <= last; number++) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), ScreenSpec.FIRST_PORT + number);
      ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
      if (bound.isSuccess()) {
        return bound.channel();
      }
      if (!(bound.cause() instanceof BindException)) {
        throw new ScreenException("vfb: " + address + ": " + bound.cause().getMessage());
      }
    }
    throw new ScreenException(
        spec.orNext()
            ? "vfb: the ports from %d to %d are all taken"
                .formatted(ScreenSpec.FIRST_PORT + spec.display(), ScreenSpec.FIRST_PORT + last)
            : "vfb: port %d is taken; without vncdisplay=, or with vncunused=1, a free one is found"
                .formatted(ScreenSpec.FIRST_PORT + spec.display()));
  }

  private final class Newcomers extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel viewer) {
      if (viewers.size() >= MOST_VIEWERS) {
        viewer.close();
        return;
      }
      viewers.add(viewer);
      viewer.pipeline().addLast(new RfbHandshake(VncServer.this));
    }
  }

  /** What viewers show above the picture. */
  String name() {
    return name;
  }

  ScreenSpec spec() {
    return spec;
  }

  Display display() {
    return display;
  }

  /** Ends a viewer's connection: the viewer broke it off, or else a bug of ours showed. */
  void failed(ChannelHandlerContext viewer, Throwable cause) {
    if (!(cause instanceof IOException)) {
      complaints.addBug("the VNC server", cause);
    }
    viewer.close();
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Frees the port before it returns: a domain that reboots wants the same one. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    viewers.close();
  }
}
