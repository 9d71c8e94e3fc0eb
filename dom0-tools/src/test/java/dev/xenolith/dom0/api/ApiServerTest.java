package dev.xenolith.dom0.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.host.HostEvent;
import dev.xenolith.dom0.host.TestHost;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is under way when a host's API ends. */
class ApiServerTest {
  /** What the network library complains of. */
  private static final Logger NETTY = Logger.getLogger("io.netty");

  @TempDir private Path folder;
  private TestHost test;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord complaint) {
          complaints.add(complaint.getMessage() + ": " + complaint.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
    NETTY.addHandler(listener);
  }

  @AfterEach
  void stop() throws Exception {
    NETTY.removeHandler(listener);
    test.close();
  }

  private void assertQuiet() {
    assertEquals(List.of(), List.copyOf(complaints));
    assertEquals(
        List.of(),
        test.host.journal().remembered().stream()
            .filter(e -> e.kind() == HostEvent.Kind.HOST_FAILED)
            .toList());
  }

  @Test
  void aStreamOfEventsEndsInOrder() throws Exception {
    try (HostClient.Stream events = test.client.stream("/v1/events?since=1")) {
      events.in().read(); // it has begun
      test.host.journal().add(HostEvent.Kind.NOTE, "the last");
      test.closeApi();
      String all = new String(events.in().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(all.endsWith("\"detail\":\"the last\"}\n"), all);
    }
    assertQuiet();
  }

  @Test
  void consolesEndInOrder() throws Exception {
    test.create("one", TinyKernel.hello(), "on_poweroff = \"preserve\"");
    try (HostClient.Stream shown = test.client.stream("/v1/domains/one/console");
        HostClient.Stream typed =
            test.client.pipe("/v1/domains/one/console", Streams.CONSOLE_PROTOCOL)) {
      for (HostClient.Stream each : List.of(shown, typed)) {
        assertEquals("Hi!\n", new String(each.in().readNBytes(4), StandardCharsets.UTF_8));
      }
      test.closeApi();
      assertEquals(-1, shown.in().read());
      assertEquals(-1, typed.in().read());
    }
    assertQuiet();
  }

  @Test
  void aStreamThatNobodyReadsIsBrokenOff() throws Exception {
    test.create("one", TinyKernel.waiting());
    try (HostClient.Stream dump = test.client.stream("/v1/domains/one/core")) {
      test.closeApi();
      assertThrows(EOFException.class, () -> dump.in().readAllBytes());
    }
    assertQuiet();
  }

  @Test
  void aRequestThatIsNotAnsweredYetIsNoBug() throws Exception {
    test.create("one", TinyKernel.waiting());
    CompletableFuture<Exception> refused = new CompletableFuture<>();
    Thread.startVirtualThread(
        () ->
            refused.complete(
                assertThrows(
                    Exception.class,
                    () -> test.client.post("/v1/domains/one/request", "{\"how\":\"poweroff\"}"))));
    test.awaitRequest(1);
    test.closeApi();
    assertNotNull(test.get(refused));
    test.get(test.host.domains().destroy("one")); // which would answer it
    assertQuiet();
  }
}
