package dev.xenolith.dom0.disk;

import java.util.HashMap;
import java.util.Map;

/**
 * Which files of images are in use in this process. The locks of files do not tell: they are the
 * process's, and closing any descriptor of a file drops all it has on that file (fcntl(2)).
 */
final class ImageUse {
  private static final int WRITTEN = -1;
  private static final Map<Object, Integer> USERS = new HashMap<>();

  private ImageUse() {}

  /**
   * Notes that a file is to be used.
   *
   * @param shared whether it is only read
   * @return how many use it now, or 0 if it cannot be had
   */
  static synchronized int take(Object file, boolean shared) {
    int users = USERS.getOrDefault(file, 0);
    if (users == WRITTEN || users > 0 && !shared) {
      return 0;
    }
    USERS.put(file, shared ? users + 1 : WRITTEN);
    return users + 1;
  }

  /** Takes one {@link #take} back. */
  static synchronized void release(Object file) {
    USERS.computeIfPresent(file, (_, users) -> users > 1 ? users - 1 : null);
  }
}
