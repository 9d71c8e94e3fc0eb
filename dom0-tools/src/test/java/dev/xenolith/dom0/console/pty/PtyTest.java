package dev.xenolith.dom0.console.pty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PtyTest {
  private static final int BUFFER = 4096;

  /** The kernel passes bytes on late; so late only when something hangs. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER);
  private Pty pty;

  @BeforeEach
  void open() throws IOException {
    pty = Pty.open();
  }

  @AfterEach
  void close() throws IOException {
    pty.close();
    arena.close();
  }

  private static byte[] everyByte() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return all;
  }

  private int write(byte[] bytes) throws IOException {
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return pty.write(buffer, bytes.length);
  }

  @Test
  void bytesReachAProgramUnchanged() throws IOException {
    assertEquals(256, write(everyByte()));
    try (FileInputStream program = new FileInputStream(pty.name())) {
      assertArrayEquals(everyByte(), program.readNBytes(256));
    }
  }

  @Test
  void bytesOfAProgramComeBackUnchangedAndAreNotEchoed() throws Exception {
    try (FileOutputStream program = new FileOutputStream(pty.name())) {
      program.write(everyByte());
    }
    int got = 0;
    byte[] all = new byte[256];
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (got < all.length && System.nanoTime() < deadline) {
      int count = pty.read(buffer);
      MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, all, got, count);
      got += count;
      Thread.sleep(count == 0 ? 1 : 0);
    }
    assertArrayEquals(everyByte(), all);
    assertEquals(0, pty.unread());
  }

  @Test
  void nothingIsReadWhileNobodyHasWritten() throws IOException {
    assertEquals(0, pty.read(buffer));
  }

  @Test
  void terminalThatNobodyReadsTakesNoMoreAtSomePoint() throws Exception {
    int rounds = 0;
    while (write(new byte[BUFFER]) > 0) {
      assertTrue(++rounds < 1000, "a terminal without a bottom");
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (pty.unread() == 0 && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
    assertTrue(pty.unread() > 0);
  }

  @Test
  void terminalIsItsOwnersAlone() throws IOException {
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(pty.name()))));
  }

  @Test
  void terminalGoesAwayWhenItIsClosed() throws IOException {
    Pty other = Pty.open();
    assertTrue(Files.exists(Path.of(other.name())));
    other.close();
    assertTrue(Files.notExists(Path.of(other.name())));
  }
}
