package dev.xenolith.examples.hosted;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.dom0.channel.ChannelSpec;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.pv.console.ConsoleFront;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The front end of consoles in Java at domain 0's, which is a channel's end on the host. */
class HostedConsoleTest {
  private static final String CONSOLE = "console/1";

  private final HostedMachine machine = new HostedMachine();

  @AfterEach
  void switchOff() {
    machine.close();
  }

  /** The domain's side of a console. */
  private static final class Line {
    final ByteArrayOutputStream came = new ByteArrayOutputStream();
    private final HostedGuest guest;
    final ConsoleFront front;

    Line(HostedGuest guest) throws Exception {
      this.guest = guest;
      String path = guest.device(CONSOLE);
      front = new ConsoleFront(guest.services(), guest.memory(), path, came::writeBytes);
      front.connect();
      guest.awaitBack(CONSOLE, XenbusState.CONNECTED);
    }

    void write(String text) {
      int[] written = {0};
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      guest.await(
          () -> {
            written[0] += front.write(Arrays.copyOfRange(bytes, written[0], bytes.length));
            return written[0] == bytes.length;
          });
    }

    String read(int length) {
      guest.await(() -> came.size() >= length);
      return came.toString(StandardCharsets.US_ASCII);
    }
  }

  private HostedMachine.Started start(HostedGuest.Program program) throws Exception {
    ChannelSpec channel = new ChannelSpec("channel", Optional.empty());
    return machine.start("hosted", DomainDevices.NONE.withChannels(List.of(channel)), program);
  }

  private ConsoleAttachment attach(HostedMachine.Started domain) throws Exception {
    ConsoleId console = new ConsoleId(domain.domid(), 1);
    return machine.have(() -> machine.toolstack().consoles().attach(console).orElseThrow());
  }

  /** Runs the machine until the domain has written this much. */
  private String read(ConsoleAttachment console, int length) {
    StringBuilder text = new StringBuilder();
    byte[] bytes = new byte[length];
    machine.runUntil(
        () -> {
          int n = console.readNow(bytes);
          text.append(new String(bytes, 0, Math.max(n, 0), StandardCharsets.US_ASCII));
          return text.length() >= length || n < 0;
        });
    return text.toString();
  }

  private static void type(ConsoleAttachment console, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertEquals(bytes.length, console.writeNow(bytes, 0, bytes.length));
  }

  @Test
  void theDomainAnswersWhatIsTypedOnTheHost() throws Exception {
    HostedMachine.Started domain =
        start(
            guest -> {
              Line line = new Line(guest);
              line.write("who is there?");
              line.write("hello, " + line.read(4));
            });
    ConsoleAttachment console = attach(domain);
    assertEquals("who is there?", read(console, 13));
    type(console, "host");
    assertEquals("hello, host", read(console, 11));
    machine.awaitEnd(domain);
    assertEquals(List.of(), machine.complaints());
  }

  @Test
  void whatIsLongerThanTheRingsPassesWholeInBothDirections() throws Exception {
    String text = "The quick brown fox jumps over the lazy dog. ".repeat(1000);
    HostedMachine.Started domain =
        start(
            guest -> {
              Line line = new Line(guest);
              line.write(line.read(text.length()));
            });
    ConsoleAttachment console = attach(domain);
    type(console, text);
    assertEquals(text, read(console, text.length()));
    machine.awaitEnd(domain);
    assertEquals(List.of(), machine.complaints());
  }

  @Test
  void whatWasWrittenBeforeTheFrontEndClosedIsRead() throws Exception {
    HostedMachine.Started domain =
        start(
            guest -> {
              Line line = new Line(guest);
              line.write("last words");
              line.front.close();
              guest.awaitBack(CONSOLE, XenbusState.CLOSED);
            });
    ConsoleAttachment console = attach(domain);
    machine.awaitEnd(domain);
    assertEquals("last words", read(console, 10));
    assertEquals(List.of(), machine.complaints());
  }
}
