package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.launch.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The smallest kernel for 64 bits. */
class HelloTest {
  private static final Path IMAGE = Path.of("hello/hello.elf").toAbsolutePath();
  private static final String LINE = "Hello from a 64-bit kernel of a few instructions.";

  @Test
  void itPrintsItsLineAndPowersOff() throws Exception {
    try (RunningGuest hello = new RunningGuest(IMAGE, 8, Machine.Time.VIRTUAL)) {
      assertEquals(Optional.of(ShutdownReason.POWEROFF), hello.end(), hello::written);
      assertEquals(LINE + "\r\n", hello.written());
    }
  }

  @Test
  void theReadmeSaysHowLargeItIsAndWhatItPrints() throws Exception {
    String page = Files.readString(Path.of("hello/README.md"));
    assertTrue(page.contains("a file of %d bytes".formatted(Files.size(IMAGE))), page);
    assertTrue(page.contains("    " + LINE), page);
  }
}
