package dev.xenolith.pv.p9;

/**
 * What tells a file from others.
 *
 * @param type {@link #DIRECTORY}, {@link #SYMLINK} or 0
 * @param version changes with the contents
 * @param path the same for the same file
 */
public record Qid(int type, int version, long path) {
  public static final int DIRECTORY = 0x80;
  public static final int SYMLINK = 0x02;

  static final int BYTES = 13;
}
