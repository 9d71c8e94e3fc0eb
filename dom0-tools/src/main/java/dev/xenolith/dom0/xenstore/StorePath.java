package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.io.XenstoreLimits;
import dev.xenolith.abi.num.DomId;

/**
 * Rules for node names (docs/misc/xenstore.txt; xs_wire.h gives the lengths). Paths are kept as
 * plain strings.
 */
final class StorePath {
  static final String ROOT = "/";
  static final String INTRODUCE = "@introduceDomain";
  static final String RELEASE = "@releaseDomain";

  private static final int MOST_ABSOLUTE = XenstoreLimits.ABS_PATH_MAX;
  private static final int MOST_RELATIVE = XenstoreLimits.REL_PATH_MAX;

  private StorePath() {}

  /** The home of a domain, below which its relative paths lie. */
  static String home(DomId domid) {
    return "/local/domain/" + domid.raw();
  }

  /** The absolute path that the caller means, checked. */
  static String resolve(String text, DomId caller, boolean specialAllowed) throws StoreException {
    if (isSpecial(text)) {
      if (specialAllowed && text.length() <= MOST_ABSOLUTE) {
        return text;
      }
      throw new StoreException(XenErrno.EINVAL);
    }
    if (!isAbsolute(text) && text.length() > MOST_RELATIVE) {
      throw new StoreException(XenErrno.EINVAL);
    }
    String path = isAbsolute(text) ? text : home(caller) + "/" + text;
    if (!isValid(path)) {
      throw new StoreException(XenErrno.EINVAL);
    }
    return path;
  }

  static boolean isAbsolute(String text) {
    return text.startsWith("/");
  }

  static boolean isSpecial(String text) {
    return text.startsWith("@");
  }

  private static boolean isValid(String path) {
    if (path.equals(ROOT)) {
      return true;
    }
    if (path.length() > MOST_ABSOLUTE || path.endsWith("/") || path.contains("//")) {
      return false;
    }
    return path.chars().allMatch(StorePath::isAllowed);
  }

  private static boolean isAllowed(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '/'
        || c == '_'
        || c == '@';
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? ROOT : path.substring(0, slash);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String child(String path, String name) {
    return path.equals(ROOT) ? ROOT + name : path + "/" + name;
  }

  /** Whether the path is the ancestor or lies below it. */
  static boolean isWithin(String path, String ancestor) {
    return path.equals(ancestor)
        || (ancestor.equals(ROOT)
            ? isAbsolute(path)
            : path.startsWith(ancestor) && path.charAt(ancestor.length()) == '/');
  }
}
