package dev.xenolith.dom0.p9;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** A folder of the host in one guest's hands. May be used by any thread, and waits for files. */
public final class SharedFolder implements AutoCloseable {
  private static final long REQUEST_NANOS = 20_000;
  private static final long SYNC_NANOS = 400_000;
  private static final long NANOS_PER_BYTE = 1;

  private final Path path;
  private final P9Server server;
  private boolean closed;

  /**
   * A folder that nobody has looked at.
   *
   * @param path its absolute path, which may lead through links
   */
  public SharedFolder(Path path) {
    this.path = path;
    // A path's bytes are what they were when the JVM read them, if this names its encoding.
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding"));
    server = new P9Server(path.toString().getBytes(names));
  }

  /** Whether this host can share folders. */
  public static boolean isPossible() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /** How long a request takes in virtual time. */
  public static long nanos(P9Request request) {
    return switch (request) {
      case P9Request.Read read -> REQUEST_NANOS + bytes(read.count());
      case P9Request.Readdir readdir -> REQUEST_NANOS + bytes(readdir.count());
      case P9Request.Write write -> REQUEST_NANOS + bytes(write.data().length);
      case P9Request.Fsync _ -> SYNC_NANOS;
      default -> REQUEST_NANOS;
    };
  }

  /** For what can be asked for; a guest that asks for gigabytes gets no more than a message. */
  private static long bytes(int count) {
    return Math.min(Integer.toUnsignedLong(count), 1 << Short.SIZE) * NANOS_PER_BYTE;
  }

  /** Carries out a request. */
  public synchronized P9Reply answer(P9Request request) {
    return closed ? new P9Reply.Error(XenErrno.EIO) : server.answer(request);
  }

  /** Forgets all that the guest had open. */
  public synchronized void forgetAll() {
    if (!closed) {
      server.forgetAll();
    }
  }

  @Override
  public synchronized void close() {
    server.forgetAll();
    closed = true;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
