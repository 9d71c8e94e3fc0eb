package dev.xenolith.dom0.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How streams end that do not end well. */
class StreamWriterTest {
  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();
  private final ChannelInboundHandlerAdapter last = new ChannelInboundHandlerAdapter();
  private final EmbeddedChannel channel = new EmbeddedChannel(last);

  private final StreamWriter writer = new StreamWriter(bugs::add);

  private void stream(Answer.Feed feed) {
    ChannelHandlerContext ctx = channel.pipeline().context(last);
    writer.stream(ctx, "text/plain", feed, () -> {});
  }

  /**
   * Waits for the stream's thread. The channel has none of its own, and is for one at a time: what
   * others asked it for is done here, when they are gone.
   */
  private void awaitEnd() throws InterruptedException {
    writer.end(Duration.ofSeconds(PATIENCE_SECONDS));
    channel.runPendingTasks();
  }

  @Test
  void aClientThatLeavesAQuietStreamIsNoticed() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    stream(
        new Answer.Feed() {
          @Override
          public void run(Answer.Sink out) throws InterruptedException {
            left.await();
            over.countDown();
            closed.await();
          }

          @Override
          public void closed() {
            left.countDown();
          }
        });
    channel.close();
    assertTrue(over.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    closed.countDown();
    awaitEnd();
    assertTrue(bugs.isEmpty(), bugs::toString);
  }

  @Test
  void whoEndsStreamsWaitsUntilTheyAreWritten() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    stream(
        new Answer.Feed() {
          @Override
          public void run(Answer.Sink out) throws InterruptedException {
            told.await();
            out.write(new byte[] {'z'}, 1);
          }

          @Override
          public void closed() {
            told.countDown();
          }
        });
    awaitEnd();
    channel.readOutbound(); // the head
    HttpContent piece = channel.readOutbound();
    assertEquals(Unpooled.wrappedBuffer(new byte[] {'z'}), piece.content());
    assertInstanceOf(LastHttpContent.class, channel.readOutbound());
  }

  @Test
  void aFeedWithABugEndsItsConnectionAndIsTold() throws Exception {
    stream(
        _ -> {
          throw new IllegalStateException("ours");
        });
    assertInstanceOf(IllegalStateException.class, bugs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    awaitEnd();
    assertFalse(channel.isOpen());
  }

  @Test
  void aClientThatIsGoneBeforeItsPipeBeginsEndsTheSession() {
    CountDownLatch closed = new CountDownLatch(1);
    ChannelHandlerContext ctx = channel.pipeline().context(last);
    channel.close();
    writer.pipe(
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
    stream(out -> out.write(new byte[] {'a', 'b'}, 1));
    awaitEnd();
    channel.readOutbound(); // the head
    HttpContent piece = channel.readOutbound();
    assertEquals(Unpooled.wrappedBuffer(new byte[] {'a'}), piece.content());
  }
}
