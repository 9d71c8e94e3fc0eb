package dev.xenolith.examples;

import static dev.xenolith.examples.DebianLinux.PROMPT;
import static dev.xenolith.examples.DebianLinux.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.channel.ChannelSpec;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.launch.Machine;
import java.io.BufferedReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's stock Linux with a console for programs. */
class DebianChannelTest {
  private static final String GUESTS_PROGRAM =
      "stty raw -echo; echo ready; read word; echo guest heard $word";

  @TempDir Path folder;

  @Test
  void aProgramOfTheHostAndOneOfTheGuestTalkOverAChannel() throws Exception {
    Path socket = folder.resolve("agent.sock");
    ChannelSpec channel = new ChannelSpec("org.example.agent", Optional.of(socket));
    DomainDevices devices = DomainDevices.NONE.withChannels(List.of(channel));
    DebianLinux linux = new DebianLinux("amd64", 256, 1, "console=hvc0");
    try (RunningGuest guest = linux.boot(Machine.Time.VIRTUAL, devices)) {
      guest.expect(PROMPT);
      assertEquals("Connected", answer(guest, "cat /sys/bus/xen/devices/console-1/state"));
      answer(guest, "(" + GUESTS_PROGRAM + ") </dev/hvc1 >/dev/hvc1 &");
      try (SocketChannel agent = SocketChannel.open(UnixDomainSocketAddress.of(socket));
          BufferedReader lines =
              new BufferedReader(Channels.newReader(agent, StandardCharsets.US_ASCII))) {
        assertEquals("ready", lines.readLine());
        agent.write(ByteBuffer.wrap("hello\n".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("guest heard hello", lines.readLine());
      }
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
    assertTrue(Files.notExists(socket));
  }
}
