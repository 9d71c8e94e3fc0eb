package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleKeysTest {
  private final StringBuilder guest = new StringBuilder();
  private final List<ExitStatus> left = new ArrayList<>();

  private void type(InputStream keys, boolean leaveKey) {
    new ConsoleKeys(
            keys,
            leaveKey,
            bytes -> guest.append(new String(bytes, StandardCharsets.ISO_8859_1)),
            ending -> left.add(ending.status()))
        .run();
  }

  private static InputStream keys(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void everyKeyReachesTheGuest() {
    type(keys("ls\r\003\033[A"), true);
    assertEquals("ls\r\003\033[A", guest.toString());
    assertEquals(List.of(), left);
  }

  @Test
  void ctrlCloseBracketLeavesAfterWhatWasTypedBefore() {
    type(keys("ab\035cd"), true);
    assertEquals("ab", guest.toString());
    assertEquals(List.of(ExitStatus.LEFT), left);
  }

  @Test
  void aPipedByteIsNeverTheLeaveKey() {
    type(keys("ab\035cd"), false);
    assertEquals("ab\035cd", guest.toString());
  }

  @Test
  void aBrokenInputEndsTheRun() {
    type(
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        },
        false);
    assertEquals(List.of(ExitStatus.FAILED), left);
  }
}
