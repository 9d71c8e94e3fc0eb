package dev.xenolith.dom0.p9;

import dev.xenolith.dom0.libc.CFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * System calls on files by descriptors. Numbers are those of Linux on x86-64; names have a
 * character for each byte.
 */
final class HostCalls {
  static final int O_RDONLY = 0;
  static final int O_ACCESS = 3;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NOCTTY = 0x100;
  static final int O_TRUNC = 0x200;
  static final int O_APPEND = 0x400;
  static final int O_NONBLOCK = 0x800;
  static final int O_DSYNC = 0x1000;
  static final int O_DIRECTORY = 0x10000;
  static final int O_NOFOLLOW = 0x20000;
  static final int O_CLOEXEC = 0x80000;
  static final int O_SYNC = 0x101000;
  static final int O_PATH = 0x200000;
  static final int AT_FDCWD = -100;
  static final int AT_REMOVEDIR = 0x200;

  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_SYMLINK_FOLLOW = 0x400;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int SEEK_SET = 0;
  private static final int LONGEST_PATH = 4096;
  private static final String HERE = "";

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private static final CFunction OPENAT = new CFunction("openat", 3, INT, INT, POINTER, INT, INT);
  private static final CFunction CLOSE = new CFunction("close", INT, INT);
  private static final CFunction STATX =
      new CFunction("statx", INT, INT, POINTER, INT, INT, POINTER);
  private static final CFunction FSTATFS = new CFunction("fstatfs", INT, INT, POINTER);
  private static final CFunction MKDIRAT = new CFunction("mkdirat", INT, INT, POINTER, INT);
  private static final CFunction MKNODAT = new CFunction("mknodat", INT, INT, POINTER, INT, LONG);
  private static final CFunction SYMLINKAT = new CFunction("symlinkat", INT, POINTER, INT, POINTER);
  private static final CFunction LINKAT =
      new CFunction("linkat", INT, INT, POINTER, INT, POINTER, INT);
  private static final CFunction UNLINKAT = new CFunction("unlinkat", INT, INT, POINTER, INT);
  private static final CFunction RENAMEAT =
      new CFunction("renameat", INT, INT, POINTER, INT, POINTER);
  private static final CFunction READLINKAT =
      new CFunction("readlinkat", LONG, INT, POINTER, POINTER, LONG);
  private static final CFunction FCHMODAT = new CFunction("fchmodat", INT, INT, POINTER, INT, INT);
  private static final CFunction FCHOWNAT =
      new CFunction("fchownat", INT, INT, POINTER, INT, INT, INT);
  private static final CFunction UTIMENSAT =
      new CFunction("utimensat", INT, INT, POINTER, POINTER, INT);
  private static final CFunction TRUNCATE = new CFunction("truncate", INT, POINTER, LONG);
  private static final CFunction FTRUNCATE = new CFunction("ftruncate", INT, INT, LONG);
  private static final CFunction PREAD = new CFunction("pread", LONG, INT, POINTER, LONG, LONG);
  private static final CFunction PWRITE = new CFunction("pwrite", LONG, INT, POINTER, LONG, LONG);
  private static final CFunction LSEEK = new CFunction("lseek", LONG, INT, LONG, INT);
  private static final CFunction GETDENTS = new CFunction("getdents64", LONG, INT, POINTER, LONG);
  private static final CFunction FSYNC = new CFunction("fsync", INT, INT);
  private static final CFunction FDATASYNC = new CFunction("fdatasync", INT, INT);

  private HostCalls() {}

  private static long checked(long result) throws P9Exception {
    if (result < 0) {
      throw new P9Exception((int) -result);
    }
    return result;
  }

  private static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.ISO_8859_1);
  }

  /** The name by which this process reaches the very file of a descriptor, not one of its names. */
  private static MemorySegment itself(Arena arena, int fd) {
    return text(arena, "/proc/self/fd/" + fd);
  }

  /** Opens a file by its one name in a directory, never through a link. */
  static int open(int directory, String name, int flags, int mode) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      int all = flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;
      return (int) checked(OPENAT.call(directory, text(arena, name), all, mode));
    }
  }

  /** Opens a folder by its path, which is the host's own and may be anything. */
  static int openRoot(byte[] path) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = text(arena, new String(path, StandardCharsets.ISO_8859_1));
      int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
      return (int) checked(OPENAT.call(AT_FDCWD, name, flags, 0));
    }
  }

  /** Opens the file of a descriptor once more. */
  static int reopen(int fd, int flags) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      int all = flags | O_CLOEXEC | O_NOCTTY;
      return (int) checked(OPENAT.call(AT_FDCWD, itself(arena, fd), all, 0));
    }
  }

  static void close(int fd) throws P9Exception {
    checked(CLOSE.call(fd));
  }

  static HostStat stat(int fd) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(HostStat.BYTES, Long.BYTES);
      int flags = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW;
      checked(STATX.call(fd, text(arena, HERE), flags, HostStat.WANTED, statx));
      return HostStat.of(statx);
    }
  }

  /** struct statfs in 64-bit words. */
  static long[] statfs(int fd) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statfs = arena.allocate(LONG, 16);
      checked(FSTATFS.call(fd, statfs));
      return statfs.toArray(LONG);
    }
  }

  static void mkdir(int directory, String name, int mode) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(MKDIRAT.call(directory, text(arena, name), mode));
    }
  }

  /** Makes a file, a pipe or a socket. */
  static void mknod(int directory, String name, int mode) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(MKNODAT.call(directory, text(arena, name), mode, 0L));
    }
  }

  static void symlink(String target, int directory, String name) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(SYMLINKAT.call(text(arena, target), directory, text(arena, name)));
    }
  }

  /** Gives the file of a descriptor another name. */
  static void link(int fd, int directory, String name) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = itself(arena, fd);
      MemorySegment to = text(arena, name);
      checked(LINKAT.call(AT_FDCWD, from, directory, to, AT_SYMLINK_FOLLOW));
    }
  }

  static void unlink(int directory, String name, int flags) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(UNLINKAT.call(directory, text(arena, name), flags));
    }
  }

  static void rename(int from, String fromName, int to, String toName) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(RENAMEAT.call(from, text(arena, fromName), to, text(arena, toName)));
    }
  }

  /** Where the symbolic link of a descriptor leads. */
  static String readlink(int fd) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(LONGEST_PATH);
      long length = checked(READLINKAT.call(fd, text(arena, HERE), target, (long) LONGEST_PATH));
      byte[] bytes = target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  static void chmod(int fd, int mode) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(FCHMODAT.call(AT_FDCWD, itself(arena, fd), mode, 0));
    }
  }

  static void chown(int fd, int uid, int gid) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(FCHOWNAT.call(fd, text(arena, HERE), uid, gid, AT_EMPTY_PATH));
    }
  }

  /** Sets times: seconds and nanoseconds of the last access, then of the last change. */
  static void setTimes(int fd, long... times) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(UTIMENSAT.call(AT_FDCWD, itself(arena, fd), arena.allocateFrom(LONG, times), 0));
    }
  }

  static void truncate(int fd, long size) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      checked(TRUNCATE.call(itself(arena, fd), size));
    }
  }

  /** The same for a descriptor that is open for writing. */
  static void truncateOpen(int fd, long size) throws P9Exception {
    checked(FTRUNCATE.call(fd, size));
  }

  static byte[] read(int fd, long offset, int count) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, count));
      long length = checked(PREAD.call(fd, buffer, (long) count, offset));
      return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  static int write(int fd, long offset, byte[] data) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, data.length));
      MemorySegment.copy(data, 0, buffer, ValueLayout.JAVA_BYTE, 0, data.length);
      return (int) checked(PWRITE.call(fd, buffer, (long) data.length, offset));
    }
  }

  static void seek(int fd, long offset) throws P9Exception {
    checked(LSEEK.call(fd, offset, SEEK_SET));
  }

  /** Entries of a directory, as getdents64(2) leaves them in memory. */
  static byte[] entries(int fd, int bytes) throws P9Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(bytes, Long.BYTES);
      long length = checked(GETDENTS.call(fd, buffer, (long) bytes));
      return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  static void sync(int fd, boolean dataOnly) throws P9Exception {
    checked((dataOnly ? FDATASYNC : FSYNC).call(fd));
  }
}
