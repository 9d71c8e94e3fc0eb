package dev.xenolith.dom0.screen;

/** A screen cannot be had as it was asked for. */
public final class ScreenException extends Exception {
  private static final long serialVersionUID = 1;

  /** This is why. */
  public ScreenException(String sentence) {
    super(sentence);
  }
}
