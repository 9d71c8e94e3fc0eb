package dev.xenolith.dom0.xl;

import java.util.ArrayList;
import java.util.List;

/** Puts {@code xl top} on a terminal: what does not fit its lines and rows is cut off. */
final class TopScreen {
  private static final String HOME = "\033[H";
  private static final String END_OF_LINE = "\033[K\r\n";
  private static final String REST_OF_SCREEN = "\033[J";
  private static final String PLAIN = "\033[m";
  private static final String REVERSE = "\033[7m";
  private static final String BOLD = "\033[1m";
  private static final String ON_YELLOW = "\033[43m";

  /** How large the terminal is. */
  record Size(int rows, int columns) {}

  private final TopView view;
  private final TopTable table;

  TopScreen(TopView view, TopTable table) {
    this.view = view;
    this.table = table;
  }

  /** What to write to the terminal for this look. */
  String draw(TopTable.Look look, Size size) {
    List<String> rows = new ArrayList<>();
    TopTable.summary(look).forEach(line -> rows.add(cut(line, size.columns)));
    for (TopTable.Line line : table.lines(look)) {
      rows.add(decorated(line, size.columns));
    }
    StringBuilder text = new StringBuilder(HOME);
    int room = Math.max(1, size.rows - 1);
    rows.stream().limit(room).forEach(row -> text.append(row).append(END_OF_LINE));
    text.append(REST_OF_SCREEN);
    text.append("\033[%d;1H  ".formatted(size.rows)).append(bottom(size.columns - 2));
    return text.toString();
  }

  private static String cut(String text, int columns) {
    return text.substring(0, Math.max(0, Math.min(text.length(), columns)));
  }

  /** The line with the column that it is sorted by in bold letters. */
  private String decorated(TopTable.Line line, int columns) {
    String text = cut(line.text(), columns);
    if (!line.isHeader() && !line.isDomain()) {
      return text;
    }
    int from = Math.min(text.length(), table.sortedFrom());
    int to = Math.min(text.length(), table.sortedTo());
    String base = line.isHeader() ? PLAIN + REVERSE : PLAIN;
    return base
        + text.substring(0, from)
        + BOLD
        + text.substring(from, to)
        + base
        + text.substring(to)
        + PLAIN;
  }

  /** The keys there are, or a question. */
  private String bottom(int columns) {
    if (view.question() != null) {
      return cut(view.question(), columns);
    }
    Keys keys = new Keys(columns);
    keys.add("", "D", "elay", false);
    keys.add("", "N", "etworks", view.networks);
    keys.add("v", "B", "ds", view.disks);
    keys.add("", "V", "CPUs", view.vcpus);
    keys.add("", "R", "epeat header", view.repeatHeader);
    keys.add("", "S", "ort order", false);
    keys.add("", "Q", "uit", false);
    return keys.text.toString();
  }

  /** Names of keys as long as there is room. */
  private static final class Keys {
    private final StringBuilder text = new StringBuilder();
    private int room;

    Keys(int room) {
      this.room = room;
    }

    void add(String before, String key, String after, boolean on) {
      int length = before.length() + key.length() + after.length();
      if (length > room) {
        room = 0;
        return;
      }
      room -= length + 2;
      String base = on ? PLAIN + ON_YELLOW : PLAIN;
      text.append(base).append(before).append(REVERSE).append(key).append(base);
      text.append(after).append(PLAIN).append("  ");
    }
  }
}
