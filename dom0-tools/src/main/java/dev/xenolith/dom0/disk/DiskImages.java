package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    boolean readOnly = spec.readOnly() || spec.cdrom();
    FileChannel file;
    try {
      file = FileChannel.open(path, readOnly ? READ : BOTH);
    } catch (NoSuchFileException e) {
      throw new IOException(path + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(path + (readOnly ? " cannot be read" : " cannot be written"), e);
    }
    try {
      lock(file, path, readOnly);
      return new RawImage(file, readOnly);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Several may read a file, or one may write it. */
  private static void lock(FileChannel file, Path path, boolean shared) throws IOException {
    FileLock lock;
    try {
      lock = file.tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException e) {
      lock = null; // this very process has it
    }
    if (lock == null) {
      throw new IOException(path + " is in use by another domain");
    }
  }
}
