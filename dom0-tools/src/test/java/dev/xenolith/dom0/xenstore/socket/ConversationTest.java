package dev.xenolith.dom0.xenstore.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConversationTest {
  @Test
  void aClientThatTheStoreDidNotTakeEndsWithOneSentence() {
    List<String> log = new ArrayList<>();
    StoreGate broken =
        task -> {
          try {
            task.accept(null); // there is no store to connect to
            return CompletableFuture.completedFuture(null);
          } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
          }
        };
    EmbeddedChannel channel = new EmbeddedChannel(new Conversation(1, broken, log::add));
    assertFalse(channel.isOpen());
    channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[16]));
    assertEquals(1, log.size(), log + "");
    assertTrue(log.getFirst().startsWith("xenstored: serving client 1"), log + "");
  }
}
