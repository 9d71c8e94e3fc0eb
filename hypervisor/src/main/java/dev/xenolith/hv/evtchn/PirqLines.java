package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.num.Pirq;

/** The physical interrupt lines as one domain may use them. */
public interface PirqLines {
  /** How many lines the domain can name. */
  int count();

  /** Whether the domain has been given the line. */
  boolean isPermitted(Pirq pirq);

  /**
   * Connects the line.
   *
   * @return null for success, else why not
   */
  XenErrno bind(Pirq pirq, boolean willShare);

  /** Disconnects a line that was bound. */
  void unbind(Pirq pirq);

  /** A domain without hardware: lines have numbers, and none is permitted. */
  static PirqLines none(int count) {
    return new PirqLines() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public boolean isPermitted(Pirq pirq) {
        return false;
      }

      @Override
      public XenErrno bind(Pirq pirq, boolean willShare) {
        return XenErrno.EPERM;
      }

      @Override
      public void unbind(Pirq pirq) {
        throw new IllegalStateException(pirq + " was never bound");
      }
    };
  }
}
