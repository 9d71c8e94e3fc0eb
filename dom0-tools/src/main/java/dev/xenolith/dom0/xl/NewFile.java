package dev.xenolith.dom0.xl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that a command writes: there with all of its contents, or as it was before. */
final class NewFile {
  /** Writes the contents. */
  @FunctionalInterface
  interface Contents {
    void writeTo(OutputStream out) throws IOException;
  }

  private final Path file;
  private final Path folder;

  private NewFile(Path file, Path folder) {
    this.file = file;
    this.folder = folder;
  }

  /**
   * One that is to be written.
   *
   * @throws IOException with a sentence where there is no folder for it
   */
  static NewFile at(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(file + ": there is no folder " + folder);
    }
    return new NewFile(file, folder);
  }

  /**
   * Writes it, for its owner alone to read. What is no plain file, such as a pipe or /dev/null, is
   * written to as it is.
   */
  void write(Contents contents) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      try (OutputStream out = Files.newOutputStream(file)) {
        contents.writeTo(out);
      }
      return;
    }
    Path part = Files.createTempFile(folder, ".", ".part");
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        contents.writeTo(Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }
}
