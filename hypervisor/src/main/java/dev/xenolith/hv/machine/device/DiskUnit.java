package dev.xenolith.hv.machine.device;

import dev.xenolith.abi.device.Medium;

/** One drive of the controller with its medium. Used on the physical CPU only. */
final class DiskUnit {
  final Medium medium;
  private int underWay;
  private boolean ejected;
  private boolean closing;
  Runnable whenClosed;
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

  void end() {
    underWay--;
  }

  /** No command comes any more. */
  void eject(Runnable closed) {
    ejected = true;
    whenClosed = closed;
  }

  /** Whether the medium is used no more; so answered once. */
  boolean mayBeClosed() {
    boolean now = ejected && !closing && underWay == 0;
    closing |= now;
    return now;
  }
}
