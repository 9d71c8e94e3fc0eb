package dev.xenolith.dom0.screen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.pv.screen.Area;
import dev.xenolith.pv.screen.Input;
import dev.xenolith.pv.screen.Picture;
import dev.xenolith.pv.xenbus.Complaints;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VncServerTest {
  private static final String V8 = "RFB 003.008\n";

  /** Domain 0's vCPU: whoever comes, one at a time. */
  private static final class Alone implements Display.Vcpu {
    @Override
    public synchronized <T> CompletableFuture<T> run(Callable<T> task) {
      try {
        return CompletableFuture.completedFuture(task.call());
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  /** A picture that the test paints. */
  private record Painted(int width, int height, int[] all) implements Picture {
    Painted(int width, int height) {
      this(width, height, new int[width * height]);
    }

    @Override
    public int[] copy(Area area) {
      int[] part = new int[area.width() * area.height()];
      for (int i = 0; i < part.length; i++) {
        int y = area.y() + i / area.width();
        part[i] = all[y * width + area.x() + i % area.width()];
      }
      return part;
    }
  }

  private final Alone vcpu = new Alone();
  private final Display display = new Display(vcpu);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Complaints complaints = new Complaints("a screen", log::add);
  private VncServer server;

  private RfbClient connect(Optional<String> password) throws Exception {
    server = VncServer.start("guest", new ScreenSpec(20, true, password), display, complaints);
    return new RfbClient(server.port());
  }

  private RfbClient looking() throws Exception {
    RfbClient viewer = connect(Optional.empty());
    viewer.greet(V8);
    assertEquals(0, viewer.chooseNone());
    viewer.begin();
    return viewer;
  }

  private void show(Picture picture) {
    vcpu.run(
        () -> {
          display.shows(picture);
          return null;
        });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aDomainWithoutAPictureIsBlack() throws Exception {
    try (RfbClient viewer = looking()) {
      assertEquals(Display.DARK_WIDTH, viewer.width);
      assertEquals("guest", viewer.name);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16})
  void aViewerSeesThePictureInEitherEncoding(int encoding) throws Exception {
    Painted picture = new Painted(150, 90);
    Random random = new Random(1);
    for (int i = 0; i < picture.all.length; i++) {
      int x = i % 150;
      int colours = x < 64 ? 1 : x < 100 ? 3 : x < 128 ? 13 : 1 << 24;
      picture.all[i] = random.nextInt(colours) * 0x010305 & 0xFFFFFF;
    }
    show(picture);
    try (RfbClient viewer = looking()) {
      viewer.encodings(encoding);
      viewer.ask(false);
      assertEquals(encoding, viewer.update());
      assertArrayEquals(picture.all, viewer.pixels);
    }
  }

  @Test
  void anIncrementalUpdateComesWithTheChangeAndHasOnlyThat() throws Exception {
    Painted picture = new Painted(100, 100);
    show(picture);
    try (RfbClient viewer = looking()) {
      viewer.ask(false);
      viewer.update();
      viewer.ask(true);
      picture.all[5 * 100 + 7] = 0xABCDEF;
      picture.all[99 * 100 + 99] = 0x111111; // said of nobody
      vcpu.run(
          () -> {
            display.changed(new Area(7, 5, 1, 1));
            return null;
          });
      viewer.update();
      assertEquals(0xABCDEF, viewer.pixels[5 * 100 + 7]);
      assertEquals(0, viewer.pixels[99 * 100 + 99]);
    }
  }

  @Test
  void aNewSizeIsToldToViewersThatUnderstandIt() throws Exception {
    show(new Painted(10, 10));
    try (RfbClient viewer = looking()) {
      viewer.encodings(0, -223);
      viewer.ask(false);
      viewer.update();
      show(new Painted(20, 5));
      viewer.ask(true);
      assertEquals(-223, viewer.update());
      assertEquals(20, viewer.width);
    }
  }

  @Test
  void keysAndButtonsReachTheDomain() throws Exception {
    show(new Painted(100, 100));
    display.listens(
        new Input() {
          @Override
          public void key(int code, boolean down) {
            heard.add(code + (down ? " down" : " up"));
          }

          @Override
          public void pointer(int x, int y, int wheel) {
            heard.add(x + "," + y + "," + wheel);
          }
        });
    try (RfbClient viewer = looking()) {
      viewer.key('A', true);
      viewer.key(0xFF0D, false);
      viewer.key(0x12345678, true);
      viewer.pointer(1, 500, 20);
      viewer.pointer(8, 4, 20);
      viewer.ask(false);
      viewer.update(); // answered after all that came before
    }
    List<String> wanted = List.of("30 down", "28 up", "99,20,0", "272 down", "4,20,-1", "272 up");
    assertEquals(wanted, heard);
  }

  @Test
  void theRightPasswordIsLetIn() throws Exception {
    try (RfbClient viewer = connect(Optional.of("secret"))) {
      assertArrayEquals(new byte[] {2}, viewer.greet(V8));
      assertEquals(0, viewer.choosePassword("secret"));
      viewer.begin();
      assertEquals("guest", viewer.name);
    }
  }

  @Test
  void aWrongPasswordIsRefusedWithTheReason() throws Exception {
    try (RfbClient viewer = connect(Optional.of("secret"))) {
      viewer.greet(V8);
      assertEquals(1, viewer.choosePassword("guess"));
      assertEquals("the password is wrong", viewer.reason());
      assertTrue(viewer.isClosed());
    }
  }

  @Test
  void nobodyGetsAroundThePassword() throws Exception {
    try (RfbClient viewer = connect(Optional.of("secret"))) {
      viewer.greet(V8);
      viewer.send(new byte[] {1, 1});
      assertTrue(viewer.isClosed());
    }
  }

  @Test
  void anUnknownMessageEndsTheConnectionAndNoOther() throws Exception {
    show(new Painted(10, 10));
    try (RfbClient viewer = looking();
        RfbClient other = new RfbClient(server.port())) {
      other.greet(V8);
      other.chooseNone();
      other.begin();
      viewer.send(new byte[] {99, 1, 2, 3});
      assertTrue(viewer.isClosed());
      other.ask(false);
      assertEquals(0, other.update());
    }
  }

  /** A picture in which a bug shows. */
  private record Broken() implements Picture {
    @Override
    public int width() {
      return 10;
    }

    @Override
    public int height() {
      return 10;
    }

    @Override
    public int[] copy(Area area) {
      throw new IllegalStateException("a bug of the picture");
    }
  }

  @Test
  void aBugThatAViewerMeetsIsToldWithItsStackAndTheViewerMayComeAgain() throws Exception {
    show(new Painted(10, 10));
    try (RfbClient viewer = looking()) {
      show(new Broken());
      viewer.ask(false);
      assertTrue(viewer.isClosed());
    }
    assertEquals(1, log.size(), log::toString);
    assertTrue(log.getFirst().startsWith("a screen: the VNC server failed: "), log::toString);
    assertTrue(log.getFirst().contains("at " + Broken.class.getName()), log::toString);
    show(new Painted(10, 10));
    try (RfbClient again = new RfbClient(server.port())) {
      again.greet(V8);
      again.chooseNone();
      again.begin();
      again.ask(false);
      assertEquals(0, again.update());
    }
    assertEquals(1, log.size(), "a viewer that leaves is no bug: " + log);
  }

  @Test
  void aPortThatIsTakenIsRefusedOrPassedOver() throws Exception {
    connect(Optional.empty()).close();
    int display = server.port() - ScreenSpec.FIRST_PORT;
    ScreenSpec same = new ScreenSpec(display, false, Optional.empty());
    ScreenException e =
        assertThrows(
            ScreenException.class,
            () -> VncServer.start("other", same, new Display(vcpu), complaints));
    assertTrue(e.getMessage().contains("port " + server.port() + " is taken"), e.getMessage());
    ScreenSpec next = new ScreenSpec(display, true, Optional.empty());
    try (VncServer other = VncServer.start("other", next, new Display(vcpu), complaints)) {
      assertTrue(other.port() > server.port());
    }
  }
}
