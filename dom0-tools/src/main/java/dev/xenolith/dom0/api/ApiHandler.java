package dev.xenolith.dom0.api;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;

import dev.xenolith.dom0.host.Host;
import dev.xenolith.dom0.host.HostEvent;
import dev.xenolith.dom0.host.HostException;
import dev.xenolith.dom0.host.Json;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** Finds the route of a request, has it done, and writes the answer. One for each connection. */
final class ApiHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String JSON = "application/json";

  /** A client that sends more ahead of our answers is not read from for a while. */
  private static final int MOST_AHEAD = 16;

  private final Host host;
  private final StreamWriter streams;

  /** Requests that came before the last one was answered: answers go in the order of requests. */
  private final Deque<FullHttpRequest> ahead = new ArrayDeque<>();

  private boolean busy;

  ApiHandler(Host host, StreamWriter streams) {
    super(false);
    this.host = host;
    this.streams = streams;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    ahead.add(message);
    if (ahead.size() >= MOST_AHEAD) {
      ctx.channel().config().setAutoRead(false);
    }
    proceed(ctx);
  }

  /** Begins with the next request, if none is being answered. On the connection's thread. */
  private void proceed(ChannelHandlerContext ctx) {
    if (busy || ahead.isEmpty()) {
      return;
    }
    busy = true;
    FullHttpRequest message = ahead.remove();
    if (ahead.size() < MOST_AHEAD) {
      ctx.channel().config().setAutoRead(true);
    }
    begin(message)
        .handleAsync(
            (done, failure) -> {
              if (failure == null) {
                write(ctx, done);
              } else {
                refuse(ctx, failure);
              }
              return null;
            },
            ctx.executor())
        .whenComplete(
            (_, failure) -> {
              if (failure != null && !hasNoThreadAnyMore(ctx, failure)) {
                bug(failure); // writing the answer failed: nobody gets to hear of it
                ctx.close();
              }
            });
  }

  /** Whether an answer came when the server had ended, and whoever had asked was gone. */
  private static boolean hasNoThreadAnyMore(ChannelHandlerContext ctx, Throwable failure) {
    return ctx.executor().isShuttingDown()
        && failure instanceof CompletionException
        && failure.getCause() instanceof RejectedExecutionException;
  }

  private CompletableFuture<Answer> begin(FullHttpRequest message) {
    try {
      if (!message.decoderResult().isSuccess()) {
        throw new HostException(HostException.Kind.BAD_REQUEST, "this is no HTTP request");
      }
      return answer(message);
    } catch (HostException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      message.release();
    }
  }

  /** The last request is answered. On the connection's thread. */
  private void answered(ChannelHandlerContext ctx) {
    busy = false;
    proceed(ctx);
  }

  private void bug(Throwable what) {
    bug(host, what);
  }

  /** Tells of a bug of ours. On any thread. */
  static void bug(Host host, Throwable what) {
    host.journal().add(HostEvent.Kind.HOST_FAILED, "a request failed: " + what);
  }

  private CompletableFuture<Answer> answer(FullHttpRequest message) throws HostException {
    QueryStringDecoder uri = new QueryStringDecoder(message.uri());
    String[] parts = uri.path().split("/");
    boolean known = false;
    for (Route route : Routes.ALL) {
      String domain = route.match(parts);
      if (domain != null) {
        known = true;
        if (route.method().equals(message.method().name())) {
          String upgrade = message.headers().get(UPGRADE, "");
          byte[] body = ByteBufUtil.getBytes(message.content());
          return route.action().on(host, new Request(domain, uri.parameters(), upgrade, body));
        }
      }
    }
    if (known) {
      throw new NoRoute(
          HttpResponseStatus.METHOD_NOT_ALLOWED, message.method() + " is not for " + uri.path());
    }
    throw new NoRoute(HttpResponseStatus.NOT_FOUND, "there is no " + uri.path());
  }

  /** What HTTP has a status of its own for. */
  private static final class NoRoute extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient HttpResponseStatus status;

    NoRoute(HttpResponseStatus status, String text) {
      super(text, null, false, false);
      this.status = status;
    }
  }

  private void write(ChannelHandlerContext ctx, Answer answer) {
    switch (answer) {
      case Answer.Body(Object record) when record == null ->
          send(ctx, HttpResponseStatus.NO_CONTENT, JSON, new byte[0]);
      case Answer.Body(Object record) -> send(ctx, HttpResponseStatus.OK, JSON, Json.bytes(record));
      case Answer.Text(String type, String text) ->
          send(ctx, HttpResponseStatus.OK, type, text.getBytes(StandardCharsets.UTF_8));
      case Answer.File(String type, byte[] bytes) -> send(ctx, HttpResponseStatus.OK, type, bytes);
      case Answer.Stream(String type, Answer.Feed feed) ->
          streams.stream(ctx, type, feed, () -> answered(ctx));
      case Answer.Pipe(String protocol, Answer.Session session) ->
          streams.pipe(ctx, protocol, session);
    }
  }

  private void refuse(ChannelHandlerContext ctx, Throwable failure) {
    Exception why = HostException.of(failure);
    if (why instanceof HostException e) {
      Bodies.Problem problem =
          new Bodies.Problem(e.kind().name().toLowerCase(Locale.ROOT), e.getMessage(), e.details());
      send(ctx, statusOf(e.kind()), JSON, Json.bytes(problem));
    } else if (why instanceof NoRoute e) {
      problem(ctx, e.status, "bad_request", e.getMessage());
    } else {
      bug(why);
      problem(ctx, HttpResponseStatus.INTERNAL_SERVER_ERROR, "bug", why.toString());
    }
  }

  private static HttpResponseStatus statusOf(HostException.Kind kind) {
    return switch (kind) {
      case BAD_REQUEST -> HttpResponseStatus.BAD_REQUEST;
      case BAD_CONFIG, BAD_IMAGE -> HttpResponseStatus.UNPROCESSABLE_ENTITY;
      case NO_DOMAIN -> HttpResponseStatus.NOT_FOUND;
      case NAME_TAKEN, WRONG_STATE -> HttpResponseStatus.CONFLICT;
      case MACHINE -> HttpResponseStatus.INSUFFICIENT_STORAGE;
      case NO_ANSWER -> HttpResponseStatus.GATEWAY_TIMEOUT;
    };
  }

  private void problem(
      ChannelHandlerContext ctx, HttpResponseStatus status, String kind, String text) {
    send(ctx, status, JSON, Json.bytes(new Bodies.Problem(kind, text, List.of())));
  }

  private void send(
      ChannelHandlerContext ctx, HttpResponseStatus status, String type, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response.headers().set(CONTENT_TYPE, type).set(CONTENT_LENGTH, body.length);
    if (status.equals(HttpResponseStatus.INTERNAL_SERVER_ERROR)) {
      response.headers().set(CONNECTION, HttpHeaderValues.CLOSE);
    }
    ctx.writeAndFlush(response)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                answered(ctx);
              } else {
                ctx.close(); // the client is gone
              }
            });
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ahead.forEach(FullHttpRequest::release);
    ahead.clear();
    busy = true;
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ahead.forEach(FullHttpRequest::release); // what was asked for behind a pipe is not answered
    ahead.clear();
    busy = true;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A client that goes away in mid-sentence, or never spoke HTTP, is its own affair; bugs are
    // not.
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      bug(cause);
    }
    ctx.close();
  }
}
