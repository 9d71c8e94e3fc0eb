package dev.xenolith.dom0.xl;

/** What {@code xl top} is to show: its options at first, and then what the keys say. */
final class TopView {
  /** A key that comes as more than one character. */
  static final int UP = -2;

  static final int DOWN = -3;
  static final int ESCAPE = 27;

  /** No keys any more. */
  static final int END = -1;

  private static final int CTRL_C = 3;
  private static final int BACKSPACE = 8;
  private static final int DELETE = 127;
  private static final int MOST_DIGITS = 9;

  final boolean fullNames;
  boolean networks;
  boolean disks;
  boolean vcpus;
  boolean repeatHeader;
  int delaySeconds;
  TopColumn sort = TopColumn.NAME;

  /** How many domains are left out at the top. */
  int skipped;

  /** What is typed for a new delay; null while nothing is asked. */
  private StringBuilder typed;

  TopView(boolean fullNames, int delaySeconds) {
    this.fullNames = fullNames;
    this.delaySeconds = delaySeconds;
  }

  /** The question at the bottom with what was typed so far, or null. */
  String question() {
    return typed == null ? null : "Delay(sec): " + typed;
  }

  /**
   * Does what a key says.
   *
   * @return whether to go on
   */
  boolean press(int key) {
    if (key == END || key == CTRL_C) {
      return false;
    }
    if (typed != null) {
      answer(key);
      return true;
    }
    switch (key) {
      case 'n', 'N' -> networks = !networks;
      case 'b', 'B' -> disks = !disks;
      case 'v', 'V' -> vcpus = !vcpus;
      case 'r', 'R' -> repeatHeader = !repeatHeader;
      case 's', 'S' -> sort = sort.next();
      case 'd', 'D' -> typed = new StringBuilder();
      case DOWN -> skipped++;
      case UP -> skipped = Math.max(0, skipped - 1);
      case 'q', 'Q', ESCAPE -> {
        return false;
      }
      default -> {
        // Means nothing to xentop either.
      }
    }
    return true;
  }

  private void answer(int key) {
    switch (key) {
      case '\r', '\n' -> {
        int delay = typed.isEmpty() ? 0 : Integer.parseInt(typed.toString());
        delaySeconds = delay > 0 ? delay : delaySeconds;
        typed = null;
      }
      case ESCAPE -> typed = null;
      case BACKSPACE, DELETE -> typed.setLength(Math.max(0, typed.length() - 1));
      default -> {
        if (key >= '0' && key <= '9' && typed.length() < MOST_DIGITS) {
          typed.append((char) key);
        }
      }
    }
  }
}
