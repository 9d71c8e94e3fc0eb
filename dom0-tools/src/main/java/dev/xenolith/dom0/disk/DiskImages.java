package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Opens the files that hold disks. */
public final class DiskImages {
  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
  private static final Set<OpenOption> BOTH =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  private DiskImages() {}

  /**
   * Opens a disk, keeping others from using its file in ways that do not go together.
   *
   * @throws IOException with a sentence that names the file
   */
  public static Medium open(DiskSpec spec) throws IOException {
    Path path = spec.target();
    boolean readOnly = spec.readOnly() || spec.cdrom();
    Object key = keyOf(path);
    int users = ImageUse.take(key, readOnly);
    if (users == 0) {
      throw new IOException(path + " is in use by another domain");
    }
    try {
      return openFile(path, readOnly, users == 1, () -> ImageUse.release(key));
    } catch (IOException | RuntimeException e) {
      ImageUse.release(key);
      throw e;
    }
  }

  /** What tells a file from others, by whatever name. Opening a pipe would wait for its writer. */
  private static Object keyOf(Path path) throws IOException {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      if (!file.isRegularFile()) {
        throw new IOException(path + (file.isDirectory() ? " is a folder" : " is no regular file"));
      }
      return file.fileKey() == null ? path.toRealPath() : file.fileKey();
    } catch (NoSuchFileException e) {
      throw new IOException(path + " does not exist", e);
    }
  }

  private static Medium openFile(Path path, boolean readOnly, boolean first, Runnable closed)
      throws IOException {
    FileChannel file;
    try {
      file = FileChannel.open(path, readOnly ? READ : BOTH);
    } catch (AccessDeniedException e) {
      throw new IOException(path + (readOnly ? " cannot be read" : " cannot be written"), e);
    }
    try {
      // Several may read a file, or one may write it; this process holds one lock for all of its
      // own.
      if (first && file.tryLock(0, Long.MAX_VALUE, readOnly) == null) {
        throw new IOException(path + " is in use by another program");
      }
      return new RawImage(file, readOnly, closed);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }
}
