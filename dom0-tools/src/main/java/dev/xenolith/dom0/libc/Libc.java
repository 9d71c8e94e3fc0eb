package dev.xenolith.dom0.libc;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls of the C library that Java has no words for. Numbers are those of Linux on x86-64. */
@SuppressWarnings("restricted") // the JVM is started with --enable-native-access
public final class Libc {
  public static final int O_RDWR = 2;
  public static final int O_NOCTTY = 0x100;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int EFD_NONBLOCK = O_NONBLOCK;
  public static final int EFD_CLOEXEC = O_CLOEXEC;
  public static final int TCSANOW = 0;
  public static final int FALLOC_FL_KEEP_SIZE = 1;
  public static final int FALLOC_FL_PUNCH_HOLE = 2;
  public static final long FIONREAD = 0x541B;
  public static final short POLLIN = 1;
  public static final short POLLOUT = 4;

  /** struct pollfd: int fd; short events; short revents. */
  public static final int POLLFD_BYTES = 8;

  private static final int EAGAIN = 11;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  /** A function that returns -1 or another error, and leaves the reason in errno. */
  public enum Call {
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
    FALLOCATE("fallocate", INT, INT, INT, LONG, LONG),
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

  /** Calls, and calls again when a signal came between. */
  public static long call(Call call, Object... arguments) throws IOException {
    return checked(call, call.function.call(arguments));
  }

  private static long checked(Call call, long result) throws IOException {
    if (result < 0) {
      throw new ErrnoException(call.function.toString(), (int) -result);
    }
    return result;
  }

  /** The same for a descriptor that does not block: 0 when it would have to. */
  public static int move(Call call, int fd, MemorySegment buffer, long length) throws IOException {
    long result = call.function.call(fd, buffer, length);
    return result == -EAGAIN ? 0 : (int) checked(call, result);
  }

  /** Takes all meaning out of a terminal's characters. */
  public static void makeRaw(MemorySegment termios) {
    try {
      CFMAKERAW.invokeExact(termios);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("calling cfmakeraw", e);
    }
  }
}
