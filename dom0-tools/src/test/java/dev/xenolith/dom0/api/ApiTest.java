package dev.xenolith.dom0.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.client.HostClient;
import dev.xenolith.dom0.client.JsonText;
import dev.xenolith.dom0.client.RefusedException;
import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.host.HostEvent;
import dev.xenolith.dom0.host.TestHost;
import dev.xenolith.dom0.toolstack.TinyKernel;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API as a client meets it: over its socket. */
class ApiTest {
  @TempDir private Path folder;
  private TestHost test;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  private RefusedException refusal(String method, String path, String body) {
    byte[] bytes = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
    return assertThrows(RefusedException.class, () -> test.client.call(method, path, bytes));
  }

  private ApiHandler handler() {
    return new ApiHandler(test.host, new StreamWriter(what -> ApiHandler.bug(test.host, what)));
  }

  @Test
  void onlyTheOwnerMayOpenTheSocket() throws IOException {
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(test.state().socket())));
  }

  @Test
  void domainsAreCreatedListedAndDestroyed() throws Exception {
    Path config = test.config("one", TinyKernel.waiting());
    String order =
        new JsonText()
            .put("text", Files.readString(config))
            .put("folder", folder.toString())
            .put("overrides", List.of("vcpus=2"))
            .put("paused", true)
            .toString();
    Tree created = test.client.post("/v1/domains", order).tree();
    assertEquals("one", created.at("domain").text("name"));
    Tree listed = test.client.get("/v1/domains/one").tree();
    assertEquals(2, listed.number("max_vcpus"));
    assertEquals(8192, listed.number("memory_kib"));
    assertEquals(3, test.client.get("/v1/vcpus").tree().list("vcpus").size());
    assertEquals("", test.client.call("DELETE", "/v1/domains/one", null).text());
    assertEquals("no_domain", refusal("GET", "/v1/domains/one", null).kind());
  }

  @Test
  void wrongRequestsAreRefusedWithAReason() {
    assertEquals("bad_request", refusal("GET", "/v1/nothing", null).kind());
    assertTrue(refusal("PUT", "/v1/domains", "{}").getMessage().contains("PUT is not for"));
    assertEquals("bad_request", refusal("POST", "/v1/domains", "{").kind());
    assertEquals("bad_request", refusal("POST", "/v1/domains", "null").kind());
    RefusedException config = refusal("POST", "/v1/domains", "{\"text\":\"nam = 1\"}");
    assertEquals("bad_config", config.kind());
    assertTrue(config.details().toString().contains("did you mean 'name'"), config.details() + "");
  }

  @Test
  void whatIsNoHttpHarmsNobodyElse() throws Exception {
    for (String noise : new String[] {"\0\0\0\0\r\n\r\n", "GET", "x".repeat(100_000)}) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(test.state().socket()));
        channel.write(ByteBuffer.wrap(noise.getBytes(StandardCharsets.UTF_8)));
      }
    }
    assertEquals(1, test.client.get("/v1/domains").tree().list("domains").size());
  }

  @Test
  void answersComeInTheOrderOfPipelinedRequests() throws Exception {
    test.create("one", TinyKernel.waiting());
    String body = "{\"how\":\"poweroff\"}";
    String slow =
        "POST /v1/domains/one/request HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body);
    String quick = "GET /v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(test.state().socket()));
      channel.write(ByteBuffer.wrap((slow + quick).getBytes(StandardCharsets.UTF_8)));
      test.awaitRequest(1);
      test.get(test.host.domains().destroy("one")); // which answers the first request
      InputStream in = Channels.newInputStream(channel);
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(all.startsWith("HTTP/1.1 204 "), all);
      assertTrue(all.contains("HTTP/1.1 404 "), all);
    }
  }

  @Test
  void aBugOnAConnectionIsToldAndEndsIt() {
    EmbeddedChannel channel = new EmbeddedChannel(handler());
    channel.pipeline().fireExceptionCaught(new IllegalStateException("ours"));
    assertFalse(channel.isOpen());
    assertTrue(
        test.host.journal().remembered().stream()
            .anyMatch(e -> e.kind() == HostEvent.Kind.HOST_FAILED && e.detail().contains("ours")));
  }

  @Test
  void aClientThatBreaksOffIsNoBug() {
    EmbeddedChannel channel = new EmbeddedChannel(handler());
    channel.pipeline().fireExceptionCaught(new IOException("Connection reset"));
    assertFalse(channel.isOpen());
    assertTrue(
        test.host.journal().remembered().stream()
            .noneMatch(e -> e.kind() == HostEvent.Kind.HOST_FAILED));
  }

  @Test
  void aRefusalThatCannotBeWrittenEndsTheConnection() {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise done) {
                done.setFailure(new IOException("Broken pipe"));
              }
            },
            handler());
    channel.writeInbound(
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/nothing"));
    channel.runPendingTasks();
    assertFalse(channel.isOpen());
  }

  @Test
  void whoLeavesAConsoleThatTakesNoInputLeavesNothingWaiting() throws Exception {
    test.create("one", TinyKernel.waiting());
    Conversation conversation = new Conversation(test.get(test.host.domains().console("one", 0)));
    CountDownLatch over = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                conversation.run((_, _) -> true);
                over.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    conversation.received(new EmbeddedChannel(), Unpooled.wrappedBuffer(new byte[200_000]));
    conversation.closed();
    assertTrue(over.await(60, TimeUnit.SECONDS));
  }

  /** That it has left stands behind all that it has sent, and only who reads gets there. */
  @Test
  void whoIsHeldUpAtAConsoleIsStillListenedTo() throws Exception {
    test.create("one", TinyKernel.waiting());
    Conversation conversation = new Conversation(test.get(test.host.domains().console("one", 0)));
    AtomicInteger reads = new AtomicInteger();
    EmbeddedChannel client =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(ChannelHandlerContext ctx) {
                reads.incrementAndGet();
              }
            });
    reads.set(0);
    client.freezeTime();
    conversation.received(client, Unpooled.wrappedBuffer(new byte[200_000]));
    assertFalse(client.config().isAutoRead());
    client.advanceTimeBy(Conversation.LOOK.toMillis(), TimeUnit.MILLISECONDS);
    client.runScheduledPendingTasks();
    assertEquals(1, reads.get());
    conversation.received(client, Unpooled.wrappedBuffer(new byte[2_000_000]));
    assertFalse(client.isOpen(), "a client may send without end");
    conversation.closed();
  }

  @Test
  void aConsoleBeginsWithWhatWasWrittenBefore() throws Exception {
    int domid = test.create("one", TinyKernel.hello(), "on_poweroff = \"preserve\"");
    test.awaitEvent(HostEvent.Kind.DOMAIN_ACTION, domid);
    try (HostClient.Stream console =
        test.client.pipe("/v1/domains/one/console", "xenolith-console")) {
      assertEquals("Hi!\n", new String(console.in().readNBytes(4), StandardCharsets.UTF_8));
      console.out().write(new byte[200_000]); // nobody reads it, and nobody is held up
      test.get(test.host.domains().destroy("one"));
      assertEquals(-1, console.in().read());
    }
  }

  @Test
  void aConsoleCanBeReadAsAStream() throws Exception {
    int domid = test.create("one", TinyKernel.hello(), "on_poweroff = \"preserve\"");
    test.awaitEvent(HostEvent.Kind.DOMAIN_ACTION, domid);
    try (HostClient.Stream console = test.client.stream("/v1/domains/one/console")) {
      assertEquals("Hi!\n", new String(console.in().readNBytes(4), StandardCharsets.UTF_8));
      test.get(test.host.domains().destroy("one"));
      assertEquals(-1, console.in().read());
    }
  }

  @Test
  void eventsArriveAsTheyHappen() throws Exception {
    try (HostClient.Stream events = test.client.stream("/v1/events")) {
      int domid = test.create("one", TinyKernel.hello());
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(events.in(), StandardCharsets.UTF_8));
      for (String kind :
          List.of("DOMAIN_CREATED", "DOMAIN_SHUTDOWN", "DOMAIN_ACTION", "DOMAIN_DESTROYED")) {
        String line = lines.readLine();
        while (line.isEmpty()) {
          line = lines.readLine(); // only asks whether anybody is there
        }
        Tree event = Tree.parse(line.getBytes(StandardCharsets.UTF_8));
        assertEquals(kind, event.text("kind"));
        assertEquals(domid, event.number("domid"));
      }
    }
  }

  @Test
  void everyMetricIsDescribedBeforeItsSamples() throws Exception {
    test.create("one", TinyKernel.waiting());
    String text = test.client.get("/metrics").text();
    String type = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        type = line.split(" ")[2];
      } else if (!line.startsWith("#")) {
        assertTrue(line.matches("[a-z_]+(\\{[^}]*\\})? [0-9.]+"), line);
        assertEquals(type, line.split("[{ ]")[0]);
      }
    }
    assertTrue(
        text.contains("xenolith_domain_memory_bytes{domid=\"1\",name=\"one\"} 8388608"), text);
  }

  @Test
  void aStopIsAnsweredBeforeItHappens() throws Exception {
    assertFalse(test.host.stopAsked().isDone());
    test.client.post("/v1/host/stop", "{\"seconds\":3}");
    assertEquals(3, test.host.stopAsked().get().toSeconds());
  }
}
