package dev.xenolith.dom0.disk;

import dev.xenolith.dom0.libc.ErrnoException;
import dev.xenolith.dom0.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Gives room of a file back to the host (FALLOC_FL_PUNCH_HOLE); what was there reads as zeroes. */
final class Holes implements AutoCloseable {
  private static final int NOT_OPEN = -1;
  private static final int MODE = Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE;

  private final Path path;
  private int fd = NOT_OPEN;

  /** Holes in this file, which is open as long as they are made: see {@link ImageFile} on locks. */
  Holes(Path path) {
    this.path = path;
  }

  private synchronized int open() throws IOException {
    if (fd == NOT_OPEN) {
      try (Arena arena = Arena.ofConfined()) {
        fd =
            (int)
                Libc.call(
                    Libc.Call.OPEN,
                    arena.allocateFrom(path.toString()),
                    Libc.O_RDWR | Libc.O_CLOEXEC);
      }
    }
    return fd;
  }

  /** Whether the host can do this with the file: tries it behind its end, where nothing is. */
  boolean canBeMade(long end) throws IOException {
    try {
      make(end, 1);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == ErrnoException.EOPNOTSUPP) {
        return false;
      }
      throw e;
    }
  }

  /** Makes one. */
  void make(long offset, long length) throws IOException {
    Libc.call(Libc.Call.FALLOCATE, open(), MODE, offset, length);
  }

  @Override
  public synchronized void close() throws IOException {
    if (fd != NOT_OPEN) {
      Libc.call(Libc.Call.CLOSE, fd);
      fd = NOT_OPEN;
    }
  }
}
