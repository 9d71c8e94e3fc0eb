package dev.xenolith.pv.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xenolith.abi.io.XenkbdKey;
import dev.xenolith.abi.io.XenkbdMotion;
import dev.xenolith.abi.io.XenkbdPage;
import dev.xenolith.abi.io.XenkbdPosition;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyboardBackendTest {
  private static final Abi ABI = Abi.PV64;

  private TestScreen screen;
  private GuestBytes shared;

  @BeforeEach
  void makeOne() throws Exception {
    screen = new TestScreen(ABI);
  }

  private void connect(boolean absolute) {
    Mfn frame = screen.world.newFrame();
    shared = screen.domain.view(List.of(frame));
    screen.write("vkbd", "page-gref", screen.domain.grant(frame, false).raw());
    screen.write("vkbd", "event-channel", screen.domain.offer(new DomId(0), () -> {}).raw());
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
}
