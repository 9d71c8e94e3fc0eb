package dev.xenolith.dom0.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XenconsInterface;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.console.ConsoleRing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A domain that puts anything into its console page. */
class HostileConsoleTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int ROUNDS = LONG ? 1_000_000 : 20_000;
  private static final Abi ABI = Abi.PV64;
  private static final List<Field.U32> INDEXES =
      List.of(
          XenconsInterface.IN_CONS,
          XenconsInterface.IN_PROD,
          XenconsInterface.OUT_CONS,
          XenconsInterface.OUT_PROD);

  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final ByteArrayBytes page = new ByteArrayBytes(Mfn.PAGE_SIZE);
  private final DomainConsole console = new DomainConsole();

  @Test
  void noContentsOfThePageHarmTheDaemon() throws Exception {
    System.out.println("hostile console: seed " + seed);
    console.connected(new ConsoleRing(page), () -> {}, console::pump);
    byte[] input = new byte[64];
    for (int round = 0; round < ROUNDS; round++) {
      Field.U32 index = INDEXES.get(random.nextInt(INDEXES.size()));
      index.put(page, 0, ABI, random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(5000));
      page.putU32(4L * random.nextInt(768), random.nextInt());
      if (console.inputRoom().tryAcquire(input.length)) {
        console.enqueue(input);
      }
      console.pump();
    }
    INDEXES.forEach(index -> index.put(page, 0, ABI, 0));
    byte[] words = "honest again".getBytes(StandardCharsets.ISO_8859_1);
    page.put(XenconsInterface.OUT.at(ABI), words, 0, words.length);
    XenconsInterface.OUT_PROD.put(page, 0, ABI, words.length);
    console.pump();
    assertEquals(words.length, XenconsInterface.OUT_CONS.get(page, 0, ABI), () -> "seed " + seed);
    console.close();
    String kept = everything();
    assertTrue(kept.length() <= DomainConsole.SCROLL_BACK_BYTES, () -> "seed " + seed);
    assertTrue(kept.endsWith("honest again"), () -> "seed " + seed);
  }

  private String everything() throws InterruptedException {
    ConsoleAttachment late = new ConsoleAttachment(console, console::enqueue);
    StringBuilder all = new StringBuilder();
    byte[] buffer = new byte[4096];
    for (int n = late.read(buffer); n >= 0; n = late.read(buffer)) {
      all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }
}
