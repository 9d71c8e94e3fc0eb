package dev.xenolith.dom0.console;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.pv.console.ConsoleRing;
import dev.xenolith.pv.xenbus.Complaints;
import dev.xenolith.pv.xenbus.DeviceNode;
import dev.xenolith.pv.xenbus.Patience;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The back end of a domain's first console. It has a page and a port from the domain's building on
 * and no states to agree by, so it cannot begin anew as others do after a bug: what went wrong is
 * told, and the next event finds the ring as it is.
 */
final class FirstConsole {
  /** After so many bugs within a second another look would end alike. */
  private static final int MOST_CRASHES = 8;

  private final DomainConsole console = new DomainConsole();
  private final Complaints complaints;
  private final Patience patience;

  /**
   * One that is not connected.
   *
   * @param askUntil asks about once a second whether something is over
   * @param log takes sentences about bugs of this
   */
  FirstConsole(DomId domid, Consumer<BooleanSupplier> askUntil, Consumer<String> log) {
    complaints = new Complaints(DeviceNode.backendPath("console", domid, "0"), log);
    patience = new Patience(askUntil, MOST_CRASHES, this::look);
  }

  DomainConsole console() {
    return console;
  }

  /**
   * Connects it and takes what is there.
   *
   * @param signal tells the front end to look
   */
  void connect(ConsoleRing ring, Runnable signal) {
    console.connected(ring, signal, this::look);
    look();
  }

  /** Moves what can be moved, both ways. */
  void look() {
    if (!patience.isGone()) {
      guard(console::pump);
    }
  }

  private void guard(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      complaints.addBug("the back end", e);
      patience.wear();
    }
  }

  /** Takes the last output and ends the console. */
  void close() {
    guard(console::disconnected);
    console.close();
  }
}
