package dev.xenolith.dom0.api;

import dev.xenolith.dom0.net.Capture;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * A capture on its way to a client. A client that can say something, says when it has enough: what
 * has passed by then still comes, and what was counted.
 */
record Watching(Capture capture) implements Answer.Session {
  @Override
  public void run(Answer.Sink out) throws InterruptedException {
    try {
      for (byte[] block = capture.next(); block != null; block = capture.next()) {
        if (!out.write(block, block.length)) {
          return;
        }
      }
    } finally {
      capture.end();
    }
  }

  @Override
  public void received(Channel from, ByteBuf bytes) {
    capture.end();
  }

  @Override
  public void closed() {
    capture.end();
  }
}
