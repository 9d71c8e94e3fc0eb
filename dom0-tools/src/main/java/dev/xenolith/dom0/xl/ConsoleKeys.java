package dev.xenolith.dom0.xl;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** Reads what the person types and hands it to the guest, until Ctrl-] or the end of the input. */
final class ConsoleKeys implements Runnable {
  /** Ctrl-], as in the real xl. */
  private static final int LEAVE = 0x1D;

  private final InputStream keys;
  private final boolean leaveKey;
  private final Consumer<byte[]> guest;
  private final Consumer<Ending> left;

  /**
   * Reads from {@code keys}.
   *
   * @param leaveKey whether Ctrl-] leaves; only a person's terminal has that key
   * @param left told when it was pressed, or when reading failed
   */
  ConsoleKeys(InputStream keys, boolean leaveKey, Consumer<byte[]> guest, Consumer<Ending> left) {
    this.keys = keys;
    this.leaveKey = leaveKey;
    this.guest = guest;
    this.left = left;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[1024];
    try {
      for (int n = keys.read(buffer); n >= 0; n = keys.read(buffer)) {
        int end = leaveKey ? indexOfLeave(buffer, n) : n;
        if (end > 0) {
          guest.accept(Arrays.copyOf(buffer, end));
        }
        if (end < n) {
          left.accept(new Ending(ExitStatus.LEFT));
          return;
        }
      }
    } catch (IOException e) {
      left.accept(new Ending(ExitStatus.FAILED, "standard input: " + e.getMessage()));
    }
  }

  private static int indexOfLeave(byte[] buffer, int n) {
    for (int i = 0; i < n; i++) {
      if (buffer[i] == LEAVE) {
        return i;
      }
    }
    return n;
  }
}
