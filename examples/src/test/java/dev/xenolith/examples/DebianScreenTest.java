package dev.xenolith.examples;

import static dev.xenolith.examples.DebianLinux.PROMPT;
import static dev.xenolith.examples.DebianLinux.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.screen.Display;
import dev.xenolith.dom0.screen.ScreenSpec;
import dev.xenolith.dom0.screen.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Debian's stock Linux with a screen and a keyboard. */
class DebianScreenTest {
  private static final ScreenSpec SCREEN = new ScreenSpec(0, true, Optional.empty());

  /** By Linux's numbers: pwd, the sign for output into a file, x, Return. */
  private static final List<Integer> KEYS = List.of(25, 17, 32, 42, 52, -42, 45, 28);

  private static Snapshot shown(Display screen) throws Exception {
    return screen.snapshot().get(300, TimeUnit.SECONDS);
  }

  private static void type(Display screen) {
    for (int key : KEYS) {
      screen.key(Math.abs(key), key > 0);
      if (key != 42 && key > 0) {
        screen.key(key, false);
      }
    }
  }

  @Test
  void itsLettersAreSeenAndItHearsTheKeyboard() throws Exception {
    DebianLinux linux = new DebianLinux("amd64", 256, 1, "console=tty0 console=hvc0 quiet");
    try (RunningGuest guest =
        linux.boot(Machine.Time.VIRTUAL, DomainDevices.NONE.withScreen(Optional.of(SCREEN)))) {
      guest.expect(PROMPT);
      assertEquals("xen", answer(guest, "cat /sys/class/graphics/fb0/name"));
      answer(guest, "cd /tmp; setsid sh -i </dev/tty1 >/dev/tty1 2>&1 & cd /root");
      answer(guest, "sleep 1");
      Display screen = guest.screen();
      Snapshot before = shown(screen);
      assertEquals(800, before.width());
      assertEquals(600, before.height());
      assertTrue(Arrays.stream(before.pixels()).distinct().count() > 1, "all of one colour");
      type(screen);
      assertEquals("/tmp", answer(guest, "sleep 2; cat /tmp/x"));
      assertTrue(!Arrays.equals(before.pixels(), shown(screen).pixels()), "nothing has changed");
      guest.type("poweroff\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), guest.end());
    }
  }
}
