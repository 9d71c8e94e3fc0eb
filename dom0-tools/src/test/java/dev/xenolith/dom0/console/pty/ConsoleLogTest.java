package dev.xenolith.dom0.console.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleLogTest {
  @TempDir private Path directory;

  private void write(String domain, String text) throws IOException {
    try (ConsoleLog log = ConsoleLog.open(directory, domain, 0)) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      log.append(bytes, bytes.length);
    }
  }

  @Test
  void laterDomainOfTheSameNameGoesOnWhereTheFirstEnded() throws IOException {
    write("tour", "one");
    write("tour", "two");
    assertEquals("onetwo", Files.readString(directory.resolve("guest-tour.log")));
  }

  @Test
  void nameCannotLeadOutOfTheDirectory() throws IOException {
    write("../../etc/x\n", "text");
    assertEquals("text", Files.readString(directory.resolve("guest-%2e.%2f..%2fetc%2fx%0a.log")));
  }

  @Test
  void linkInTheWayIsNotFollowed() throws IOException {
    Path precious = Files.writeString(directory.resolve("precious"), "");
    Files.createSymbolicLink(directory.resolve("guest-evil.log"), precious);
    assertThrows(IOException.class, () -> write("evil", "text"));
    assertEquals("", Files.readString(precious));
  }

  @Test
  void talkativeDomainHasTwoFilesAtMost() throws IOException {
    byte[] chunk = new byte[1 << 20];
    try (ConsoleLog log = ConsoleLog.open(directory, "talker", 0)) {
      for (int i = 0; i < 40; i++) {
        log.append(chunk, chunk.length);
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      assertTrue(bytes <= 2 * ConsoleLog.MOST_BYTES + chunk.length, bytes + " bytes");
    }
  }
}
