package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.channel.ChannelSpec;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.disk.DiskSpec;
import dev.xenolith.dom0.disk.DiskSyntax;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.net.VifSpec;
import dev.xenolith.dom0.p9.ShareSpec;
import dev.xenolith.dom0.screen.Display;
import dev.xenolith.dom0.screen.ScreenSpec;
import dev.xenolith.dom0.screen.Snapshot;
import dev.xenolith.dom0.trace.LiveTrace;
import dev.xenolith.dom0.trace.TraceFilter;
import java.io.BufferedReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled kernel's front ends at domain 0's back ends. */
class TourDevicesTest {
  private static final String NOTE = "written by the tour of paravirtualization";
  private static final int IMAGE_BYTES = 1 << 20;
  private static final int SECTOR = 512;

  @TempDir Path folder;

  private static DomainSpec tour(String kernel, String cmdline, DomainDevices devices)
      throws Exception {
    DomainSpec.Image image = RunningGuest.image(Path.of("tour", kernel));
    return DomainSpec.of(kernel.replace(".elf", ""), 16, image, cmdline).withDevices(devices);
  }

  private static DomainDevices disk(DiskSpec spec) {
    return DomainDevices.NONE.withDisks(List.of(spec));
  }

  private static DomainDevices card(String mac) {
    return DomainDevices.NONE.withVifs(List.of(VifSpec.on("xenbr0", mac)));
  }

  private Path image(byte[] content) throws Exception {
    return Files.write(folder.resolve("disk.img"), Arrays.copyOf(content, IMAGE_BYTES));
  }

  private static String run(DomainSpec spec) throws Exception {
    try (RunningGuests guests = new RunningGuests(List.of(spec), _ -> {})) {
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guests.end(0), () -> guests.written(0));
      return guests.written(0).replace("\r", "");
    }
  }

  private static void assertHas(String written, String... lines) {
    int at = 0;
    for (String line : lines) {
      int found = written.indexOf(line, at);
      assertTrue(found >= 0, () -> "no \"" + line + "\" in its place in:\n" + written);
      at = found + line.length();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void whatItWritesIsInTheImage(String kernel) throws Exception {
    Path image = image(new byte[0]);
    String written = run(tour(kernel, "", disk(DiskSpec.raw(image, "xvda"))));
    assertHas(
        written,
        "I am Connected, the back end is Connected",
        "2048 sectors of 512 bytes, it can discard",
        "it is empty",
        "\"" + NOTE + "\"",
        "I am Closed, the back end is Closed",
        "pages are lent for good",
        "by requests of at most 32 pages",
        "what I read then is what I wrote",
        "they are empty now");
    byte[] expected = new byte[IMAGE_BYTES];
    System.arraycopy(NOTE.getBytes(StandardCharsets.US_ASCII), 0, expected, SECTOR, NOTE.length());
    assertArrayEquals(expected, Files.readAllBytes(image));
  }

  @Test
  void whatIsOnADiskAlreadyIsLeftAlone() throws Exception {
    byte[] full = new byte[IMAGE_BYTES];
    Arrays.fill(full, (byte) 'x');
    Path image = image(full);
    String written = run(tour("tour.elf", "", disk(DiskSpec.raw(image, "xvda"))));
    assertHas(written, "somebody's data", "sectors from 128 on are somebody's");
    assertArrayEquals(full, Files.readAllBytes(image));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void aDiskThatIsOnlyToBeReadRefusesTheWrite(String kernel) throws Exception {
    Path image = image(new byte[0]);
    String line = "format=raw,vdev=xvda,access=ro,target=" + image;
    String written = run(tour(kernel, "", disk(DiskSyntax.parse(line, Path::of))));
    assertHas(
        written,
        "only to be read",
        "BLKIF_OP_WRITE of it",
        "the back end answers BLKIF_RSP_ERROR (-1) to operation 1 at sector 1",
        "I am Closed, the back end is Closed");
    assertArrayEquals(new byte[IMAGE_BYTES], Files.readAllBytes(image));
  }

  @Test
  void aDriveWithoutAMediumHasNothingToRead() throws Exception {
    DiskSpec drive = DiskSyntax.parse("vdev=xvdc,devtype=cdrom", Path::of);
    assertHas(
        run(tour("tour.elf", "", disk(drive))),
        "0 sectors of 512 bytes, a CD-ROM, only to be read",
        "there is no medium in it",
        "I am Closed, the back end is Closed");
  }

  /** What two tours wrote. */
  private record Meeting(String first, String second) {}

  private Meeting meeting(Path traceFile) throws Exception {
    Path image = image(new byte[0]);
    DomainDevices both = card("00:16:3e:00:00:01").withDisks(List.of(DiskSpec.raw(image, "xvda")));
    DomainSpec first = tour("tour.elf", "ip=10.0.0.1", both);
    DomainSpec second = tour("tour64.elf", "ip=10.0.0.2 wait=3", card("00:16:3e:00:00:02"));
    try (LiveTrace trace = LiveTrace.toFile(TraceFilter.parse("all"), traceFile);
        RunningGuests guests = new RunningGuests(List.of(first, second), trace::start)) {
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guests.end(0), () -> guests.written(0));
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guests.end(1), () -> guests.written(1));
      return new Meeting(guests.written(0), guests.written(1));
    }
  }

  @Test
  void twoToursOnABridgePingEachOther() throws Exception {
    Meeting meeting = meeting(folder.resolve("trace"));
    assertHas(meeting.first, "10.0.0.1 is at 00:16:3e:00:00:01");
    assertHas(meeting.first, "10.0.0.2 is there: I ping it", "10.0.0.2 answers");
    assertHas(meeting.first, "10.0.0.2 pings me: I answer");
    assertHas(meeting.second, "10.0.0.1 is there: I ping it", "10.0.0.1 answers");
    assertHas(meeting.second, "10.0.0.1 pings me: I answer");
  }

  @Test
  void twoRunsWithDevicesAreAlikeByteForByte() throws Exception {
    Path trace = folder.resolve("trace");
    Path again = folder.resolve("again");
    assertEquals(meeting(trace), meeting(again));
    assertEquals(-1, Files.mismatch(trace, again));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void anotherConsoleGivesBackWhatIsTyped(String kernel) throws Exception {
    Path socket = folder.resolve("tour.sock");
    DomainDevices devices =
        DomainDevices.NONE.withChannels(List.of(new ChannelSpec("tour", Optional.of(socket))));
    try (RunningGuest guest =
        new RunningGuest(tour(kernel, "wait=600", devices), Machine.Time.REAL, _ -> {})) {
      guest.expect("a line from it, for 600 s");
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
          BufferedReader lines =
              new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII))) {
        assertEquals(
            "This is another console of the tour. It gives back what you type.", lines.readLine());
        channel.write(ByteBuffer.wrap("hello\n".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("hello", lines.readLine());
      }
      guest.expect("\"hello\", which I gave back");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void itsPictureIsSeenAndItHearsAKey(String kernel) throws Exception {
    DomainDevices devices =
        DomainDevices.NONE.withScreen(Optional.of(new ScreenSpec(0, true, Optional.empty())));
    try (RunningGuest guest =
        new RunningGuest(tour(kernel, "wait=600", devices), Machine.Time.REAL, _ -> {})) {
      guest.expect("a key, for 600 s");
      Display screen = guest.screen();
      Snapshot shown = screen.snapshot().get(300, TimeUnit.SECONDS);
      assertEquals(320, shown.width());
      assertEquals(240, shown.height());
      int[] line = Arrays.copyOfRange(shown.pixels(), 100 * 320, 101 * 320);
      int[] stripes = Arrays.stream(line).distinct().toArray();
      assertArrayEquals(
          new int[] {0, 0xFF, 0xFF00, 0xFFFF, 0xFF0000, 0xFF00FF, 0xFFFF00, 0xFFFFFF}, stripes);
      screen.pointer(17, 4, 0);
      screen.key(30, true);
      screen.key(30, false);
      guest.expect("the pointer is at 17, 4");
      guest.expect("key 30 goes down");
      guest.expect("key 30 goes up");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void itReadsASharedFolderAndAddsAFile(String kernel) throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.writeString(shared.resolve("host.txt"), "from the host");
    DomainDevices devices = DomainDevices.NONE.withShares(List.of(new ShareSpec("share", shared)));
    assertHas(
        run(tour(kernel, "", devices)),
        "in messages of at most 4096 bytes",
        "\"host.txt\"",
        "that is 1 name",
        "42 bytes, those of a tour",
        "I am Closed, the back end is Closed");
    assertEquals(NOTE + "\n", Files.readString(shared.resolve("tour.txt")));
    Files.writeString(shared.resolve("tour.txt"), "precious");
    assertHas(
        run(tour(kernel, "", devices)),
        "that is 2 names",
        "there is one already: left as it is",
        "8 bytes, somebody's own");
    assertEquals("precious", Files.readString(shared.resolve("tour.txt")));
  }
}
