package dev.xenolith.dom0.console;

import dev.xenolith.abi.num.DomId;

/**
 * One of a domain's consoles.
 *
 * @param number 0 for the first, which every domain has
 */
public record ConsoleId(DomId domid, int number) {
  /** The console that a domain has from its building on. */
  public static ConsoleId first(DomId domid) {
    return new ConsoleId(domid, 0);
  }

  /** Whether it is the one that its domain has from its building on. */
  public boolean isFirst() {
    return number == 0;
  }

  /** Where its front end's nodes are. */
  public String path() {
    String home = "/local/domain/" + domid.raw();
    return isFirst() ? home + "/console" : home + "/device/console/" + number;
  }

  @Override
  public String toString() {
    return isFirst() ? domid.toString() : domid + "'s console " + number;
  }
}
