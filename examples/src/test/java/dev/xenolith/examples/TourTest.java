package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.trace.LiveTrace;
import dev.xenolith.dom0.trace.TraceFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled kernel, whose console says what it tried and what happened. */
class TourTest {
  private static final Path README = Path.of("tour/README.md").toAbsolutePath();
  private static final Path PRINTED_64 = Path.of("tour/tour64.txt").toAbsolutePath();
  private static final Path IMAGE = Path.of("tour/tour.elf").toAbsolutePath();

  private static RunningGuest tour() throws Exception {
    return new RunningGuest(IMAGE, 16, Machine.Time.VIRTUAL);
  }

  /** The image for 32 bits, and the one for 64 of the same sources. */
  private static RunningGuest tour(String name) throws Exception {
    return new RunningGuest(IMAGE.resolveSibling(name), 16, Machine.Time.VIRTUAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void theWholeWalkEndsInAPoweroff(String image) throws Exception {
    try (RunningGuest tour = tour(image)) {
      assertEquals(Optional.of(ShutdownReason.POWEROFF), tour.end(), tour::written);
      assertTrue(tour.written().contains("That was the tour."));
    }
  }

  @Test
  void theReadmeShowsWhatTheTourPrints() throws Exception {
    try (RunningGuest tour = tour()) {
      tour.end();
      String printed = tour.written().replace("\r", "").strip();
      String page = Files.readString(README);
      int begin = page.indexOf("```\n") + 4;
      int end = page.indexOf("```", begin);
      if (Boolean.getBoolean("xenolith.regenerate")) {
        Files.writeString(README, page.substring(0, begin) + printed + "\n" + page.substring(end));
      } else {
        assertEquals(
            printed, page.substring(begin, end).strip(), "mvn verify -Dxenolith.regenerate=true");
      }
    }
  }

  @Test
  void tourOf64BitsPrintsWhatIsWrittenBesideIt() throws Exception {
    try (RunningGuest tour = tour("tour64.elf")) {
      tour.end();
      String printed = tour.written().replace("\r", "").strip() + "\n";
      if (Boolean.getBoolean("xenolith.regenerate")) {
        Files.writeString(PRINTED_64, printed);
      } else {
        assertEquals(
            printed, Files.readString(PRINTED_64), "mvn verify -Dxenolith.regenerate=true");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour.elf", "tour64.elf"})
  void twoRunsInVirtualTimePrintTheSame(String image) throws Exception {
    String first;
    try (RunningGuest tour = tour(image)) {
      tour.end();
      first = tour.written();
    }
    try (RunningGuest tour = tour(image)) {
      tour.end();
      assertEquals(first, tour.written());
    }
  }

  @Test
  void twoRunsInVirtualTimeGiveTheSameTraceByteForByte(@TempDir Path directory) throws Exception {
    byte[] first = trace(directory.resolve("first"));
    assertTrue(first.length > 10_000);
    assertArrayEquals(first, trace(directory.resolve("second")));
  }

  private static byte[] trace(Path file) throws Exception {
    try (LiveTrace trace = LiveTrace.toFile(TraceFilter.parse("all"), file);
        RunningGuest tour = new RunningGuest(IMAGE, 16, Machine.Time.VIRTUAL, trace::start)) {
      tour.end();
    }
    return Files.readAllBytes(file);
  }

  @Test
  void mappingAPageTableWritableIsExplainedInTheLog() throws Exception {
    try (RunningGuest tour = tour()) {
      tour.end();
      String log = tour.log();
      assertTrue(log.contains("update_va_mapping"), log);
      assertTrue(log.contains("l1_page_table"), log);
    }
  }
}
