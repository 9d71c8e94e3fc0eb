package dev.xenolith.dom0.screen;

import dev.xenolith.pv.screen.Area;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One viewer that looks and types (RFC 6143, 7.5 to 7.8). */
final class RfbSession extends ByteToMessageDecoder {
  private static final int SET_PIXEL_FORMAT = 0;
  private static final int SET_ENCODINGS = 2;
  private static final int UPDATE_REQUEST = 3;
  private static final int KEY = 4;
  private static final int POINTER = 5;
  private static final int CUT_TEXT = 6;

  private static final int RAW = 0;
  private static final int DESKTOP_SIZE = -223;

  /** Pictures a second for one viewer are not more than this many milliseconds allow. */
  private static final int PAUSE_MILLIS = 30;

  private static final int[] BUTTONS = {0x110, 0x112, 0x111}; // BTN_LEFT, _MIDDLE, _RIGHT
  private static final int WHEEL_UP = 1 << 3;
  private static final int WHEEL_DOWN = 1 << 4;

  private final VncServer server;
  private final Display display;
  private final Display.Watcher watcher = this::changed;
  private final ZrleEncoder zrle = new ZrleEncoder();
  private PixelWriter writer = PixelWriter.natural();
  private boolean wantsZrle;
  private boolean wantsSizes;
  private int width;
  private int height;
  private int buttons;
  private long skipping;
  private boolean asked;
  private boolean busy;
  private volatile ChannelHandlerContext context;

  /** What has changed and was not sent; guarded by this. */
  private Area changed;

  private boolean wakeUpUnderWay;

  RfbSession(VncServer server, int width, int height) {
    this.server = server;
    display = server.display();
    this.width = width;
    this.height = height;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext c) {
    context = c;
    display.add(watcher);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext c) {
    display.remove(watcher);
    zrle.close();
  }

  // ---- what changed

  /** On domain 0's vCPU, as often as it likes: one task at a time is on its way to this. */
  private synchronized void changed(Area area) {
    changed = area.and(changed);
    if (!wakeUpUnderWay) {
      wakeUpUnderWay = true;
      context.executor().execute(this::wakeUp);
    }
  }

  private void wakeUp() {
    synchronized (this) {
      wakeUpUnderWay = false;
    }
    sendIfAsked();
  }

  private synchronized Area takeChanged() {
    Area area = changed;
    changed = null;
    return area;
  }

  private synchronized void addChanged(Area area) {
    changed = area.and(changed);
  }

  private void sendIfAsked() {
    if (!asked || busy || !context.channel().isActive()) {
      return;
    }
    Area area = takeChanged();
    if (area == null) {
      return;
    }
    asked = false;
    busy = true;
    display
        .snapshot(area)
        .whenCompleteAsync(
            (snapshot, trouble) -> {
              if (trouble != null) {
                server.failed(context, trouble);
              } else if (context.channel().isActive()) {
                send(snapshot);
              }
            },
            context.executor());
  }

  private void send(Snapshot now) {
    boolean resized = now.width() != width || now.height() != height;
    if (resized && !wantsSizes) {
      context.close(); // a viewer that cannot follow would show rubbish
      return;
    }
    ByteBuf out = context.alloc().buffer();
    out.writeByte(0).writeByte(0).writeShort(1);
    if (resized) {
      width = now.width();
      height = now.height();
      rectangle(out, new Area(0, 0, width, height), DESKTOP_SIZE);
      addChanged(new Area(0, 0, width, height));
    } else {
      rectangle(out, now.area(), wantsZrle ? ZrleEncoder.NUMBER : RAW);
      pixels(now, out);
    }
    context
        .writeAndFlush(out)
        .addListener(
            _ -> context.executor().schedule(this::goOn, PAUSE_MILLIS, TimeUnit.MILLISECONDS));
  }

  private void goOn() {
    busy = false;
    sendIfAsked();
  }

  private static void rectangle(ByteBuf out, Area area, int encoding) {
    out.writeShort(area.x()).writeShort(area.y());
    out.writeShort(area.width()).writeShort(area.height());
    out.writeInt(encoding);
  }

  private void pixels(Snapshot now, ByteBuf out) {
    if (wantsZrle) {
      zrle.encode(now.pixels(), now.area().width(), now.area().height(), writer, out);
    } else {
      for (int pixel : now.pixels()) {
        writer.write(pixel, out);
      }
    }
  }

  // ---- what the viewer says

  @Override
  protected void decode(ChannelHandlerContext c, ByteBuf in, List<Object> out) {
    if (skipping > 0) {
      int now = (int) Math.min(skipping, in.readableBytes());
      in.skipBytes(now);
      skipping -= now;
      return;
    }
    int length = lengthOf(in);
    if (length < 0) {
      in.skipBytes(in.readableBytes());
      c.close();
    } else if (in.readableBytes() >= length) {
      message(c, in);
    }
  }

  /** How long the message is that begins here, as far as can be seen; -1 for an unknown one. */
  private static int lengthOf(ByteBuf in) {
    return switch (in.getUnsignedByte(in.readerIndex())) {
      case SET_PIXEL_FORMAT -> 4 + PixelWriter.FORMAT_BYTES;
      case SET_ENCODINGS ->
          in.readableBytes() < 4 ? 4 : 4 + 4 * in.getUnsignedShort(in.readerIndex() + 2);
      case UPDATE_REQUEST -> 10;
      case KEY, CUT_TEXT -> 8;
      case POINTER -> 6;
      default -> -1;
    };
  }

  private void message(ChannelHandlerContext c, ByteBuf in) {
    switch (in.readUnsignedByte()) {
      case SET_PIXEL_FORMAT -> {
        in.skipBytes(3);
        writer = PixelWriter.read(in);
        if (writer == null) {
          c.close();
        }
      }
      case SET_ENCODINGS -> encodings(in);
      case UPDATE_REQUEST -> request(in);
      case KEY -> {
        boolean down = in.readByte() != 0;
        in.skipBytes(2);
        int key = Keysyms.key(in.readInt());
        if (key != 0) {
          display.key(key, down);
        }
      }
      case POINTER -> pointer(in);
      case CUT_TEXT -> { // domains have no clipboard
        in.skipBytes(3);
        skipping = in.readUnsignedInt();
      }
      default -> throw new IllegalStateException("a message without a length");
    }
  }

  private void encodings(ByteBuf in) {
    in.skipBytes(1);
    wantsZrle = false;
    wantsSizes = false;
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      int encoding = in.readInt();
      wantsZrle |= encoding == ZrleEncoder.NUMBER;
      wantsSizes |= encoding == DESKTOP_SIZE;
    }
  }

  private void request(ByteBuf in) {
    boolean incremental = in.readByte() != 0;
    Area area =
        new Area(
                in.readUnsignedShort(),
                in.readUnsignedShort(),
                in.readUnsignedShort(),
                in.readUnsignedShort())
            .within(width, height);
    if (!incremental && area != null) {
      addChanged(area);
    }
    asked = true;
    sendIfAsked();
  }

  private void pointer(ByteBuf in) {
    int now = in.readUnsignedByte();
    int x = in.readUnsignedShort();
    int y = in.readUnsignedShort();
    int pressed = now & ~buttons;
    int wheel = (pressed & WHEEL_DOWN) != 0 ? 1 : (pressed & WHEEL_UP) != 0 ? -1 : 0;
    display.pointer(x, y, wheel);
    for (int i = 0; i < BUTTONS.length; i++) {
      if (((now ^ buttons) >> i & 1) != 0) {
        display.key(BUTTONS[i], (now >> i & 1) != 0);
      }
    }
    buttons = now;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
    server.failed(c, cause);
  }
}
