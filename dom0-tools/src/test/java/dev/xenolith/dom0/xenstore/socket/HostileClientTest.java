package dev.xenolith.dom0.xenstore.socket;

import static dev.xenolith.abi.io.XsWireType.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that misbehaves loses its own connection, and the others do not notice. */
class HostileClientTest {
  private ServedStore served;
  private RawClient bystander;

  @BeforeEach
  void serve() throws IOException {
    served = new ServedStore(ServedStore.NEAR);
    bystander = served.client();
    bystander.ask(WRITE, "/bystander|alive");
  }

  @AfterEach
  void othersAreStillServed() throws Exception {
    assertEquals("READ alive", bystander.ask(READ, "/bystander|"));
    assertEquals("CONTROL OK|", bystander.ask(CONTROL, "check|"));
    try (RawClient newcomer = served.client()) {
      assertEquals("READ alive", newcomer.ask(READ, "/bystander|"));
    }
    bystander.close();
    served.close();
  }

  @Test
  void lengthThatCannotBeIsTheEnd() throws Exception {
    for (int length : new int[] {4097, 1 << 20, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      try (RawClient liar = served.client()) {
        liar.raw(RawClient.message(READ.number, 1, 0, length, new byte[0]));
        assertTrue(liar.isDisconnected(), "length " + length);
      }
    }
    served.awaitLog("sent a message of 4294967295 bytes, more than 4096; disconnected");
  }

  @Test
  void whatCameBeforeALieIsAnswered() throws Exception {
    try (RawClient liar = served.client()) {
      byte[] good = RawClient.message(WRITE.number, 1, 0, 4, RawClient.bytes("/a|x"));
      byte[] bad = RawClient.message(WRITE.number, 2, 0, 5000, new byte[100]);
      byte[] both = Arrays.copyOf(good, good.length + bad.length);
      System.arraycopy(bad, 0, both, good.length, bad.length);
      liar.raw(both);
      assertTrue(liar.isDisconnected());
    }
    assertEquals("READ x", bystander.ask(READ, "/a|"));
  }

  @Test
  void halfAMessageIsForgottenWithItsSender() throws Exception {
    byte[] whole = RawClient.message(WRITE.number, 1, 0, 6, RawClient.bytes("/half|"));
    for (int cut = 1; cut < whole.length; cut++) {
      try (RawClient quitter = served.client()) {
        quitter.raw(Arrays.copyOf(whole, cut));
      }
    }
    served.awaitLog("left in mid-message");
    assertEquals("ERROR ENOENT|", bystander.ask(READ, "/half|"));
  }

  @Test
  void messageMayComeByteByByte() throws Exception {
    try (RawClient slow = served.client()) {
      for (byte b : RawClient.message(READ.number, 1, 0, 11, RawClient.bytes("/bystander|"))) {
        slow.raw(new byte[] {b});
      }
      assertEquals("READ alive", slow.receive());
    }
  }

  @Test
  void floodOfRequestsWhoseAnswersNobodyReadsIsNotListenedTo() throws Exception {
    try (RawClient flood = served.client()) {
      flood.ask(WRITE, "/big|" + "v".repeat(4000));
      byte[] request = RawClient.message(READ.number, 1, 0, 5, RawClient.bytes("/big|"));
      ByteBuffer many = ByteBuffer.allocate(request.length * 1000);
      long sent = 0;
      for (int silence = 0; silence < 50; ) {
        many.clear();
        while (many.hasRemaining()) {
          many.put(request);
        }
        many.flip();
        int taken = flood.rawSome(many);
        sent += taken;
        if (taken < many.capacity()) {
          Thread.sleep(10);
        }
        silence = taken == 0 ? silence + 1 : 0;
        assertTrue(sent < 64 << 20, "requests are taken without end");
        assertEquals("READ alive", bystander.ask(READ, "/bystander|"));
        if (taken > 0 && taken < many.capacity()) {
          break; // cut within a request: this client is lost, the server is not
        }
      }
    }
  }

  @Test
  void watchesHaveALimitEvenForDomain0() throws Exception {
    try (RawClient greedy = served.client()) {
      int accepted = 0;
      String answer = "";
      for (int i = 0; i < 1_000_000; i++) {
        answer = greedy.ask(WATCH, "/w" + i + "|t|");
        if (answer.startsWith("ERROR")) {
          break;
        }
        greedy.receive();
        accepted++;
      }
      assertEquals("ERROR ENOSPC|", answer);
      assertEquals(ServedStore.NEAR.watches(), accepted);
      assertEquals("WRITE OK|", bystander.ask(WRITE, "/w0|x"));
      assertEquals("WATCH_EVENT /w0|t|", greedy.receive());
    }
  }

  @Test
  void watcherThatNeverReadsIsDisconnectedAndTheOthersAreToldOn() throws Exception {
    try (RawClient deaf = served.client();
        RawClient reader = served.client()) {
      deaf.ask(WATCH, "/|never-read|");
      reader.ask(WATCH, "/flood|read|");
      assertEquals("WATCH_EVENT /flood|read|", reader.receive());
      String name = "n".repeat(1500);
      for (int i = 0; i < 8000 && served.log.isEmpty(); i++) {
        assertEquals("MKDIR OK|", bystander.ask(MKDIR, "/flood/" + i + name + "|"));
        assertEquals("WATCH_EVENT /flood/" + i + name + "|read|", reader.receive());
        assertEquals("RM OK|", bystander.ask(RM, "/flood/" + i + name + "|"));
        assertEquals("WATCH_EVENT /flood/" + i + name + "|read|", reader.receive());
      }
      served.awaitLog("does not read what it watches; disconnected");
      assertTrue(deaf.isDisconnected());
    }
  }

  @Test
  void transactionsLeftOpenEndWithTheirClient() throws Exception {
    try (RawClient sloppy = served.client()) {
      String answer = "";
      int open = 0;
      while (!answer.startsWith("ERROR")) {
        answer = sloppy.ask(TRANSACTION_START, "|");
        open++;
      }
      assertEquals("ERROR ENOSPC|", answer);
      for (int i = 1; i < open; i++) {
        assertEquals("WRITE OK|", sloppy.ask(WRITE, i, "/bystander|stolen"));
      }
    }
    assertEquals("READ alive", bystander.ask(READ, "/bystander|"));
  }

  @Test
  void storeHasALimitForToolsAndDoesNotGrowBeyondIt() throws Exception {
    String value = "v".repeat(4000);
    try (RawClient hoarder = served.client()) {
      String answer = "";
      for (int i = 0; i < 2000 && !answer.startsWith("ERROR"); i++) {
        answer = hoarder.ask(WRITE, "/hoard/n" + i + "|" + value);
      }
      assertEquals("ERROR ENOSPC|", answer);
      assertEquals("RM OK|", hoarder.ask(RM, "/hoard|"));
      assertEquals("WRITE OK|", hoarder.ask(WRITE, "/hoard|again"));
    }
  }

  @Test
  void transactionsCountAgainstTheStoresLimitUntilTheyEnd() throws Exception {
    String value = "v".repeat(4000);
    try (RawClient hoarder = served.client()) {
      String answer = "";
      for (int t = 1; t <= 4 && !answer.startsWith("ERROR"); t++) {
        hoarder.ask(TRANSACTION_START, "|");
        for (int i = 0; i < 500 && !answer.startsWith("ERROR"); i++) {
          answer = hoarder.ask(WRITE, t, "/hoard/n" + i + "|" + value);
        }
      }
      assertEquals("ERROR ENOSPC|", answer);
      hoarder.ask(RESET_WATCHES, "|");
      assertEquals("WRITE OK|", hoarder.ask(WRITE, "/hoard|x"));
    }
  }

  @Test
  void thousandsOfConnectionsAreTooMany() throws Exception {
    List<RawClient> crowd = new ArrayList<>();
    try {
      boolean refused = false;
      for (int i = 0; i < 1100 && !refused; i++) {
        RawClient one = served.client();
        crowd.add(one);
        if (i >= 1000) {
          try {
            one.ask(READ, "/bystander|");
          } catch (IOException e) {
            refused = true;
          }
        }
      }
      assertTrue(refused);
      served.awaitLog("more than 1024 clients");
    } finally {
      for (RawClient one : crowd) {
        one.close();
      }
    }
    awaitRoom();
  }

  private void awaitRoom() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ServedStore.PATIENCE_SECONDS);
    while (true) {
      try (RawClient one = served.client()) {
        one.ask(READ, "/bystander|");
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(10);
      }
    }
  }

  @Test
  void randomBytesNeverDoMoreThanEndTheirOwnConnection() throws Exception {
    long seed = 0x50CE;
    System.out.println("HostileClientTest seed 0x" + Long.toHexString(seed));
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      try (RawClient noise = served.client()) {
        for (int n = 0; n < 20; n++) {
          byte[] payload = new byte[random.nextInt(200)];
          random.nextBytes(payload);
          int length = random.nextInt(10) == 0 ? random.nextInt() : payload.length;
          noise.raw(RawClient.message(random.nextInt(30), n, random.nextInt(3), length, payload));
        }
      } catch (IOException disconnected) {
        assertTrue(disconnected.getMessage() != null);
      }
    }
    assertTrue(
        served.log.stream().noneMatch(line -> line.contains("failed")), () -> "" + served.log);
  }
}
