package dev.xenolith.pv.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XenkbdKey;
import dev.xenolith.abi.io.XenkbdMotion;
import dev.xenolith.abi.io.XenkbdPage;
import dev.xenolith.abi.io.XenkbdPosition;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyboardBackendTest {
  private static final Abi ABI = Abi.PV64;

  private TestScreen screen;
  private GuestBytes shared;
  private EvtchnPort port;

  @BeforeEach
  void makeOne() throws Exception {
    screen = new TestScreen(ABI);
  }

  private void connect(boolean absolute) {
    Mfn frame = screen.world.newFrame();
    shared = screen.domain.view(List.of(frame));
    screen.write("vkbd", "page-gref", screen.domain.grant(frame, false).raw());
    present(absolute);
  }

  private void present(boolean absolute) {
    port = screen.domain.offer(new DomId(0), () -> {});
    screen.write("vkbd", "event-channel", port.raw());
    screen.write("vkbd", "request-abs-pointer", absolute ? 1 : 0);
    screen.write("vkbd", "state", 3);
    screen.world.run();
    assertEquals("4", screen.back("vkbd", "state"), screen.log::toString);
  }

  private static long slot(int i) {
    return XenkbdPage.IN_RING_OFFSET + (long) i * XenkbdPage.EVENT_BYTES;
  }

  @Test
  void absolutePointersAreOffered() {
    assertEquals("1", screen.back("vkbd", "feature-abs-pointer"));
  }

  @Test
  void aKeyReachesTheFrontEnd() {
    connect(true);
    screen.input.key(30, true);
    assertEquals(1, XenkbdPage.IN_PROD.get(shared, 0, ABI));
    assertEquals(XenkbdKey.TYPE_KEY, XenkbdKey.TYPE.get(shared, slot(0), ABI));
    assertEquals(1, XenkbdKey.PRESSED.get(shared, slot(0), ABI));
    assertEquals(30, XenkbdKey.KEYCODE.get(shared, slot(0), ABI));
  }

  @Test
  void thePointerIsTheWayTheFrontEndWantsIt() {
    connect(false);
    screen.input.pointer(10, 20, 0);
    screen.input.pointer(7, 25, -1);
    assertEquals(XenkbdMotion.TYPE_MOTION, XenkbdMotion.TYPE.get(shared, slot(1), ABI));
    assertEquals(-3, XenkbdMotion.REL_X.get(shared, slot(1), ABI));
    assertEquals(5, XenkbdMotion.REL_Y.get(shared, slot(1), ABI));
    assertEquals(-1, XenkbdMotion.REL_Z.get(shared, slot(1), ABI));
  }

  @Test
  void anAbsolutePointerIsInPixels() {
    connect(true);
    screen.input.pointer(10, 20, 0);
    assertEquals(XenkbdPosition.TYPE_POS, XenkbdPosition.TYPE.get(shared, slot(0), ABI));
    assertEquals(10, XenkbdPosition.ABS_X.get(shared, slot(0), ABI));
    assertEquals(20, XenkbdPosition.ABS_Y.get(shared, slot(0), ABI));
  }

  @Test
  void whatAFullRingHasNoRoomForIsLost() {
    connect(true);
    for (int i = 0; i < 2 * XenkbdPage.IN_RING_LENGTH; i++) {
      screen.input.key(i, true);
    }
    assertEquals(XenkbdPage.IN_RING_LENGTH, XenkbdPage.IN_PROD.get(shared, 0, ABI));
    assertEquals(0, XenkbdKey.KEYCODE.get(shared, slot(0), ABI));
  }

  @Test
  void aKeyboardThatIsClosedHearsNothing() {
    connect(true);
    screen.write("vkbd", "state", 6);
    screen.world.run();
    assertNull(screen.input);
    assertEquals(0, screen.world.mappings(new DomId(7)));
  }

  @Test
  void aKeyboardInWhichABugShowsHearsTheNextKey() {
    connect(true);
    screen.back.bugs = 1;
    screen.input.key(30, true);
    screen.world.run();
    assertEquals("4", screen.back("vkbd", "state"));
    assertEquals(1, screen.log.size(), screen.log::toString);
    assertTrue(screen.log.getFirst().contains("a bug of the event channels"));
    screen.input.key(31, true);
    assertEquals(2, XenkbdPage.IN_PROD.get(shared, 0, ABI));
    assertEquals(31, XenkbdKey.KEYCODE.get(shared, slot(1), ABI));
  }

  private String error() {
    return screen.world.store().find("/local/domain/7/error/device/vkbd/0/error").orElse("none");
  }

  /** Whatever stands in the page, the front end gets its events or the connection ends. */
  @Test
  void noContentsOfThePageHarmTheBackEnd() {
    boolean runsLong = Boolean.getBoolean("xenolith.long");
    long seed = Long.getLong("xenolith.seed", runsLong ? System.nanoTime() : 20_26);
    System.out.println("hostile keyboard front end: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    connect(true);
    int ended = 0;
    for (int event = 0; event < (runsLong ? 1_000_000 : 20_000); event++) {
      shared.putU32(4L * random.nextInt(4), random.nextInt(-5, XenkbdPage.OUT_RING_LENGTH + 5));
      if (random.nextInt(10) == 0) {
        shared.putU32(4L * random.nextInt(1024), random.nextInt());
      }
      screen.input.key(random.nextInt(500), random.nextBoolean());
      screen.input.pointer(random.nextInt(), random.nextInt(), random.nextInt(3) - 1);
      screen.domain.signal(port);
      screen.world.run();
      if (screen.input == null) {
        ended++;
        assertEquals("5", screen.back("vkbd", "state"), () -> "seed " + seed);
        assertEquals("the front end's out_prod makes no sense", error());
        assertEquals(0, screen.world.mappings(new DomId(7)), () -> "seed " + seed);
        screen.write("vkbd", "state", 6);
        screen.world.run();
        screen.write("vkbd", "state", 1);
        screen.world.second();
        present(true);
      }
    }
    assertTrue(ended > 100, "its lies were noticed " + ended + " times");
  }
}
