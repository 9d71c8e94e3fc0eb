package dev.xenolith.dom0.xenstore.socket;

import dev.xenolith.dom0.xenstore.ProtocolException;
import dev.xenolith.dom0.xenstore.WireClient;
import dev.xenolith.dom0.xenstore.Xenstored;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** One client. Each method says by which of the two threads it is called. */
final class Conversation extends ChannelInboundHandlerAdapter {
  /** Answers and events given to the socket at a time. */
  private static final int BATCH = 1 << 16;

  private final int number;
  private final StoreGate gate;
  private final Consumer<String> log;

  /** Set before the store hears of this client, never changed. */
  private Channel channel;

  // On the store's thread.
  private WireClient client;

  /** Not connected: not yet, not any more, or the store did not take this client. */
  private boolean over = true;

  /** Whether a batch is under way: the next one waits until the socket has taken it. */
  private boolean sending;

  /** Whether the socket has been asked for the client's next bytes. */
  private boolean listening;

  Conversation(int number, StoreGate gate, Consumer<String> log) {
    this.number = number;
    this.gate = gate;
    this.log = log;
  }

  /** On any thread: has something done by the store. */
  private void post(Consumer<Xenstored> task) {
    gate.post(task)
        .whenComplete(
            (_, bug) -> {
              if (bug != null) {
                // The store goes on; this client's requests are in doubt.
                log.accept("xenstored: serving %s failed: %s".formatted(this, bug));
                channel.close();
              }
            });
  }

  /** On the I/O thread. */
  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    post(
        store -> {
          client = store.connect(this::send);
          over = false;
          proceed();
        });
  }

  /** On the I/O thread. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    post(
        _ -> {
          listening = false;
          if (!over) {
            client.receive(bytes);
            proceed();
          }
        });
  }

  /** On the store's thread: does what can be done until the client has to do something. */
  private void proceed() {
    if (over) {
      return;
    }
    try {
      client.work();
    } catch (ProtocolException e) {
      end("sent " + e.getMessage());
      return;
    }
    send();
    if (!sending && !listening && !over) {
      listening = true;
      onIoThread(channel::read);
    }
  }

  /** On the store's thread: hands over what waits for the client, if it took all before that. */
  private void send() {
    if (over) {
      return;
    }
    if (client.hasOverflowed()) {
      end("does not read what it watches");
      return;
    }
    if (sending) {
      return;
    }
    byte[] batch = client.takeOutput(BATCH);
    if (batch.length > 0) {
      sending = true;
      onIoThread(() -> write(batch));
    }
  }

  /** On the store's thread, which hears late that the server has ended: so has this client then. */
  private void onIoThread(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      forget();
    }
  }

  /** On the I/O thread. A write that fails closes the channel, which ends the conversation. */
  private void write(byte[] batch) {
    channel
        .writeAndFlush(Unpooled.wrappedBuffer(batch))
        .addListener(
            written -> {
              if (written.isSuccess()) {
                post(
                    _ -> {
                      sending = false;
                      proceed();
                    });
              } else {
                channel.close();
              }
            });
  }

  /** On the store's thread. */
  private void end(String offence) {
    forget();
    log.accept("xenstored: %s %s; disconnected".formatted(this, offence));
    channel.close();
  }

  private void forget() {
    over = true;
    client.close();
  }

  /** On the I/O thread. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    post(
        _ -> {
          if (!over) {
            if (client.isInMidMessage()) {
              log.accept("xenstored: %s left in mid-message".formatted(this));
            }
            forget();
          }
        });
  }

  /** On the I/O thread. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.accept("xenstored: serving %s failed: %s".formatted(this, cause));
    }
    ctx.close();
  }

  @Override
  public String toString() {
    return "client " + number + " at the socket";
  }
}
