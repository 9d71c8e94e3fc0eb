package dev.xenolith.dom0.console.pty;

import dev.xenolith.dom0.libc.CFunction;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls of the C library that Java has no words for. Numbers are those of Linux on x86-64. */
@SuppressWarnings("restricted") // the JVM is started with --enable-native-access
final class Libc {
  static final int O_RDWR = 2;
  static final int O_NOCTTY = 0x100;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int EFD_NONBLOCK = O_NONBLOCK;
  static final int EFD_CLOEXEC = O_CLOEXEC;
  static final int TCSANOW = 0;
  static final long FIONREAD = 0x541B;
  static final short POLLIN = 1;
  static final short POLLOUT = 4;

  /** struct pollfd: int fd; short events; short revents. */
  static final int POLLFD_BYTES = 8;

  private static final int EAGAIN = 11;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  /** A function that returns -1 or another error, and leaves the reason in errno. */
  enum Call {
    POSIX_OPENPT("posix_openpt", INT, INT),
    GRANTPT("grantpt", INT, INT),
    UNLOCKPT("unlockpt", INT, INT),
    PTSNAME_R("ptsname_r", INT, INT, POINTER, LONG),
    TCGETATTR("tcgetattr", INT, INT, POINTER),
    TCSETATTR("tcsetattr", INT, INT, INT, POINTER),
    EVENTFD("eventfd", INT, INT, INT),
    CLOSE("close", INT, INT),
    READ("read", LONG, INT, POINTER, LONG),
    WRITE("write", LONG, INT, POINTER, LONG),
    POLL("poll", INT, POINTER, LONG, INT),
    OPEN("open", 2, INT, POINTER, INT),
    IOCTL("ioctl", 2, INT, INT, LONG, POINTER);

    private final CFunction function;

    Call(String name, MemoryLayout result, MemoryLayout... arguments) {
      function = new CFunction(name, result, arguments);
    }

    /** One that takes further arguments of any type. */
    Call(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
      function = new CFunction(name, fixed, result, arguments);
    }
  }

  private static final MethodHandle CFMAKERAW =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("cfmakeraw"),
              FunctionDescriptor.ofVoid(POINTER));

  private Libc() {}

  static long call(Call call, Object... arguments) throws IOException {
    return checked(call, call.function.call(arguments));
  }

  private static long checked(Call call, long result) throws IOException {
    if (result < 0) {
      throw new IOException("%s: errno %d".formatted(call.function, -result));
    }
    return result;
  }

  /** The same for a descriptor that does not block: 0 when it would have to. */
  static int move(Call call, int fd, MemorySegment buffer, long length) throws IOException {
    long result = call.function.call(fd, buffer, length);
    return result == -EAGAIN ? 0 : (int) checked(call, result);
  }

  /** Takes all meaning out of a terminal's characters. */
  static void makeRaw(MemorySegment termios) {
    try {
      CFMAKERAW.invokeExact(termios);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("calling cfmakeraw", e);
    }
  }
}
