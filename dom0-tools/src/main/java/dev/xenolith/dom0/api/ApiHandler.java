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
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Finds the route of a request, has it done, and writes the answer. One for each connection. */
final class ApiHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String JSON = "application/json";

  private final Host host;

  ApiHandler(Host host) {
    this.host = host;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    if (!message.decoderResult().isSuccess()) {
      problem(ctx, HttpResponseStatus.BAD_REQUEST, "bad_request", "this is no HTTP request");
      return;
    }
    CompletableFuture<Answer> answer;
    try {
      answer = answer(ctx, message);
    } catch (HostException | RuntimeException e) {
      refuse(ctx, e);
      return;
    }
    if (answer != null) {
      answer.whenCompleteAsync(
          (done, failure) -> {
            if (failure != null) {
              refuse(ctx, failure);
            } else {
              write(ctx, done);
            }
          },
          ctx.executor());
    }
  }

  private CompletableFuture<Answer> answer(ChannelHandlerContext ctx, FullHttpRequest message)
      throws HostException {
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
      String text = message.method() + " is not for " + uri.path();
      problem(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "bad_request", text);
    } else {
      problem(ctx, HttpResponseStatus.NOT_FOUND, "bad_request", "there is no " + uri.path());
    }
    return null;
  }

  private static void write(ChannelHandlerContext ctx, Answer answer) {
    switch (answer) {
      case Answer.Body(Object record) when record == null ->
          send(ctx, HttpResponseStatus.NO_CONTENT, JSON, new byte[0]);
      case Answer.Body(Object record) -> send(ctx, HttpResponseStatus.OK, JSON, Json.bytes(record));
      case Answer.Text(String type, String text) ->
          send(ctx, HttpResponseStatus.OK, type, text.getBytes(StandardCharsets.UTF_8));
      case Answer.Stream(String type, Answer.Feed feed) -> StreamWriter.stream(ctx, type, feed);
      case Answer.Pipe(String protocol, Answer.Session session) ->
          StreamWriter.pipe(ctx, protocol, session);
    }
  }

  private void refuse(ChannelHandlerContext ctx, Throwable failure) {
    Exception why = HostException.of(failure);
    if (why instanceof HostException e) {
      Bodies.Problem problem =
          new Bodies.Problem(e.kind().name().toLowerCase(Locale.ROOT), e.getMessage(), e.details());
      send(ctx, statusOf(e.kind()), JSON, Json.bytes(problem));
    } else {
      host.journal().add(HostEvent.Kind.HOST_FAILED, "a request failed: " + why);
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

  private static void problem(
      ChannelHandlerContext ctx, HttpResponseStatus status, String kind, String text) {
    send(ctx, status, JSON, Json.bytes(new Bodies.Problem(kind, text, List.of())));
  }

  private static void send(
      ChannelHandlerContext ctx, HttpResponseStatus status, String type, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response.headers().set(CONTENT_TYPE, type).set(CONTENT_LENGTH, body.length);
    if (status.equals(HttpResponseStatus.INTERNAL_SERVER_ERROR)) {
      response.headers().set(CONNECTION, HttpHeaderValues.CLOSE);
    }
    ctx.writeAndFlush(response);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A client that goes away in mid-sentence, or never spoke HTTP: its own affair.
    ctx.close();
  }
}
