package dev.xenolith.dom0.console.pty;

import dev.xenolith.dom0.config.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What a domain has written, in a file: {@code console/guest-NAME.log}, and {@code
 * console/channel-N-NAME.log} for its consoles besides the first. A file that is full becomes
 * {@code …log.1} in place of an older one, so a domain cannot fill the disk.
 */
final class ConsoleLog implements AutoCloseable {
  static final long MOST_BYTES = 8 << 20;

  private final Path path;
  private FileChannel file;

  private ConsoleLog(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /** Goes on with the file of the last domain of this name. */
  static ConsoleLog open(Path directory, String domain, int console) throws IOException {
    String kind = console == 0 ? "guest-" : "channel-" + console + "-";
    Path path = directory.resolve(kind + FileName.of(domain) + ".log");
    return new ConsoleLog(path, append(path));
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
