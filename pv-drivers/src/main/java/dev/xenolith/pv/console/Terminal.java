package dev.xenolith.pv.console;

/** What a front end's bytes go to and come from. */
public interface Terminal {
  /**
   * A front end is there.
   *
   * @param ring its console page
   * @param signal tells it to look
   * @param look has the back end {@link #pump}, as an event of the front end would
   */
  void connected(ConsoleRing ring, Runnable signal, Runnable look);

  /**
   * Moves what can be moved, both ways.
   *
   * @return false when the front end's indexes make no sense
   */
  boolean pump();

  /** The front end goes: what it has written last is taken, then the page is let alone. */
  void disconnected();
}
