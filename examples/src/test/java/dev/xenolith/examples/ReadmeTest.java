package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.trace.LiveTrace;
import dev.xenolith.dom0.trace.Palette;
import dev.xenolith.dom0.trace.TraceFilter;
import dev.xenolith.dom0.trace.TracePrinter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The first page shows pieces of what {@code xl run --time virtual --trace --dmesg
 * examples/tour/tour.cfg} prints; numbers in it are another tour image's after each change of that.
 */
class ReadmeTest {
  private static final Path README = Path.of("../README.md").toAbsolutePath();
  private static final Path TOUR = Path.of("tour/tour.elf").toAbsolutePath();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\n(.*?)^```$");
  private static final String NUMBER = "\\b(0x)?[0-9a-f]*[0-9][0-9a-f]*";
  private static final int MOST_ELEMENTS = 8;

  /** What it prints: console, trace, log. */
  private record Printed(String console, List<String> trace, List<String> log) {
    static Printed byTheTour() throws Exception {
      List<String> lines = new ArrayList<>();
      TraceFilter filter = TraceFilter.parse("hypercall,d1");
      TracePrinter printer = new TracePrinter(filter, Palette.NONE, MOST_ELEMENTS, lines::add);
      String console;
      List<String> log;
      try (LiveTrace trace = LiveTrace.printing(filter, printer);
          RunningGuest tour = new RunningGuest(TOUR, 16, Machine.Time.VIRTUAL, trace::start)) {
        tour.end();
        console = tour.written().replace("\r", "");
        log = tour.log().lines().toList();
      }
      return new Printed(console, lines, log);
    }

    /** What there is in the place of a block of the page. */
    String insteadOf(String block) {
      if (block.startsWith("[")) {
        return alike(block, trace);
      }
      if (block.startsWith("(XEN)")) {
        return alike(block, log);
      }
      return console
          .lines()
          .limit(block.lines().count())
          .collect(Collectors.joining("\n", "", "\n"));
    }

    /** For each line the first of these that differs from it in numbers only. */
    private static String alike(String block, List<String> all) {
      return block
          .lines()
          .map(
              line ->
                  all.stream()
                      .filter(l -> shape(l).equals(shape(line)))
                      .findFirst()
                      .orElse("nothing like: " + line))
          .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String shape(String line) {
      return line.replaceAll(NUMBER, "#").replaceAll(" +", " ");
    }
  }

  @Test
  void whatTheFirstPageShowsIsWhatTheTourPrints() throws Exception {
    String page = Files.readString(README);
    Printed printed = Printed.byTheTour();
    assertFalse(printed.trace.isEmpty());
    StringBuilder anew = new StringBuilder();
    Matcher block = BLOCK.matcher(page);
    List<String> seen = new ArrayList<>();
    while (block.find()) {
      seen.add(block.group(1).substring(0, 1));
      String now = printed.insteadOf(block.group(1));
      block.appendReplacement(anew, Matcher.quoteReplacement("```\n" + now + "```"));
    }
    block.appendTail(anew);
    assertTrue(seen.containsAll(List.of("X", "[", "(")), "blocks that begin with " + seen);
    if (Boolean.getBoolean("xenolith.regenerate")) {
      Files.writeString(README, anew);
    } else {
      assertEquals(anew.toString(), page, "mvn verify -Dxenolith.regenerate=true");
    }
  }
}
