package dev.xenolith.hv.cpuid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CpuidPageTest {
  /** Set to write the page anew instead of comparing it. */
  private static final String WRITE = "xenolith.regenerate";

  @Test
  void thePageSaysWhatTheTablesSay() throws IOException {
    Path page =
        Files.exists(Path.of("hypervisor"))
            ? Path.of("hypervisor", "CPUID.md")
            : Path.of("CPUID.md");
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, CpuidPage.text());
    }
    assertEquals(
        CpuidPage.text(),
        Files.readString(page),
        "run the test with -D" + WRITE + "=true to write the page");
  }
}
