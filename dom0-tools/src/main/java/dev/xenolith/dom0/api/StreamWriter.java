package dev.xenolith.dom0.api;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes the answers that go on, each from a virtual thread that waits while its client is slow.
 */
final class StreamWriter {
  private final Consumer<Throwable> bugs;

  /** What is being written; feeds may be equal without being the same. */
  private final Set<Answer.Feed> running = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean ending;

  /**
   * A writer.
   *
   * @param bugs told of what a feed should not have thrown; called on any thread
   */
  StreamWriter(Consumer<Throwable> bugs) {
    this.bugs = bugs;
  }

  /**
   * Writes a stream.
   *
   * @param done run on the connection's thread when it is written, and the connection still there
   */
  void stream(ChannelHandlerContext ctx, String type, Answer.Feed feed, Runnable done) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set(CONTENT_TYPE, type);
    HttpUtil.setTransferEncodingChunked(head, true);
    Channel channel = ctx.channel();
    ctx.writeAndFlush(head);
    run(
        channel,
        feed,
        bytes -> channel.writeAndFlush(new DefaultHttpContent(bytes)),
        () ->
            channel
                .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                .addListener(
                    end -> {
                      if (end.isSuccess()) {
                        done.run();
                      }
                    })
                .await());
  }

  /**
   * Asks all streams for their end, also those that are yet to begin, and waits for it. One whose
   * client is slow ends once its connection is closed.
   */
  synchronized void end(Duration patience) throws InterruptedException {
    ending = true;
    running.forEach(Answer.Feed::closed);
    long deadline = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos();
        !running.isEmpty() && left > 0;
        left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private synchronized void begun(Answer.Feed feed) {
    running.add(feed);
    if (ending) {
      feed.closed();
    }
  }

  private synchronized void over(Answer.Feed feed) {
    running.remove(feed);
    notifyAll();
  }

  /** Makes a connection a pipe. */
  void pipe(ChannelHandlerContext ctx, String protocol, Answer.Session session) {
    FullHttpResponse head =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    head.headers().set(UPGRADE, protocol).set(CONNECTION, HttpHeaderValues.UPGRADE);
    Channel channel = ctx.channel();
    if (!channel.isActive()) {
      session.closed();
      return;
    }
    channel.pipeline().addLast(new Piped(session, bugs));
    // Straight to the codec: the keep-alive handler would close what has no length.
    ChannelHandlerContext codec = channel.pipeline().context(HttpServerKeepAliveHandler.class);
    codec
        .writeAndFlush(head)
        .addListener(
            (ChannelFutureListener)
                done -> {
                  if (!done.isSuccess()) {
                    channel.close();
                  }
                  for (Map.Entry<String, ChannelHandler> entry :
                      channel.pipeline().toMap().entrySet()) {
                    if (!(entry.getValue() instanceof Piped)) {
                      channel.pipeline().remove(entry.getValue());
                    }
                  }
                  run(channel, session, channel::writeAndFlush, () -> hangUp(channel));
                });
  }

  /** Ends our side. The client's end follows; what it still sends is read, lest it see a reset. */
  private static void hangUp(Channel channel) {
    ((DuplexChannel) channel).shutdownOutput();
    channel.config().setAutoRead(true);
  }

  /** What arrives once the connection is a pipe. */
  private static final class Piped extends SimpleChannelInboundHandler<ByteBuf> {
    private final Answer.Session session;
    private final Consumer<Throwable> bugs;

    Piped(Answer.Session session, Consumer<Throwable> bugs) {
      this.session = session;
      this.bugs = bugs;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      session.received(ctx.channel(), bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (!(cause instanceof IOException)) {
        bugs.accept(cause);
      }
      ctx.close(); // where it is no bug, the client broke off
    }
  }

  /** What is left to do when a feed has ended. */
  @FunctionalInterface
  private interface End {
    void run() throws InterruptedException;
  }

  private void run(
      Channel channel, Answer.Feed feed, Function<ByteBuf, ChannelFuture> write, End end) {
    begun(feed);
    // Also of a client that is gone already, and of one that nothing will be written to.
    channel.closeFuture().addListener(_ -> feed.closed());
    Thread.ofVirtual()
        .name("stream")
        .start(
            () -> {
              try {
                feed.run(
                    (bytes, length) ->
                        write.apply(Unpooled.copiedBuffer(bytes, 0, length)).await().isSuccess());
                end.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                channel.close();
              } catch (Answer.BrokenOffException e) {
                channel.close();
              } catch (RuntimeException | Error e) {
                bugs.accept(e);
                channel.close();
              } finally {
                over(feed);
              }
            });
  }
}
