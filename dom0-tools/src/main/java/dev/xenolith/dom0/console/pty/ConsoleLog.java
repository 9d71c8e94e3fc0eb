package dev.xenolith.dom0.console.pty;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What a domain has written, in a file: {@code console/guest-NAME.log}. A file that is full becomes
 * {@code …log.1} in place of an older one, so a domain cannot fill the disk.
 */
final class ConsoleLog implements AutoCloseable {
  static final long MOST_BYTES = 8 << 20;

  /** Linux has 255 bytes for the name of a file, and this is not all of it. */
  private static final int LONGEST_NAME = 200;

  private final Path path;
  private FileChannel file;

  private ConsoleLog(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /** Goes on with the file of the last domain of this name. */
  static ConsoleLog open(Path directory, String domain) throws IOException {
    Path path = directory.resolve("guest-" + safe(domain) + ".log");
    return new ConsoleLog(path, append(path));
  }

  /**
   * A name is the guest's owner's to choose, but files lie in this directory only, and no two names
   * share one: what could be misread is written as % and two digits, what is too long for a file
   * ends in its digest.
   */
  static String safe(String name) {
    StringBuilder safe = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "._+-".indexOf(c) >= 0);
      safe.append(plain ? String.valueOf(c) : "%%%02x".formatted((int) c));
    }
    if (safe.length() <= LONGEST_NAME) {
      return safe.toString();
    }
    String digest = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).toString();
    return safe.substring(0, LONGEST_NAME - digest.length() - 2) + "%%" + digest;
  }

  private static FileChannel append(Path path) throws IOException {
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  void append(byte[] bytes, int length) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
    while (left.hasRemaining()) {
      file.write(left);
    }
    if (file.size() >= MOST_BYTES) {
      file.close();
      Files.move(
          path,
          path.resolveSibling(path.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      file = append(path);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
