package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.host.TestHost;
import dev.xenolith.dom0.text.Printable;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that would clear the screen, where it stands in xenstore: shown, and never obeyed. */
class HarmlessTextTest {
  /** Sequences that begin with ESC, and with what UTF-8 and Latin-1 make of CSI's one byte. */
  private static final String NAME = "a\033[2J\u009b2J\r\n\b\"\\\u202e";

  @TempDir private Path folder;
  private TestHost test;
  private TypedXl xl;
  private int domid;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
    xl = new TypedXl(test.state().path());
    domid = test.create("plain", TinyKernel.waiting());
    write("/local/domain/" + domid + "/name", NAME);
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  /** Writes a node, as Debian's xenstore-write does. */
  private void write(String path, String value) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write((path + "\0").getBytes(StandardCharsets.US_ASCII));
    body.write(value.getBytes(StandardCharsets.UTF_8));
    int xsWrite = 11;
    ByteBuffer request = ByteBuffer.allocate(16 + body.size()).order(ByteOrder.LITTLE_ENDIAN);
    request.putInt(xsWrite).putInt(0).putInt(0).putInt(body.size()).put(body.toByteArray());
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(test.state().path().resolve("xenstored/socket")));
      socket.write(request.flip());
      ByteBuffer answer = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
      while (answer.hasRemaining() && socket.read(answer) >= 0) {}
      assertEquals(xsWrite, answer.getInt(0), "the answer's type");
    }
  }

  /** A name as xenstore has it, which knows bytes only. */
  private static String latin1(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static void assertHarmless(String text) {
    for (char c : text.toCharArray()) {
      assertTrue(
          c >= ' ' && c <= '~' || c == '\n' || c == '\t',
          () -> "\\u%04x in %s".formatted((int) c, text));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "list -v",
        "list -l",
        "vm-list",
        "vcpu-list",
        "uptime",
        "claims",
        "sharing",
        "sched-credit",
        "top -b -i 1 -f",
        "cpupool-list -c",
        "host status --json"
      })
  void listingsShowIt(String command) {
    TypedXl.Outcome outcome = xl.type(command.split(" "));
    assertEquals(0, outcome.status(), outcome.err());
    assertHarmless(outcome.out());
    if (!command.startsWith("cpupool") && !command.startsWith("host")) {
      assertTrue(outcome.out().contains("[2J"), outcome.out());
    }
  }

  @Test
  void theCommandThatPrintsNothingElseShowsIt() {
    assertHarmless(xl.type("domname", Integer.toString(domid)).out());
  }

  @Test
  void metricsShowItAsListingsDo() throws Exception {
    String metrics = test.client.get("/metrics").text();
    assertHarmless(metrics);
    String shown = Printable.of(latin1(NAME)).replace("\\", "\\\\").replace("\"", "\\\"");
    String labels = "{domid=\"%d\",name=\"%s\"}".formatted(domid, shown);
    assertTrue(metrics.contains("\nxenolith_domain_vcpus" + labels + " 1\n"), metrics);
  }

  @Test
  void jsonOfTheApiAndItsEventsIsAscii() throws Exception {
    String listing = test.client.get("/v1/domains").text();
    assertHarmless(listing);
    List<String> names =
        Tree.parse(listing.getBytes(StandardCharsets.US_ASCII)).list("domains").stream()
            .map(d -> d.text("name"))
            .toList();
    assertEquals(List.of("Domain-0", latin1(NAME)), names, "and nothing of the name is lost");
  }

  @Test
  void eventsAndTheLogAreAscii() throws Exception {
    assertEquals(0, xl.type("destroy", Integer.toString(domid)).status());
    assertHarmless(xl.type("events", "--stop").out());
    test.close();
    assertHarmless(Files.readString(test.state().log()));
    test = new TestHost(folder);
  }

  @Test
  void refusalsThatRepeatWhatWasTypedShowIt() {
    for (String command : List.of("domid", "destroy", "console", "rename", "config-update")) {
      TypedXl.Outcome outcome =
          command.equals("rename") ? xl.type(command, NAME, NAME) : xl.type(command, NAME + "x");
      assertTrue(outcome.status() != 0, command);
      assertHarmless(outcome.err() + outcome.out());
    }
  }
}
