package dev.xenolith.dom0.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenSyntaxTest {
  private static ScreenSpec parse(String text) throws ScreenException {
    return ScreenSyntax.parse(text).orElseThrow();
  }

  @Test
  void whatIsNotSaidIsTheNextFreeDisplayWithoutAPassword() throws ScreenException {
    assertEquals(new ScreenSpec(0, true, Optional.empty()), parse("vnc=1"));
    assertEquals(new ScreenSpec(0, true, Optional.empty()), parse(""));
  }

  @Test
  void aDisplayThatIsNamedIsTakenOrNone() throws ScreenException {
    assertEquals(new ScreenSpec(7, false, Optional.empty()), parse("vncdisplay=7"));
    assertEquals(new ScreenSpec(7, true, Optional.empty()), parse("vncdisplay=7,vncunused=1"));
    assertEquals(new ScreenSpec(3, true, Optional.empty()), parse("vnclisten=127.0.0.1:3"));
  }

  @Test
  void thePasswordIsKept() throws ScreenException {
    assertEquals(Optional.of("secret"), parse("type=vnc, vncpasswd=secret").password());
  }

  @Test
  void withoutVncThereIsNothingToSee() throws ScreenException {
    assertTrue(ScreenSyntax.parse("vnc=0").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "'vnclisten=0.0.0.0', beyond 127.0.0.1",
    "'vnclisten=192.168.1.1:1', beyond 127.0.0.1",
    "'vncdisplay=100', a number from 0 to 99",
    "'vncdisplay=-1', a number from 0 to 99",
    "'vncunused=2', 0 or 1",
    "'sdl=1', is not available",
    "'keymap=de', is not available",
    "'vncpaswd=x', unknown parameter",
    "'vnc=1,vnc=1', given twice",
  })
  void whatCannotBeHadIsRefusedByName(String text, String why) {
    ScreenException e = assertThrows(ScreenException.class, () -> ScreenSyntax.parse(text));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}
