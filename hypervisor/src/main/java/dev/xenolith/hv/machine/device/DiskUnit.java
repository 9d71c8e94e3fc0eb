package dev.xenolith.hv.machine.device;

import dev.xenolith.abi.device.Medium;
import java.io.IOException;

/** One drive of the controller with its medium. Used on the physical CPU only. */
final class DiskUnit {
  final Medium medium;
  private int underWay;
  private boolean ejected;
  private long troubles;

  DiskUnit(Medium medium) {
    this.medium = medium;
  }

  void begin() {
    underWay++;
  }

  /** Counts a failure; guests cause them as often as they like, the log has the 1st, 2nd, 4th. */
  boolean tellsTrouble() {
    return Long.bitCount(++troubles) == 1;
  }

  /** How many failures there were. */
  long troubles() {
    return troubles;
  }

  void end() throws IOException {
    underWay--;
    closeIfIdle();
  }

  /** Closes the medium as soon as nothing is under way. */
  void eject() throws IOException {
    ejected = true;
    closeIfIdle();
  }

  private void closeIfIdle() throws IOException {
    if (ejected && underWay == 0) {
      medium.close();
    }
  }
}
