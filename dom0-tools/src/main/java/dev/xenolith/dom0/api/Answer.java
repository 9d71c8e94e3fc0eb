package dev.xenolith.dom0.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** What a request is answered with. */
sealed interface Answer {
  /** A record as JSON, or 204 where there is nothing to say. */
  record Body(Object record) implements Answer {}

  /** Text of another kind. */
  record Text(String type, String text) implements Answer {}

  /** A file of some kind. */
  record File(String type, byte[] bytes) implements Answer {}

  /** An answer that goes on until somebody ends it. */
  record Stream(String type, Feed feed) implements Answer {}

  /** The connection becomes a pipe of raw bytes, both ways. */
  record Pipe(String protocol, Session session) implements Answer {}

  /** Writes pieces until there are no more or the other side is gone. */
  @FunctionalInterface
  interface Feed {
    /**
     * Runs on a thread of its own, which may wait.
     *
     * @param out takes pieces; waits while the other side is slow
     */
    void run(Sink out) throws InterruptedException, BrokenOffException;

    /**
     * On any thread, and more than once: the other side is gone, or is to get no more; a {@link
     * #run} that waits for something ends soon.
     */
    default void closed() {}
  }

  /** What was being written has no end: whoever reads it shall see that. */
  final class BrokenOffException extends Exception {
    private static final long serialVersionUID = 1;

    BrokenOffException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Takes pieces of a stream. */
  @FunctionalInterface
  interface Sink {
    /** Hands a piece over; false when the other side is gone. */
    boolean write(byte[] bytes, int length) throws InterruptedException;
  }

  /** A conversation over a {@link Pipe}. */
  interface Session extends Feed {
    @Override
    void run(Sink out) throws InterruptedException;

    /** Takes what the other side has sent. On the connection's thread; must not block. */
    void received(Channel from, ByteBuf bytes);
  }
}
