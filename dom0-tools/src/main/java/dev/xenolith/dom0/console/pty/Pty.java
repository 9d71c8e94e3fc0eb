package dev.xenolith.dom0.console.pty;

import dev.xenolith.dom0.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A pseudo-terminal in raw mode, for its owner alone. The other end stays open here too, so that
 * programs may come and go.
 */
final class Pty implements AutoCloseable {
  private static final int NAME_BYTES = 128;

  /** More than struct termios has anywhere. */
  private static final int TERMIOS_BYTES = 256;

  private final int master;
  private final int slave;
  private final String name;

  private Pty(int master, int slave, String name) {
    this.master = master;
    this.slave = slave;
    this.name = name;
  }

  static Pty open() throws IOException {
    int flags = Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC;
    int master = (int) Libc.call(Libc.Call.POSIX_OPENPT, flags | Libc.O_NONBLOCK);
    int slave = -1;
    try (Arena arena = Arena.ofConfined()) {
      Libc.call(Libc.Call.GRANTPT, master);
      Libc.call(Libc.Call.UNLOCKPT, master);
      MemorySegment buffer = arena.allocate(NAME_BYTES);
      Libc.call(Libc.Call.PTSNAME_R, master, buffer, (long) NAME_BYTES);
      String name = buffer.getString(0);
      Files.setPosixFilePermissions(Path.of(name), PosixFilePermissions.fromString("rw-------"));
      slave = (int) Libc.call(Libc.Call.OPEN, buffer, flags);
      MemorySegment termios = arena.allocate(TERMIOS_BYTES);
      Libc.call(Libc.Call.TCGETATTR, slave, termios);
      Libc.makeRaw(termios);
      Libc.call(Libc.Call.TCSETATTR, slave, Libc.TCSANOW, termios);
      return new Pty(master, slave, name);
    } catch (IOException e) {
      if (slave >= 0) {
        Libc.call(Libc.Call.CLOSE, slave);
      }
      Libc.call(Libc.Call.CLOSE, master);
      throw e;
    }
  }

  /** The file that programs open. */
  String name() {
    return name;
  }

  /** What to poll. */
  int descriptor() {
    return master;
  }

  /** Reads what programs have written; 0 when there is nothing. */
  int read(MemorySegment buffer) throws IOException {
    return Libc.move(Libc.Call.READ, master, buffer, buffer.byteSize());
  }

  /** Writes for programs to read, as much as there is room for. */
  int write(MemorySegment buffer, int length) throws IOException {
    return Libc.move(Libc.Call.WRITE, master, buffer, length);
  }

  /** How many bytes wait for a program to read them, as far as the kernel has passed them on. */
  int unread() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      Libc.call(Libc.Call.IOCTL, slave, Libc.FIONREAD, count);
      return count.get(ValueLayout.JAVA_INT, 0);
    }
  }

  @Override
  public void close() throws IOException {
    Libc.call(Libc.Call.CLOSE, slave);
    Libc.call(Libc.Call.CLOSE, master);
  }
}
