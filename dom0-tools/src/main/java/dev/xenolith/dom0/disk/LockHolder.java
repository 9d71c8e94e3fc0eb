package dev.xenolith.dom0.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out who has locked a file, for messages. */
final class LockHolder {
  private static final Path LOCKS = Path.of("/proc/locks");

  /** Number, kind, and the file as {@code MAJOR:MINOR:INODE}, the former in hexadecimal. */
  private static final Pattern LINE =
      Pattern.compile("\\d+: \\w+ +\\w+ +\\w+ (\\d+) ([0-9a-f]+):([0-9a-f]+):(\\d+) .*");

  private LockHolder() {}

  /** The program that has a lock on this file, as far as can be told. */
  static String of(Path file) {
    try {
      long inode = (Long) Files.getAttribute(file, "unix:ino");
      for (String line : Files.readAllLines(LOCKS)) {
        Matcher m = LINE.matcher(line);
        if (m.matches() && Long.parseLong(m.group(4)) == inode) {
          return "process " + m.group(1);
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux, or not for us to see: it is some program.
    }
    return "another program";
  }
}
