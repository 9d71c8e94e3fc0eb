package dev.xenolith.dom0.screen;

import java.util.Optional;

/**
 * A screen that a domain is to have.
 *
 * @param display N of the port 5900 + N that viewers connect to
 * @param orNext whether, when that is taken, the next free one will do
 * @param password what viewers must know; VNC looks at its first eight bytes only
 */
public record ScreenSpec(int display, boolean orNext, Optional<String> password) {
  /** The lowest port of VNC. */
  public static final int FIRST_PORT = 5900;

  /** As many displays as there are commonly ports for. */
  static final int MOST_DISPLAYS = 100;
}
