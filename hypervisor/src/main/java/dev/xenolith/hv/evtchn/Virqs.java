package dev.xenolith.hv.evtchn;

import dev.xenolith.abi.num.Virq;
import dev.xenolith.abi.xen.VirqLine;

/** Whom each virtual interrupt line is for. */
final class Virqs {
  /** How many lines there are, those without a name included (xen.h: NR_VIRQS). */
  static final int COUNT = 24;

  private Virqs() {}

  static boolean exists(Virq virq) {
    return virq.raw() >= 0 && virq.raw() < COUNT;
  }

  /**
   * Whether the line is bound once per domain, on vCPU 0, and can be moved; the others are bound
   * for each vCPU and stay there.
   */
  static boolean isGlobal(Virq virq) {
    VirqLine line = VirqLine.of(virq.raw());
    return line != VirqLine.TIMER
        && line != VirqLine.DEBUG
        && line != VirqLine.XENOPROF
        && line != VirqLine.XENPMU;
  }
}
