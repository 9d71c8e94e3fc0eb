package dev.xenolith.pv.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XenconsInterface;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A front end whose indexes and nodes are anything. */
class HostileConsoleTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int STEPS = LONG ? 1_000_000 : 20_000;
  private static final Abi ABI = Abi.PV64;

  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);
  private final SplittableRandom random = new SplittableRandom(seed);
  private TestConsole console;
  private GuestBytes page;
  private Mfn frame;
  private EvtchnPort port;

  @Test
  void noIndexAndNoNodeHarmsTheBackEnd() throws Exception {
    System.out.println("hostile console: seed " + seed);
    console = new TestConsole();
    frame = console.world.newFrame();
    page = console.domain.view(List.of(frame));
    int connections = 0;
    long bytes = 0;
    for (int step = 0; step < STEPS; step++) {
      if (console.state().equals("4")) {
        bytes += attack();
      } else {
        connect();
        connections++;
      }
    }
    int counted = connections;
    assertTrue(counted > STEPS / 200, () -> "seed " + seed + ": " + counted + " connections");
    assertTrue(bytes > STEPS, "seed " + seed + ": " + bytes + " bytes");
    state("6");
    assertEquals(0, console.world.mappings(new DomId(7)), () -> "seed " + seed);
  }

  private void connect() {
    state("6");
    state("1");
    XenconsInterface.OUT_CONS.put(page, 0, ABI, random.nextInt());
    XenconsInterface.OUT_PROD.put(page, 0, ABI, XenconsInterface.OUT_CONS.get(page, 0, ABI));
    int wrong = random.nextInt(8);
    int ref = wrong == 0 ? random.nextInt() : console.domain.grant(frame, false).raw();
    port = console.domain.offer(new DomId(0), () -> {});
    console.write(TestConsole.FRONT + "/ring-ref", Integer.toString(ref));
    console.write(TestConsole.FRONT + "/port", wrong == 1 ? "none" : "" + port.raw());
    state("3");
  }

  private void state(String state) {
    console.write(TestConsole.FRONT + "/state", state);
    console.world.second();
  }

  /** Answers how many bytes reached the terminal. */
  private int attack() {
    int before = console.written.length();
    int prod = XenconsInterface.OUT_PROD.get(page, 0, ABI);
    boolean sane = random.nextInt(50) > 0;
    int next = sane ? prod + random.nextInt(ConsoleRing.OUTPUT_BYTES) : random.nextInt();
    XenconsInterface.OUT_PROD.put(page, 0, ABI, next);
    switch (random.nextInt(20)) {
      case 0 -> XenconsInterface.OUT_CONS.put(page, 0, ABI, random.nextInt());
      case 1 -> XenconsInterface.IN_CONS.put(page, 0, ABI, random.nextInt());
      case 2 -> XenconsInterface.IN_PROD.put(page, 0, ABI, random.nextInt());
      case 3 -> console.type("typed");
      default -> {}
    }
    console.domain.signal(port);
    console.world.run();
    int count = console.written.length() - before;
    console.written.setLength(0);
    assertTrue(count <= ConsoleRing.OUTPUT_BYTES, () -> "seed " + seed);
    return count;
  }
}
