package dev.xenolith.pv.screen;

/** A domain's keyboard and pointer. What it does not take in time is lost. */
public interface Input {
  /**
   * A key or a button of the pointer goes down or up.
   *
   * @param code the number that Linux gives it
   */
  void key(int code, boolean down);

  /**
   * The pointer is at this place of the picture, in pixels.
   *
   * @param wheel steps that its wheel turned, towards the user if positive
   */
  void pointer(int x, int y, int wheel);
}
