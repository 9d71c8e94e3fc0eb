package dev.xenolith.dom0.xl;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Makes keys of the characters that a terminal sends. */
final class TopKeys implements Runnable {
  /** What belongs to an arrow follows its first character at once. */
  private static final long PATIENCE_MILLIS = 50;

  private final InputStream in;
  private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();

  TopKeys(InputStream in) {
    this.in = in;
  }

  @Override
  public void run() {
    try {
      int key;
      do {
        key = key();
        keys.add(key);
      } while (key != TopView.END);
    } catch (IOException e) {
      keys.add(TopView.END); // no keys any more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      keys.add(TopView.END);
    }
  }

  /** The next key within a time, or null. */
  Integer poll(long millis) throws InterruptedException {
    return keys.poll(millis, TimeUnit.MILLISECONDS);
  }

  private int key() throws IOException, InterruptedException {
    int first = in.read();
    if (first != TopView.ESCAPE || !more()) {
      return first;
    }
    in.read(); // '[', or 'O' where the terminal's keypad is on
    int letter = in.read();
    return switch (letter) {
      case 'A' -> TopView.UP;
      case 'B' -> TopView.DOWN;
      default -> letter < 0 ? TopView.END : 0;
    };
  }

  private boolean more() throws IOException, InterruptedException {
    if (in.available() == 0) {
      Thread.sleep(PATIENCE_MILLIS);
    }
    return in.available() > 0;
  }
}
