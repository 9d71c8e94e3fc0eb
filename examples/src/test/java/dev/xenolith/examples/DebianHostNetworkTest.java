package dev.xenolith.examples;

import static dev.xenolith.examples.DebianLinux.PROMPT;
import static dev.xenolith.examples.DebianLinux.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import dev.xenolith.dom0.builder.DomainBuildException;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.net.VifSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Debian's stock Linux on the host's network, by the real passt. */
class DebianHostNetworkTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static RunningGuest boot(VifSpec vif) throws Exception {
    DebianLinux linux = new DebianLinux("cloud-amd64", 128, 1, "console=hvc0 quiet net=dhcp");
    try {
      return linux.boot(Machine.Time.REAL, DomainDevices.NONE.withVifs(List.of(vif)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DomainBuildException why && why.getMessage().contains("passt")) {
        return abort(why.getMessage());
      }
      throw e;
    }
  }

  private static HttpServer greeter() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 1);
    server.createContext(
        "/",
        exchange -> {
          byte[] words = "from the host\n".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, words.length);
          exchange.getResponseBody().write(words);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  @EnabledIfSystemProperty(named = "xenolith.long", matches = "true")
  void itGetsAnAddressReachesTheHostAndIsReached() throws Exception {
    int port = freePort();
    HttpServer server = greeter();
    try (RunningGuest guest = boot(VifSyntax.parse("backend=user,forward=" + port + ":80"))) {
      guest.expect(PROMPT);
      String address = answer(guest, "ip -4 -o addr show dev eth0 | awk '{ print $4 }'");
      assertEquals("10.0.2.15/24", address);
      String url = "http://10.0.2.2:%d/".formatted(server.getAddress().getPort());
      assertEquals("from the host", answer(guest, "wget -q -O - " + url));
      assertEquals("", answer(guest, "mkdir /w; echo from the guest >/w/a; httpd -h /w"));
      try (InputStream in = URI.create("http://127.0.0.1:" + port + "/a").toURL().openStream()) {
        String said = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals("from the guest\n", said);
      }
      guest.type("poweroff\r");
      guest.end();
    } finally {
      server.stop(0);
    }
  }
}
