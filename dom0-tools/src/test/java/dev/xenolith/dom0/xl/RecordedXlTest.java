package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.host.TestHost;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What xl of Xen 4.17 said, and what this one says in the same situation. */
class RecordedXlTest {
  /** Where the difference is meant. */
  private static final Set<String> OTHERWISE =
      Set.of(
          "xl destroy 0", // no -f helps here
          "xl destroy Domain-0",
          "xl shutdown 0", // would shut the host's own kernel down
          "xl shutdown -a guest", // takes a minute
          "xl create /guest/cfg", // there is no such file
          "xl create /tmp/bad.cfg", // the parser has sentences of its own
          "xl info -n", // no topology: one CPU, one node
          "xl debug-keys h",
          "xl debug-keys qr",
          "xl dmesg",
          "xl dmesg -c",
          "xl dump-core guest /tmp/c", // the real one needs a p2m tree, which GRUB has not
          "xl top -b"); // has no batch mode there, but runs xentop, which has

  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.]*");

  /** One command of the recording. */
  private record Recorded(String command, List<String> out, List<String> err, int status) {
    boolean isTable() {
      return !out.isEmpty()
          && (out.getFirst().startsWith("Name ") || out.getFirst().startsWith("UUID "));
    }
  }

  @TempDir private Path folder;

  private static List<String> resource(String name) throws IOException {
    try (InputStream in = RecordedXlTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<Recorded> recording(String file) throws IOException {
    List<Recorded> all = new ArrayList<>();
    List<String> out = new ArrayList<>();
    List<String> err = new ArrayList<>();
    String command = "";
    for (String line : resource(file)) {
      String text = line.substring(Math.min(2, line.length()));
      switch (line.charAt(0)) {
        case '$' -> command = text;
        case '1' -> out.add(text);
        case '2' -> err.add(text);
        default -> {
          all.add(
              new Recorded(command, List.copyOf(out), List.copyOf(err), Integer.parseInt(text)));
          out.clear();
          err.clear();
        }
      }
    }
    return all;
  }

  @Test
  void everyCommandOfTheRealXlIsKnownWithItsOptions() throws IOException {
    for (String line : resource("commands-4.17.txt")) {
      String[] words = line.split(" ");
      Command command = Commands.find(words[0]).orElseThrow(() -> new AssertionError(line));
      assertEquals(words[0], command.name());
      for (int i = 1; i < words.length && command.isAvailable(); i++) {
        String option = words[i].replaceAll("^-+", "");
        assertTrue(command.options().stream().anyMatch(o -> o.answersTo(option)), line + option);
      }
    }
  }

  @Test
  void theSameCommandsGetTheSameAnswers() throws Exception {
    replay("xl-4.17.txt");
  }

  /** With {@code sched=credit} on Xen's command line, as here. */
  @Test
  void theSameSchedulerGetsTheSameAnswers() throws Exception {
    replay("xl-4.17-credit.txt");
  }

  @Test
  void theSameNetworkCardsGetTheSameAnswers() throws Exception {
    replay("xl-4.17-network.txt");
  }

  @Test
  void networkCardsStandInTheLongListAsInTheRealOne() throws Exception {
    try (TestHost test = new TestHost(folder)) {
      test.create("guest", TinyKernel.waiting(), "vif = ['mac=00:16:3e:12:34:56,bridge=xenbr0']");
      String out = new TypedXl(test.state().path()).type("list", "-l", "guest").out();
      String recorded = String.join("\n", resource("list-4.17-nics.txt"));
      assertTrue(out.contains(recorded), () -> out + "\nhas not:\n" + recorded);
    }
  }

  private void replay(String file) throws Exception {
    try (TestHost test = new TestHost(folder)) {
      test.create("guest", TinyKernel.waiting());
      TypedXl xl = new TypedXl(test.state().path());
      for (Recorded recorded : recording(file)) {
        String[] words = recorded.command().substring("xl ".length()).split(" ");
        boolean available = Commands.find(words[0]).orElseThrow().isAvailable();
        if (!available || OTHERWISE.contains(recorded.command())) {
          continue;
        }
        compare(recorded, xl.type(words));
      }
    }
  }

  private static void compare(Recorded recorded, TypedXl.Outcome outcome) {
    String command = recorded.command();
    assertEquals(recorded.status(), outcome.status(), command + ": " + outcome.err());
    assertEquals(words(recorded.err()), words(outcome.err().lines().toList()), command);
    List<String> out = outcome.out().lines().toList();
    if (recorded.isTable()) {
      assertEquals(recorded.out().getFirst(), out.getFirst(), command);
      assertEquals(shapes(recorded.out()), shapes(out), command);
    } else if (command.equals("xl info")) {
      assertEquals(keys(recorded.out()), keys(out));
    } else if (command.startsWith("xl uptime") || command.startsWith("xl info")) {
      assertEquals(recorded.out().size(), out.size(), command);
    } else if (recorded.err().stream().noneMatch(line -> line.contains("requires at least"))
        && !command.equals("xl list guest nosuch")) {
      assertEquals(recorded.out(), out, command);
    }
  }

  /** Without the lines of libxl, which name its source files, and ours in their place. */
  private static String words(List<String> err) {
    return err.stream()
        .filter(line -> !line.startsWith("libxl: ") && !line.startsWith("xl: "))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> keys(List<String> rows) {
    return rows.stream().map(row -> row.substring(0, row.indexOf(':') + 2)).toList();
  }

  private static String shapes(List<String> rows) {
    return rows.stream().skip(1).map(RecordedXlTest::shape).collect(Collectors.joining("\n"));
  }

  /** Where the columns of a row are: numbers by their last character, words by their first. */
  private static String shape(String row) {
    StringBuilder shape = new StringBuilder();
    for (int at = 0; at < row.length(); at++) {
      if (row.charAt(at) == ' ') {
        continue;
      }
      int end = row.indexOf(' ', at);
      end = end < 0 ? row.length() : end;
      String word = row.substring(at, end);
      if (NUMBER.matcher(word).matches()) {
        shape.append(" number<").append(end);
      } else if (word.matches("[rbpscd-]{3,6}")) {
        shape.append(" state>").append(at);
      } else if (word.matches("[0-9a-f]{8}-.*")) {
        shape.append(" uuid>").append(at);
      } else {
        shape.append(' ').append(word.replaceAll("[0-9]", "9")).append('>').append(at);
      }
      at = end;
    }
    return shape.toString();
  }
}
