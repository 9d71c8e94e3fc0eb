package dev.xenolith.dom0.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.pv.net.Packet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
  private static final MacAddress MAC = MacAddress.parse("00:16:3e:12:34:56").orElseThrow();
  private static final long START = 1_700_000_000_000_000_001L;
  private static final Path TSHARK = Path.of("/usr/bin/tshark");

  @TempDir private Path folder;
  private long now = START;

  private Capture capture() {
    return new Capture("vif7.0", MAC, "domain seven", () -> now);
  }

  private void see(Capture capture, boolean fromGuest, byte[] frame, long after) {
    now += after;
    capture.see(Packet.plain(frame), fromGuest);
  }

  private static byte[] frame(int length) {
    byte[] frame = new byte[length];
    Arrays.fill(frame, 0, 6, (byte) 0xFF);
    System.arraycopy(MAC.bytes(), 0, frame, 6, 6);
    frame[12] = (byte) 0x88;
    frame[13] = (byte) 0xB5; // for experiments, says IEEE
    return frame;
  }

  private static List<byte[]> all(Capture capture) throws InterruptedException {
    capture.end();
    List<byte[]> blocks = new ArrayList<>();
    for (byte[] block = capture.next(); block != null; block = capture.next()) {
      blocks.add(block);
    }
    return blocks;
  }

  private static int type(byte[] block) {
    return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
  }

  @Test
  void eachBlockSaysItsLengthAtBothEndsInWholeWords() throws Exception {
    Capture capture = capture();
    for (int length = 14; length < 22; length++) {
      see(capture, true, frame(length), 1);
    }
    for (byte[] block : all(capture)) {
      ByteBuffer b = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
      assertEquals(0, block.length % 4);
      assertEquals(block.length, b.getInt(4));
      assertEquals(block.length, b.getInt(block.length - 4));
    }
  }

  @Test
  void packetsStandBetweenTheInterfaceAndWhatWasCounted() throws Exception {
    Capture capture = capture();
    see(capture, true, frame(60), 5);
    see(capture, false, frame(61), 5);
    List<Integer> types = all(capture).stream().map(CaptureTest::type).toList();
    assertEquals(List.of(0x0A0D0D0A, 1, 6, 6, 5), types);
    assertNull(capture.next());
  }

  @Test
  void aReaderThatIsSlowLosesPacketsAndIsToldHowMany() throws Exception {
    Capture capture = capture();
    int many = 200;
    for (int i = 0; i < many; i++) {
      see(capture, true, frame(60_000), 1);
    }
    List<byte[]> blocks = all(capture);
    int kept = (int) blocks.stream().filter(b -> type(b) == 6).count();
    assertTrue(kept > 60 && kept < 75, () -> kept + " were kept");
    assertEquals(List.of("%d %d".formatted(many, many - kept)), counts(blocks));
  }

  @Test
  void aReaderThatHasCaughtUpLearnsOfItsLossesAtOnceAndMissesNothingNew() throws Exception {
    Capture capture = capture();
    for (int i = 0; i < 100; i++) {
      see(capture, true, frame(60_000), 1);
    }
    byte[] block = capture.next();
    while (type(block) != 5) {
      block = capture.next();
    }
    see(capture, true, frame(60), 1);
    assertEquals(6, type(capture.next()));
    assertEquals(List.of(5), all(capture).stream().map(CaptureTest::type).toList());
  }

  private static List<String> counts(List<byte[]> blocks) {
    List<String> counts = new ArrayList<>();
    for (byte[] block : blocks) {
      if (type(block) == 5) {
        ByteBuffer b = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        counts.add(b.getLong(48) + " " + b.getLong(60));
      }
    }
    return counts;
  }

  @Test
  @Timeout(120)
  void aReaderWaitsForPacketsAndForTheEnd() throws Exception {
    Capture capture = capture();
    BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (byte[] b = capture.next(); b != null; b = capture.next()) {
                      read.add(type(b));
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    for (int head : List.of(0x0A0D0D0A, 1)) {
      assertEquals(head, read.take());
    }
    for (int i = 0; i < 2; i++) { // there was nothing more, so the reader waits or is about to
      see(capture, true, frame(60), 1);
      assertEquals(6, read.take());
    }
    capture.end();
    reader.join();
    assertEquals(List.of(5), List.copyOf(read));
    see(capture, true, frame(60), 1);
    assertNull(capture.next(), "it is over");
  }

  @Test
  void blankChecksumsAreWorkedOutAndTheCardsPacketStaysAsItIs() throws Exception {
    byte[] udp = udp();
    byte[] before = udp.clone();
    Capture capture = capture();
    capture.see(new Packet(udp, Packet.Checksum.BLANK, Packet.Train.NONE, 0), true);
    byte[] block = all(capture).get(2);
    int sum = (block[28 + 40] & 0xFF) << 8 | block[28 + 41] & 0xFF;
    assertEquals(0x1df3, sum);
    assertArrayEquals(before, udp);
  }

  /** From 10.0.0.1 to 10.0.0.2, port 7 to 7, four bytes of payload. */
  private static byte[] udp() {
    byte[] frame = Arrays.copyOf(frame(14), 46);
    byte[] ip = {
      0x45, 0, 0, 32, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 7, 0, 7, 0, 12, 0, 0,
      'e', 'c', 'h', 'o'
    };
    System.arraycopy(ip, 0, frame, 14, ip.length);
    frame[12] = 8;
    frame[13] = 0;
    return frame;
  }

  @Test
  void tsharkReadsNamesTimesDirectionsAndCounts() throws Exception {
    assumeTrue(Files.isExecutable(TSHARK), "no " + TSHARK + "; Debian's package tshark has it");
    Capture capture = capture();
    capture.see(new Packet(udp(), Packet.Checksum.BLANK, Packet.Train.NONE, 0), true);
    see(capture, false, frame(61), 1_000_000_006L);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte[] block : all(capture)) {
      file.write(block);
    }
    Path path = Files.write(folder.resolve("a.pcapng"), file.toByteArray());
    assertEquals(
        """
        1700000000.000000001 46 vif7.0 0x00000002 7 1
        1700000001.000000007 61 vif7.0 0x00000001\
        """,
        tshark(
            List.of("-r", path.toString(), "-o", "udp.check_checksum:TRUE", "-T", "fields"),
            List.of(
                "frame.time_epoch",
                "frame.len",
                "frame.interface_name",
                "frame.packet_flags_direction",
                "udp.srcport",
                "udp.checksum.status")));
  }

  private static String tshark(List<String> arguments, List<String> fields) throws Exception {
    List<String> command = new ArrayList<>(List.of(TSHARK.toString()));
    command.addAll(arguments);
    command.addAll(List.of("-E", "separator= "));
    fields.forEach(field -> command.addAll(List.of("-e", field)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return out.stripTrailing();
  }
}
