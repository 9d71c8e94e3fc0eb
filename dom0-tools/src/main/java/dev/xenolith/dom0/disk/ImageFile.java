package dev.xenolith.dom0.disk;

import dev.xenolith.abi.device.Medium;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A use of a file that holds an image. Several may read a file, or one may write it. However many
 * read it, this process has it open once: a lock of a file is the process's, and closing any
 * descriptor of it drops them all (fcntl(2)).
 */
final class ImageFile implements Closeable {
  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
  private static final Set<OpenOption> BOTH =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  /** How long a domain that is over may take to end its last commands. */
  private static final long PATIENCE_MILLISECONDS = TimeUnit.SECONDS.toMillis(10);

  private static final int MOST_BLOCK_BYTES = 4096;
  private static final long LOOK_AGAIN_MILLISECONDS = 20;

  /** A file that is open; its owners change under the lock of the map. */
  private static final class Shared {
    final boolean readOnly;
    final List<ImageOwner> owners = new ArrayList<>();
    final CompletableFuture<FileChannel> channel = new CompletableFuture<>();

    Shared(boolean readOnly) {
      this.readOnly = readOnly;
    }
  }

  private static final Map<Object, Shared> OPEN = new HashMap<>();

  private final Path path;
  private final Object key;
  private final Shared shared;
  private final ImageOwner owner;
  private final FileChannel channel;
  private final Holes holes;
  private boolean closed;

  private ImageFile(Path path, Object key, Shared shared, ImageOwner owner, FileChannel channel) {
    this.path = path;
    this.key = key;
    this.shared = shared;
    this.owner = owner;
    this.channel = channel;
    holes = new Holes(path);
  }

  /**
   * Opens a file, or takes part in its use.
   *
   * @throws IOException with a sentence that names the file
   */
  static ImageFile open(Path path, boolean readOnly, ImageOwner owner) throws IOException {
    Object key = keyOf(path);
    Shared mine = new Shared(readOnly);
    Shared shared = take(path, key, mine, owner);
    if (shared == mine) {
      try {
        mine.channel.complete(openLocked(path, key, readOnly));
      } catch (IOException | RuntimeException e) {
        mine.channel.completeExceptionally(e);
      }
    }
    try {
      return new ImageFile(path, key, shared, owner, shared.channel.join());
    } catch (CompletionException e) {
      release(key, shared, owner);
      throw e.getCause() instanceof IOException refusal
          ? new IOException(refusal.getMessage(), e)
          : new IOException(path + ": " + e.getCause(), e);
    }
  }

  /** What tells a file from others, by whatever name. Opening a pipe would wait for its writer. */
  static Object keyOf(Path path) throws IOException {
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

  /** The use of a file that this owner is part of from now on, which may be {@code mine}. */
  private static Shared take(Path path, Object key, Shared mine, ImageOwner owner)
      throws IOException {
    long waited = 0;
    synchronized (OPEN) {
      while (true) {
        Shared other = OPEN.putIfAbsent(key, mine);
        if (other == null || other.readOnly && mine.readOnly && !other.owners.isEmpty()) {
          Shared taken = other == null ? mine : other;
          taken.owners.add(owner);
          return taken;
        }
        if (waited >= PATIENCE_MILLISECONDS
            || !other.owners.stream().allMatch(ImageOwner::isLeaving)) {
          throw new IOException(path + " is in use by " + other.owners.getFirst());
        }
        try {
          OPEN.wait(LOOK_AGAIN_MILLISECONDS);
          waited += LOOK_AGAIN_MILLISECONDS;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(path + ": interrupted while it was in use", e);
        }
      }
    }
  }

  private static FileChannel openLocked(Path path, Object key, boolean readOnly)
      throws IOException {
    FileChannel file;
    try {
      file = FileChannel.open(path, readOnly ? READ : BOTH);
    } catch (AccessDeniedException e) {
      throw new IOException(path + (readOnly ? " cannot be read" : " cannot be written"), e);
    }
    try {
      if (!keyOf(path).equals(key)) {
        throw new IOException(path + " became another file while it was opened");
      }
      if (file.tryLock(0, Long.MAX_VALUE, readOnly) == null) {
        throw new IOException(path + " is in use by " + LockHolder.of(path));
      }
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The last one closes; nobody opens anew before that is done. */
  private static void release(Object key, Shared shared, ImageOwner owner) throws IOException {
    synchronized (OPEN) {
      shared.owners.remove(owner);
      if (!shared.owners.isEmpty()) {
        return;
      }
    }
    try {
      if (!shared.channel.isCompletedExceptionally()) {
        shared.channel.join().close();
      }
    } finally {
      synchronized (OPEN) {
        OPEN.remove(key);
        OPEN.notifyAll();
      }
    }
  }

  /** What tells the file from others. */
  Object key() {
    return key;
  }

  /** Takes away the room of parts of the file, which must be open for writing. */
  Holes holes() {
    return holes;
  }

  /** Bytes that the host's filesystem writes at a time, as far as guests understand it. */
  int blockBytes() throws IOException {
    long block = Files.getFileStore(path).getBlockSize();
    return Long.bitCount(block) == 1 && block >= Medium.SECTOR_BYTES && block <= MOST_BLOCK_BYTES
        ? (int) block
        : Medium.SECTOR_BYTES;
  }

  /** The name it was opened by. */
  Path path() {
    return path;
  }

  /** The open file, shared with others who read it: to be used with positions, never closed. */
  FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        holes.close(); // first: it drops the lock, which the next user of the file takes
      } finally {
        release(key, shared, owner);
      }
    }
  }
}
