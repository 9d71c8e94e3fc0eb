package dev.xenolith.dom0.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How streams end that do not end well. */
class StreamWriterTest {
  private static final int PATIENCE_SECONDS = 30;

  private final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();
  private final ChannelInboundHandlerAdapter last = new ChannelInboundHandlerAdapter();
  private final EmbeddedChannel channel = new EmbeddedChannel(last);

  private void stream(Answer.Feed feed) {
    ChannelHandlerContext ctx = channel.pipeline().context(last);
    new StreamWriter(bugs::add).stream(ctx, "text/plain", feed, () -> {});
  }

  /** The channel has no thread of its own: what others asked it for is done here. */
  private void awaitEnd() throws InterruptedException {
    for (int i = 0; i < PATIENCE_SECONDS * 100 && channel.isOpen(); i++) {
      channel.runPendingTasks();
      Thread.sleep(10);
    }
    assertFalse(channel.isOpen());
  }

  @Test
  void aClientThatLeavesAQuietStreamIsNoticed() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    stream(
        new Answer.Feed() {
          @Override
          public void run(Answer.Sink out) throws InterruptedException {
            left.await();
            over.countDown();
          }

          @Override
          public void closed() {
            left.countDown();
          }
        });
    channel.close();
    assertTrue(over.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void aFeedWithABugEndsItsConnectionAndIsTold() throws Exception {
    stream(
        _ -> {
          throw new IllegalStateException("ours");
        });
    assertInstanceOf(IllegalStateException.class, bugs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    awaitEnd();
  }

  @Test
  void aClientThatIsGoneBeforeItsPipeBeginsEndsTheSession() {
    CountDownLatch closed = new CountDownLatch(1);
    ChannelHandlerContext ctx = channel.pipeline().context(last);
    channel.close();
    new StreamWriter(bugs::add)
        .pipe(
            ctx,
            "x",
            new Answer.Session() {
              @Override
              public void run(Answer.Sink out) {}

              @Override
              public void received(io.netty.channel.Channel from, io.netty.buffer.ByteBuf bytes) {}

              @Override
              public void closed() {
                closed.countDown();
              }
            });
    assertEquals(0, closed.getCount());
    assertTrue(bugs.isEmpty());
  }

  @Test
  void whatIsWrittenComesInPieces() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    stream(
        out -> {
          // The embedded channel writes when its tasks are run, below.
          written.countDown();
          out.write(new byte[] {'a', 'b'}, 1);
        });
    assertTrue(written.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    channel.readOutbound(); // the head
    io.netty.handler.codec.http.HttpContent piece = null;
    for (int i = 0; i < PATIENCE_SECONDS * 100 && piece == null; i++) {
      channel.runPendingTasks();
      piece = channel.readOutbound();
      Thread.sleep(10);
    }
    assertEquals(Unpooled.wrappedBuffer(new byte[] {'a'}), piece.content());
  }
}
