package dev.xenolith.dom0.xl;

import dev.xenolith.dom0.client.HostClient;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code xl top}: the domains and what they use, again and again. */
final class TopCommand {
  private static final int DEFAULT_DELAY_SECONDS = 3;

  private TopCommand() {}

  static int top(Session s, Words w) throws Exception {
    if (w.has("version")) {
      s.out.println(Help.version());
      return 0;
    }
    TopView view = new TopView(w.has("full-name"), number(w, "delay", DEFAULT_DELAY_SECONDS));
    long rounds = rounds(w);
    view.networks = w.has("networks");
    view.disks = w.has("vbds");
    view.vcpus = w.has("vcpus");
    view.repeatHeader = w.has("repeat-header");
    TopTable table = new TopTable(view);
    HostClient host = s.host();
    try (RawTerminal terminal = w.has("batch") ? null : RawTerminal.enter()) {
      if (terminal == null) {
        batch(s, host, table, view, rounds);
      } else {
        live(s, host, new TopScreen(view, table), view, rounds);
      }
    }
    return 0;
  }

  /** How many tables to show; xentop counts 0 down to 0 again, which takes for ever. */
  static long rounds(Words w) throws UsageException {
    int asked = number(w, "iterations", 0);
    return asked == 0 ? Long.MAX_VALUE : asked;
  }

  private static int number(Words w, String option, int otherwise) throws UsageException {
    String text = w.value(option).orElse(Integer.toString(otherwise));
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
      throw new UsageException("--" + option + " takes a number, found '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private static TopTable.Look look(HostClient host, TopView view) throws Exception {
    return new TopTable.Look(
        System.nanoTime(),
        host.get("/v1/domains").tree().list("domains"),
        view.vcpus ? host.get("/v1/vcpus").tree().list("vcpus") : List.of(),
        host.get("/v1/machine").tree());
  }

  private static void batch(Session s, HostClient host, TopTable table, TopView view, long rounds)
      throws Exception {
    for (long round = 0; round < rounds; round++) {
      if (round > 0) {
        TimeUnit.SECONDS.sleep(view.delaySeconds);
      }
      table.lines(look(host, view)).forEach(line -> s.out.println(line.text()));
      s.out.flush();
    }
  }

  /** The same on a terminal: a table more after the delay, and at each key. */
  private static void live(Session s, HostClient host, TopScreen screen, TopView view, long rounds)
      throws Exception {
    TopKeys keys = new TopKeys(s.in);
    Thread typist = new Thread(keys, "keys");
    typist.setDaemon(true);
    typist.start();
    TopScreen.Size size = RawTerminal.size();
    for (long round = 0; round < rounds; round++) {
      if (round > 0) {
        Integer key = keys.poll(TimeUnit.SECONDS.toMillis(view.delaySeconds));
        if (key != null && !view.press(key)) {
          break;
        }
        size = RawTerminal.size();
      }
      s.out.print(screen.draw(look(host, view), size));
      s.out.flush();
    }
    s.out.print("\r\033[K\n"); // the shell's prompt takes the place of the keys
    s.out.flush();
  }
}
