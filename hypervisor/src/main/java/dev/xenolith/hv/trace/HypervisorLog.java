package dev.xenolith.hv.trace;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the hypervisor has to say, as {@code xl dmesg} shows it: a ring of lines that forgets the
 * oldest.
 *
 * <p>May be used from any thread; its monitor is a leaf lock.
 */
public final class HypervisorLog {
  /** Put before every line on output. */
  public static final String PREFIX = "(XEN) ";

  private final int capacity;
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private Consumer<String> follower = line -> {};
  private long dropped;
  private long forgotten;
  private String complaint = "";
  private int repeated;

  /** A ring of this many lines. */
  public HypervisorLog(int capacityLines) {
    capacity = capacityLines;
  }

  /** Adds a message; one of several lines becomes several lines. */
  public synchronized void printk(String message) {
    tellRepeats();
    complaint = "";
    print(message);
  }

  /**
   * Adds a message that guests can cause as often as they like. When it comes many times in a row,
   * it is there once, followed by how often it was repeated, as in a system's log.
   */
  public synchronized void complain(String format, Object... args) {
    String message = String.format(Locale.ROOT, format, args);
    if (message.equals(complaint)) {
      repeated++;
      return;
    }
    printk(message);
    complaint = message;
  }

  private void tellRepeats() {
    if (repeated > 0) {
      print(
          repeated == 1
              ? "last message repeated once"
              : "last message repeated " + repeated + " times");
      repeated = 0;
    }
  }

  private void print(String message) {
    for (String line : message.stripTrailing().split("\n", -1)) {
      add(PREFIX + line);
    }
  }

  /** Adds a formatted message (see {@link String#format}). */
  public void printk(String format, Object... args) {
    printk(String.format(Locale.ROOT, format, args));
  }

  private void add(String line) {
    if (lines.size() == capacity) {
      forgotten += lines.removeFirst().length() + 1;
      dropped++;
    }
    lines.addLast(line);
    follower.accept(line);
  }

  /** Whom every line is told from now on, with its prefix. It must not call back. */
  public synchronized void follow(Consumer<String> newFollower) {
    follower = newFollower;
  }

  /** The lines still remembered, oldest first, each with its prefix. */
  public synchronized List<String> lines() {
    tellRepeats();
    return List.copyOf(lines);
  }

  /** How many lines have been forgotten for want of room. */
  public synchronized long dropped() {
    return dropped;
  }

  /** Forgets all lines (the {@code clear} of readconsole). */
  public synchronized void clear() {
    repeated = 0;
    complaint = "";
    lines.forEach(line -> forgotten += line.length() + 1);
    lines.clear();
  }

  /**
   * What is remembered, as one text.
   *
   * @param position how many characters came before it since the machine started
   */
  public record Text(long position, String text) {}

  /** What is remembered, each line with its prefix and a line feed. */
  public synchronized Text text() {
    tellRepeats();
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(line).append('\n'));
    return new Text(forgotten, all.toString());
  }
}
