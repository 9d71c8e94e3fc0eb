package dev.xenolith.dom0.screen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The beginning of a viewer's connection (RFC 6143, 7.1 to 7.3): versions, the password, the size.
 */
final class RfbHandshake extends ByteToMessageDecoder {
  private static final String VERSION = "RFB 003.008\n";
  private static final int NONE = 1;
  private static final int PASSWORD = 2;
  private static final int OK = 0;
  private static final int FAILED = 1;

  /** What is expected next. */
  private enum Step {
    VERSION,
    SECURITY,
    RESPONSE,
    INIT
  }

  private final VncServer server;
  private Step step = Step.VERSION;
  private int minor;
  private VncPassword password;

  RfbHandshake(VncServer server) {
    this.server = server;
  }

  @Override
  public void channelActive(ChannelHandlerContext c) {
    send(c, ascii(c, VERSION));
  }

  private static void send(ChannelHandlerContext c, ByteBuf bytes) {
    c.writeAndFlush(bytes);
  }

  private static ByteBuf ascii(ChannelHandlerContext c, String text) {
    return ByteBufUtil.writeAscii(c.alloc(), text);
  }

  @Override
  protected void decode(ChannelHandlerContext c, ByteBuf in, List<Object> out) {
    boolean more =
        switch (step) {
          case VERSION -> in.readableBytes() >= VERSION.length() && version(c, in);
          case SECURITY -> in.isReadable() && security(c, in.readByte());
          case RESPONSE -> in.readableBytes() >= VncPassword.CHALLENGE_BYTES && response(c, in);
          case INIT -> in.isReadable() && init(c, in);
        };
    if (!more && !c.channel().isActive()) {
      in.skipBytes(in.readableBytes());
    }
  }

  private int kind() {
    return server.spec().password().isPresent() ? PASSWORD : NONE;
  }

  private boolean version(ChannelHandlerContext c, ByteBuf in) {
    String text = in.readCharSequence(VERSION.length(), StandardCharsets.US_ASCII).toString();
    if (!text.matches("RFB 003\\.00[3-9]\n")) {
      c.close();
      return false;
    }
    minor = Math.min(text.charAt(10) - '0', 8);
    if (minor >= 7) {
      step = Step.SECURITY;
      send(c, c.alloc().buffer().writeByte(1).writeByte(kind()));
    } else {
      minor = 3; // 4 to 6 were never published
      send(c, c.alloc().buffer().writeInt(kind()));
      begin(c);
    }
    return true;
  }

  private boolean security(ChannelHandlerContext c, int chosen) {
    if (chosen != kind()) {
      c.close();
      return false;
    }
    begin(c);
    return true;
  }

  private void begin(ChannelHandlerContext c) {
    if (kind() == PASSWORD) {
      password = new VncPassword(server.spec().password().get());
      step = Step.RESPONSE;
      send(c, c.alloc().buffer().writeBytes(password.challenge()));
    } else {
      step = Step.INIT;
      if (minor >= 8) {
        send(c, c.alloc().buffer().writeInt(OK));
      }
    }
  }

  private boolean response(ChannelHandlerContext c, ByteBuf in) {
    byte[] response = new byte[VncPassword.CHALLENGE_BYTES];
    in.readBytes(response);
    if (password.isRight(response)) {
      step = Step.INIT;
      send(c, c.alloc().buffer().writeInt(OK));
      return true;
    }
    ByteBuf refusal = c.alloc().buffer().writeInt(FAILED);
    if (minor >= 8) {
      byte[] reason = "the password is wrong".getBytes(StandardCharsets.US_ASCII);
      refusal.writeInt(reason.length).writeBytes(reason);
    }
    c.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    return false;
  }

  /** The viewer says whether others may look too; they always may. */
  private boolean init(ChannelHandlerContext c, ByteBuf in) {
    in.skipBytes(1);
    server
        .display()
        .snapshot()
        .whenCompleteAsync(
            (now, trouble) -> {
              if (trouble == null) {
                welcome(c, now);
              } else {
                server.failed(c, trouble);
              }
            },
            c.executor());
    c.channel().config().setAutoRead(false); // until there is somebody to take what comes
    return true;
  }

  private void welcome(ChannelHandlerContext c, Snapshot now) {
    byte[] name = server.name().getBytes(StandardCharsets.UTF_8);
    ByteBuf out = c.alloc().buffer().writeShort(now.width()).writeShort(now.height());
    PixelWriter.natural().writeFormat(out);
    send(c, out.writeInt(name.length).writeBytes(name));
    c.pipeline().addLast(new RfbSession(server, now.width(), now.height()));
    c.pipeline().remove(this);
    c.channel().config().setAutoRead(true);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
    server.failed(c, cause);
  }
}
