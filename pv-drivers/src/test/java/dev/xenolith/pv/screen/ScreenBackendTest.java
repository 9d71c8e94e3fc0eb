package dev.xenolith.pv.screen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.XenfbPage;
import dev.xenolith.abi.io.XenfbResize;
import dev.xenolith.abi.io.XenfbUpdate;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.pv.ServiceException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScreenBackendTest {
  private static TestScreen connected(Abi abi) throws Exception {
    TestScreen screen = new TestScreen(abi);
    screen.connect();
    assertEquals("4", screen.back("vfb", "state"), screen.log::toString);
    return screen;
  }

  private static String error(TestScreen screen) {
    return screen.world.store().find("/local/domain/7/error/device/vfb/0/error").orElse("none");
  }

  private static void resize(TestScreen screen, int width, int height, int stride, int depth) {
    ByteArrayBytes event = new ByteArrayBytes(XenfbUpdate.EVENT_BYTES);
    XenfbResize.TYPE.put(event, 0, screen.abi, XenfbResize.TYPE_RESIZE);
    XenfbResize.WIDTH.put(event, 0, screen.abi, width);
    XenfbResize.HEIGHT.put(event, 0, screen.abi, height);
    XenfbResize.STRIDE.put(event, 0, screen.abi, stride);
    XenfbResize.DEPTH.put(event, 0, screen.abi, depth);
    screen.event(event.array());
  }

  @ParameterizedTest
  @EnumSource(Abi.class)
  void thePictureIsWhatStandsInTheFrontEndsMemory(Abi abi) throws Exception {
    TestScreen screen = connected(abi);
    screen.pixels().putU32(4L * (TestScreen.WIDTH * 29 + 39), 0xAA123456);
    int[] corner = screen.picture.copy(new Area(38, 28, 2, 2));
    assertArrayEquals(new int[] {0, 0, 0, 0x123456}, corner);
  }

  @Test
  void theFrontEndIsAskedToTellOfChanges() throws Exception {
    TestScreen screen = connected(Abi.PV64);
    assertEquals("1", screen.back("vfb", "request-update"));
    assertEquals("1", screen.back("vfb", "feature-resize"));
  }

  @Test
  void aChangeIsToldAsFarAsItIsWithinThePicture() throws Exception {
    TestScreen screen = connected(Abi.PV64);
    screen.update(-5, 10, 20, 1000);
    screen.update(3, 3, -1, 5);
    screen.update(Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 1);
    assertEquals(List.of(new Area(0, 10, 15, 20)), screen.changes);
  }

  @Test
  void aFrameThatIsNotTheFrontEndsIsRefusedWhenItIsLookedAt() throws Exception {
    TestScreen screen = connected(Abi.PV64);
    screen.owned.remove(screen.frames.getLast().raw());
    assertThrows(
        ServiceException.class,
        () -> screen.picture.copy(new Area(0, 0, TestScreen.WIDTH, TestScreen.HEIGHT)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 30, 160, 4800, 32",
    "40, -1, 160, 4800, 32",
    "40, 31, 160, 4800, 32",
    "40, 30, 156, 4800, 32",
    "40, 30, -160, 4800, 32",
    "40, 30, 160, 0, 32",
    "40, 30, 160, -1, 32",
    "40, 30, 160, 33554433, 32",
    "40, 30, 160, 4800, 15",
    "2147483647, 2147483647, 2147483647, 4800, 8",
  })
  void aPictureThatMakesNoSenseIsRefusedWithTheReason(
      int width, int height, int line, int bytes, int depth) throws Exception {
    TestScreen screen = connected(Abi.PV64);
    screen.write("vfb", "state", 6);
    screen.world.run();
    XenfbPage.WIDTH.put(screen.shared, 0, screen.abi, width);
    XenfbPage.HEIGHT.put(screen.shared, 0, screen.abi, height);
    XenfbPage.LINE_LENGTH.put(screen.shared, 0, screen.abi, line);
    XenfbPage.MEM_LENGTH.put(screen.shared, 0, screen.abi, bytes);
    XenfbPage.DEPTH.put(screen.shared, 0, screen.abi, depth);
    screen.write("vfb", "state", 1);
    screen.world.run();
    screen.present();
    assertEquals("5", screen.back("vfb", "state"));
    assertTrue(error(screen).matches(".*(mem_length|makes no sense|not known).*"), error(screen));
    assertEquals(0, screen.open);
  }

  @Test
  void aResizedPictureIsShownAnew() throws Exception {
    TestScreen screen = connected(Abi.PV64);
    resize(screen, 20, 30, 160, 16);
    screen.pixels().putU16(2, 0xF800);
    assertEquals(20, screen.picture.width());
    assertArrayEquals(new int[] {0, 0xFF0000}, screen.picture.copy(new Area(0, 0, 2, 1)));
  }

  @Test
  void aResizeBeyondTheMemoryEndsTheConnection() throws Exception {
    TestScreen screen = connected(Abi.PV64);
    resize(screen, 41, 30, 164, 32);
    assertEquals("5", screen.back("vfb", "state"));
    assertNull(screen.picture);
  }

  @Test
  void anIndexThatMakesNoSenseEndsTheConnection() throws Exception {
    TestScreen screen = connected(Abi.PV64);
    XenfbPage.OUT_PROD.put(screen.shared, 0, screen.abi, 10_000);
    screen.domain.signal(screen.port);
    screen.world.run();
    assertTrue(error(screen).contains("out_prod"), error(screen));
    assertEquals(0, screen.open);
  }

  @Test
  void aScreenInWhichABugShowsIsShownAnew() throws Exception {
    TestScreen screen = connected(Abi.PV64);
    screen.bugs = 1;
    screen.update(0, 0, 1, 1);
    screen.update(0, 0, 2, 2);
    assertEquals(List.of(new Area(0, 0, 2, 2)), screen.changes);
    assertEquals("4", screen.back("vfb", "state"));
    assertNotNull(screen.picture);
    assertTrue(screen.log.getFirst().contains("a bug of the viewer"), screen.log::toString);
  }

  @Test
  void aScreenThatIsClosedGoesDarkAndIsLetGo() throws Exception {
    TestScreen screen = connected(Abi.PV64);
    screen.write("vfb", "state", 6);
    screen.world.run();
    assertEquals("6", screen.back("vfb", "state"));
    assertNull(screen.picture);
    assertEquals(0, screen.open);
  }

  /** Whatever the events are, the screen is either shown in bounds or ended with a reason. */
  @Test
  void randomEventsHarmNobody() throws Exception {
    boolean runsLong = Boolean.getBoolean("xenolith.long");
    long seed = Long.getLong("xenolith.seed", runsLong ? System.nanoTime() : 20261126);
    System.out.println("hostile screen front end: seed " + seed);
    Random random = new Random(seed);
    TestScreen screen = connected(Abi.PV64);
    int rounds = runsLong ? 1_000_000 : 20_000;
    for (int i = 0; i < rounds; i++) {
      byte[] event = new byte[XenfbUpdate.EVENT_BYTES];
      random.nextBytes(event);
      event[0] = (byte) (1 + random.nextInt(3));
      for (int at = 7; at < 28 && random.nextInt(8) != 0; at += 4) {
        event[at] = event[at - 1] = event[at - 2] = 0;
      }
      screen.event(event);
      if (screen.picture == null) {
        assertNotNull(error(screen));
        screen.write("vfb", "state", 6);
        screen.world.run();
        XenfbPage.OUT_CONS.put(screen.shared, 0, screen.abi, 0);
        XenfbPage.OUT_PROD.put(screen.shared, 0, screen.abi, 0);
        screen.write("vfb", "state", 1);
        screen.world.second();
        screen.present();
      }
      screen.picture.copy(new Area(0, 0, screen.picture.width(), screen.picture.height()));
      screen.changes.forEach(a -> assertTrue(a.x() >= 0 && a.width() > 0 && a.height() > 0));
      screen.changes.clear();
    }
  }
}
