package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.io.XenstoreLimits;
import dev.xenolith.abi.num.DomId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern HOME = Pattern.compile("/local/domain/[0-9]{1,5}/");

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
    if (path.length() > mostLength(path) || path.endsWith("/") || path.contains("//")) {
      return false;
    }
    return path.chars().allMatch(StorePath::isAllowed);
  }

  /** What lies in a domain's home may have the length of a relative path, wherever its home is. */
  private static int mostLength(String path) {
    Matcher home = HOME.matcher(path);
    return Math.min(MOST_ABSOLUTE, (home.lookingAt() ? home.end() : 0) + MOST_RELATIVE);
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
