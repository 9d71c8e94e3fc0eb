package dev.xenolith.dom0.disk.qcow2;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Makes what was written to a file safe. A host that could not do that once has forgotten what it
 * was to write, and must not be believed when it says later that nothing is left (fsync(2)).
 */
public final class FlushGate {
  private final FileChannel file;
  private final String name;
  private IOException unsafe;

  /**
   * For this file, which is open.
   *
   * @param name what messages call it
   */
  public FlushGate(FileChannel file, String name) {
    this.file = file;
    this.name = name;
  }

  /** Returns when what was written is safe. */
  public synchronized void force() throws IOException {
    if (unsafe != null) {
      throw new IOException(name + ": an earlier flush failed: " + unsafe.getMessage(), unsafe);
    }
    try {
      file.force(false);
    } catch (IOException e) {
      unsafe = e;
      throw e;
    }
  }
}
