package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code xl top}: the domains and what they use, again and again. */
final class TopCommand {
  private static final int DEFAULT_DELAY_SECONDS = 3;
  private static final int CTRL_C = 3;

  /** To the top left corner; then, behind what was written, away with the rest. */
  private static final String HOME = "\033[H";

  private static final String REST_OF_LINE = "\033[K\n";
  private static final String REST_OF_SCREEN = "\033[J";

  private TopCommand() {}

  static int top(Session s, Words w) throws Exception {
    int delay = number(w, "delay", DEFAULT_DELAY_SECONDS);
    int rounds = number(w, "iterations", Integer.MAX_VALUE);
    TopTable table =
        new TopTable(
            new TopTable.Choice(w.has("full-name"), w.has("vcpus"), w.has("repeat-header")));
    HostClient host = s.host();
    try (RawTerminal terminal = w.has("batch") ? null : RawTerminal.enter()) {
      boolean screen = terminal != null;
      CountDownLatch left = new CountDownLatch(1);
      if (screen) {
        watchKeys(s, left);
      }
      for (int round = 0; round < rounds && left.getCount() > 0; round++) {
        if (round > 0 && left.await(delay, TimeUnit.SECONDS)) {
          break;
        }
        TopTable.Look look = look(host, w.has("vcpus"));
        show(s, table, look, screen);
      }
      if (screen) {
        s.out.print("\r\n");
        s.out.flush();
      }
    }
    return 0;
  }

  private static int number(Words w, String option, int otherwise) throws UsageException {
    String text = w.value(option).orElse(Integer.toString(otherwise));
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
      throw new UsageException("--" + option + " takes a number, found '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static TopTable.Look look(HostClient host, boolean vcpus) throws Exception {
    return new TopTable.Look(
        System.nanoTime(),
        host.get("/v1/domains").tree().list("domains"),
        vcpus ? host.get("/v1/vcpus").tree().list("vcpus") : List.of(),
        host.get("/v1/machine").tree());
  }

  private static void show(Session s, TopTable table, TopTable.Look look, boolean screen) {
    List<String> lines = table.lines(look);
    if (!screen) {
      lines.forEach(s.out::println);
      s.out.flush();
      return;
    }
    StringBuilder text = new StringBuilder(HOME);
    TopTable.summary(look).forEach(line -> text.append(line).append(REST_OF_LINE));
    lines.forEach(line -> text.append(line).append(REST_OF_LINE));
    text.append("q leaves").append(REST_OF_SCREEN);
    s.out.print(text.toString().replace("\n", "\r\n"));
    s.out.flush();
  }

  private static void watchKeys(Session s, CountDownLatch left) {
    Thread keys =
        new Thread(
            () -> {
              try {
                int key = s.in.read();
                while (key >= 0 && key != 'q' && key != 'Q' && key != CTRL_C) {
                  key = s.in.read();
                }
              } catch (IOException e) {
                // No keys any more: as if there had been the last one.
              }
              left.countDown();
            },
            "keys");
    keys.setDaemon(true);
    keys.start();
  }
}
