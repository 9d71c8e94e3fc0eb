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
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the answers that go on, each from a virtual thread that waits while its client is slow.
 */
final class StreamWriter {
  private StreamWriter() {}

  static void stream(ChannelHandlerContext ctx, String type, Answer.Feed feed) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set(CONTENT_TYPE, type);
    HttpUtil.setTransferEncodingChunked(head, true);
    Channel channel = ctx.channel();
    ctx.writeAndFlush(head);
    run(
        channel,
        feed,
        bytes -> channel.writeAndFlush(new DefaultHttpContent(bytes)),
        () -> channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
  }

  static void pipe(ChannelHandlerContext ctx, String protocol, Answer.Session session) {
    FullHttpResponse head =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    head.headers().set(UPGRADE, protocol).set(CONNECTION, HttpHeaderValues.UPGRADE);
    Channel channel = ctx.channel();
    channel.pipeline().addLast(new Piped(session));
    // Straight to the codec: the keep-alive handler would close what has no length.
    ChannelHandlerContext codec = channel.pipeline().context(HttpServerKeepAliveHandler.class);
    codec
        .writeAndFlush(head)
        .addListener(
            (ChannelFutureListener)
                done -> {
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

    Piped(Answer.Session session) {
      this.session = session;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      session.received(ctx.channel(), bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      session.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close(); // the client broke off; channelInactive follows
    }
  }

  private static void run(
      Channel channel, Answer.Feed feed, Function<ByteBuf, ChannelFuture> write, Runnable end) {
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
              }
            });
  }
}
