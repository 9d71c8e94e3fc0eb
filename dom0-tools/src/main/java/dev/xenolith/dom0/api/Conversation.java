package dev.xenolith.dom0.api;

import dev.xenolith.dom0.console.ConsoleAttachment;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Both directions of a console. What is typed waits its turn on a thread of its own; while the
 * domain does not take it, the client is held up: only now and then something is read from it, as
 * it may have left, and that stands behind all that it has sent.
 */
final class Conversation implements Answer.Session {
  private static final byte[] END = {};
  private static final int MOST_WAITING = 1 << 16;

  /** How far a client may get ahead of a domain that reads nothing; then it is let go. */
  private static final int TOO_MUCH = 1 << 20;

  /** How often a client that is held up may send another piece. */
  static final Duration LOOK = Duration.ofSeconds(10);

  /** What was typed before the client left may still be for the domain. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ConsoleAttachment console;
  private final BlockingQueue<byte[]> typed = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Channel client;
  private volatile boolean over;

  Conversation(ConsoleAttachment console) {
    this.console = console;
  }

  @Override
  public void run(Answer.Sink out) throws InterruptedException {
    Thread typist = Thread.ofVirtual().name("console input").start(this::type);
    try {
      Streams.show(console, out);
    } finally {
      over = true;
      typed.add(END);
      if (!typist.join(GRACE)) {
        typist.interrupt(); // it waits for a domain that does not read
      }
      typist.join();
    }
  }

  private void type() {
    try {
      for (byte[] keys = typed.take(); keys != END; keys = typed.take()) {
        console.write(keys);
        if (waiting.addAndGet(-keys.length) < MOST_WAITING) {
          client.config().setAutoRead(true);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void received(Channel from, ByteBuf bytes) {
    client = from;
    byte[] keys = new byte[bytes.readableBytes()];
    bytes.readBytes(keys);
    if (keys.length == 0 || over) {
      return;
    }
    int ahead = waiting.addAndGet(keys.length);
    if (ahead >= TOO_MUCH) {
      from.close();
      return;
    }
    typed.add(keys);
    if (ahead >= MOST_WAITING) {
      from.config().setAutoRead(false);
      from.eventLoop().schedule(() -> from.read(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void closed() {
    console.close();
  }
}
