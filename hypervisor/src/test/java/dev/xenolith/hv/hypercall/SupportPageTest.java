package dev.xenolith.hv.hypercall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SupportPageTest {
  /** Set to write the page anew instead of comparing it. */
  private static final String WRITE = "xenolith.regenerate";

  @Test
  void thePageSaysWhatTheTableSays() throws IOException {
    Path page =
        Files.exists(Path.of("hypervisor"))
            ? Path.of("hypervisor", "HYPERCALLS.md")
            : Path.of("HYPERCALLS.md");
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, SupportPage.text());
    }
    assertEquals(
        SupportPage.text(),
        Files.readString(page),
        "run the test with -D" + WRITE + "=true to write the page");
  }
}
