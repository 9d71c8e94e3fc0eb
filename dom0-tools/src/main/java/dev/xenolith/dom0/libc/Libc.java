package dev.xenolith.dom0.libc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

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

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

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

    private final MethodHandle handle;

    Call(String name, MemoryLayout result, MemoryLayout... arguments) {
      handle = link(name, FunctionDescriptor.of(result, arguments));
    }

    /** One that takes further arguments of any type. */
    Call(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
      handle =
          link(
              name,
              FunctionDescriptor.of(result, arguments),
              Linker.Option.firstVariadicArg(fixed));
    }

    private static MethodHandle link(
        String name, FunctionDescriptor type, Linker.Option... options) {
      Linker.Option[] all = new Linker.Option[options.length + 1];
      System.arraycopy(options, 0, all, 1, options.length);
      all[0] = Linker.Option.captureCallState("errno");
      return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
    }

    private long invoke(Object... arguments) {
      Object[] all = new Object[arguments.length + 1];
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      all[0] = STATES.get();
      try {
        return ((Number) handle.invokeWithArguments(all)).longValue();
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("calling " + this, e);
      }
    }
  }

  private static final MethodHandle CFMAKERAW =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("cfmakeraw"), FunctionDescriptor.ofVoid(POINTER));

  private Libc() {}

  /** Calls, and calls again when a signal came between. */
  public static long call(Call call, Object... arguments) throws IOException {
    long result;
    do {
      result = call.invoke(arguments);
    } while (result < 0 && errno() == EINTR);
    if (result < 0) {
      throw new ErrnoException(call.name().toLowerCase(), errno());
    }
    return result;
  }

  /** The same for a descriptor that does not block: 0 when it would have to. */
  public static int move(Call call, int fd, MemorySegment buffer, long length) throws IOException {
    long result;
    do {
      result = call.invoke(fd, buffer, length);
    } while (result < 0 && errno() == EINTR);
    if (result < 0 && errno() == EAGAIN) {
      return 0;
    }
    if (result < 0) {
      throw new ErrnoException(call.name().toLowerCase(), errno());
    }
    return (int) result;
  }

  private static int errno() {
    return (int) ERRNO.get(STATES.get(), 0L);
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
