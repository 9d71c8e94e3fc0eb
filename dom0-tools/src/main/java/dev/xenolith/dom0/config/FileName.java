package dev.xenolith.dom0.config;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The name of a file for a domain. A domain's name is its owner's to choose, but files lie in one
 * directory, and no two names share one: what could be misread is written as % and two digits, what
 * is too long for a file ends in its digest.
 */
public final class FileName {
  /** Linux has 255 bytes for the name of a file, and this is not all of it. */
  private static final int LONGEST = 200;

  private FileName() {}

  /** The file's name for a domain's. */
  public static String of(String domain) {
    StringBuilder safe = new StringBuilder();
    for (byte b : domain.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c > 0x20 && c < 0x7F && c != '%' && c != '/';
      boolean hidden = c == '.' && safe.isEmpty();
      safe.append(plain && !hidden ? String.valueOf(c) : "%%%02x".formatted((int) c));
    }
    if (safe.length() <= LONGEST) {
      return safe.toString();
    }
    String digest = Hashing.sha256().hashString(domain, StandardCharsets.UTF_8).toString();
    return safe.substring(0, LONGEST - digest.length() - 2) + "%%" + digest;
  }
}
