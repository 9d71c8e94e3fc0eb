package dev.xenolith.dom0.xl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that commands write: there with all of their contents, or as they were before. */
final class NewFile {
  private NewFile() {}

  /** Writes a file; what is no plain file, such as a pipe, is written to as it is. */
  static void write(Path file, byte[] contents) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      Files.write(file, contents);
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException("there is no folder " + folder);
    }
    Path part = Files.createTempFile(folder, ".", ".part");
    try {
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(contents);
        while (left.hasRemaining()) {
          out.write(left);
        }
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }
}
