package dev.xenolith.pv.xenbus;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;

/**
 * What is wrong with one device. A domain can bring about as much of that as it likes; the log has
 * the 1st, 2nd, 4th, 8th of it.
 */
public final class Complaints {
  private final String device;
  private final Consumer<String> log;
  private long count;

  /** None so far. */
  public Complaints(String device, Consumer<String> log) {
    this.device = device;
    this.log = log;
  }

  /** One more. */
  public void add(String sentence) {
    count++;
    if (Long.bitCount(count) == 1) {
      String often = count == 1 ? "" : " (complaint " + count + " about it)";
      log.accept("%s: %s%s".formatted(device, sentence, often));
    }
  }

  /**
   * A bug of ours, with all that helps to find it.
   *
   * @param who in which part of what serves the device it showed
   */
  public void addBug(String who, Throwable bug) {
    StringWriter trace = new StringWriter();
    bug.printStackTrace(new PrintWriter(trace));
    add("%s failed: %s".formatted(who, trace));
  }
}
