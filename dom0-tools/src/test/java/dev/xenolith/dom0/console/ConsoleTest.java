package dev.xenolith.dom0.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.pv.console.ConsoleRing;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final int IN_CONS = 3072;
  private static final int IN_PROD = 3076;
  private static final int OUT_CONS = 3080;
  private static final int OUT_PROD = 3084;

  private final ByteArrayBytes page = new ByteArrayBytes(4096);
  private int signals;
  private final DomainConsole console = new DomainConsole();
  private final ConsoleAttachment attachment = new ConsoleAttachment(console, console::enqueue);

  @BeforeEach
  void connect() {
    console.connected(new ConsoleRing(page), () -> signals++, console::pump);
  }

  private void print(String text) {
    for (char c : text.toCharArray()) {
      int prod = page.getU32(OUT_PROD);
      page.putU8(1024 + (prod & 2047), c);
      page.putU32(OUT_PROD, prod + 1);
    }
    console.pump();
  }

  private String read() throws InterruptedException {
    byte[] bytes = new byte[4096];
    int count = attachment.read(bytes);
    return count < 0 ? null : new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }

  @Test
  void outputReachesTheReaderAndFreesTheRing() throws InterruptedException {
    print("hello");
    assertEquals("hello", read());
    assertEquals(5, page.getU32(OUT_CONS));
    assertEquals(1, signals);
  }

  @Test
  void outputWrapsAroundTheRingAndTheIndexes() throws InterruptedException {
    page.putU32(OUT_CONS, -3);
    page.putU32(OUT_PROD, -3);
    print("wrapped");
    assertEquals("wrapped", read());
    assertEquals(4, page.getU32(OUT_CONS));
  }

  @Test
  void readerWhoComesLateSeesWhatWasKept() throws InterruptedException {
    String line = "0123456789".repeat(100);
    for (int i = 0; i < 1100; i++) {
      print(line);
    }
    int total = 0;
    ConsoleAttachment late = new ConsoleAttachment(console, console::enqueue);
    console.close();
    byte[] bytes = new byte[10_000];
    for (int n = late.read(bytes); n >= 0; n = late.read(bytes)) {
      total += n;
    }
    assertEquals(DomainConsole.SCROLL_BACK_BYTES, total);
  }

  @Test
  void inputWaitsForRoomInTheRing() throws InterruptedException {
    byte[] input = new byte[3000];
    new Random(1).nextBytes(input);
    attachment.write(input);
    byte[] got = new byte[3000];
    for (int at = 0; at < got.length; console.pump()) {
      int cons = page.getU32(IN_CONS);
      int count = page.getU32(IN_PROD) - cons;
      assertTrue(count > 0 && count <= 1024);
      for (int i = 0; i < count; i++) {
        got[at++] = (byte) page.getU8(cons + i & 1023);
      }
      page.putU32(IN_CONS, cons + count);
    }
    assertArrayEquals(input, got);
  }

  @Test
  void writerIsHeldBackWhileTheDomainDoesNotRead() throws Exception {
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                attachment.write(new byte[200_000]);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    while (!console.inputRoom().hasQueuedThreads()) {
      assertFalse(writer.isDone(), "200000 bytes went nowhere");
      Thread.onSpinWait();
    }
    console.close();
    writer.get(60, TimeUnit.SECONDS);
  }

  @Test
  void impossibleIndexesAreIgnored() throws InterruptedException {
    page.putU32(OUT_PROD, 5000);
    page.putU32(IN_PROD, 5000);
    attachment.write(new byte[10]);
    console.pump();
    assertEquals(0, page.getU32(OUT_CONS));
    assertEquals(5000, page.getU32(IN_PROD));
    assertEquals(0, signals);
  }

  @Test
  void closingTheConsoleEndsReadersAfterTheRest() throws InterruptedException {
    page.putU8(1024, 'x');
    page.putU32(OUT_PROD, 1);
    console.close();
    assertEquals("x", read());
    assertEquals(null, read());
  }

  @Test
  void closingAnAttachmentEndsItsWaitingReader() throws Exception {
    CompletableFuture<String> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return String.valueOf(read());
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    attachment.close();
    assertEquals("null", reader.get(60, TimeUnit.SECONDS));
  }

  @Test
  void aConsoleWithoutFrontEndKeepsWhatItIsSentForTheNextOne() throws InterruptedException {
    console.disconnected();
    attachment.write(new byte[] {'a', 'b'});
    ByteArrayBytes other = new ByteArrayBytes(4096);
    console.connected(new ConsoleRing(other), () -> signals++, console::pump);
    console.pump();
    assertEquals(2, other.getU32(IN_PROD));
    assertEquals(0, page.getU32(IN_PROD));
  }
}
