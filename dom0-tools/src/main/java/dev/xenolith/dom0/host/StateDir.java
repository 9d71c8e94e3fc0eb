package dev.xenolith.dom0.host;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * The folder a host keeps everything in: its sockets, its lock, its log, what it knows of its
 * domains. The host writes nowhere else, and nobody but its owner may look in.
 */
public record StateDir(Path path) {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  /** What a unix socket's path may have at most on Linux (sockaddr_un), with its final zero. */
  private static final int MAX_SOCKET_PATH = 107;

  /**
   * The folder that is meant.
   *
   * @param option what {@code --host} says, or null
   * @param environment the process' environment
   */
  public static StateDir locate(String option, Map<String, String> environment) {
    if (option != null) {
      return new StateDir(Path.of(option).toAbsolutePath().normalize());
    }
    String named = environment.getOrDefault("XENOLITH_HOST", "");
    if (!named.isEmpty()) {
      return new StateDir(Path.of(named).toAbsolutePath().normalize());
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (runtime.startsWith("/") && Files.isDirectory(Path.of(runtime))) {
      return new StateDir(Path.of(runtime, "xenolith"));
    }
    return new StateDir(Path.of("/tmp", "xenolith-" + user()));
  }

  private static String user() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
    } catch (IOException | UnsupportedOperationException e) {
      return System.getProperty("user.name"); // no /proc: the name serves as well
    }
  }

  /** Makes the folder, or makes sure that the one there is private and ours. */
  public void prepare() throws IOException {
    if (socket().toString().length() > MAX_SOCKET_PATH) {
      throw new IOException(
          path + ": too long a path for a unix socket; choose a shorter one with --host");
    }
    Files.createDirectories(path.getParent());
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
      Files.setPosixFilePermissions(path, PRIVATE); // whatever the umask says
    } catch (FileAlreadyExistsException e) {
      check();
    }
    for (Path folder : new Path[] {domains(), dumps()}) {
      Files.createDirectories(folder);
    }
  }

  /** Refuses a folder that is not private: somebody may have put it there for us to fall into. */
  public void check() throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + ": is not a folder of its own");
    }
    Path own = Files.createTempFile("xenolith", null);
    try {
      if (!Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
        throw new IOException(path + ": belongs to somebody else");
      }
    } finally {
      Files.delete(own);
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (!found.equals(PRIVATE)) {
      throw new IOException(
          "%s: may be entered by others (%s); 'chmod 700' it, or choose another with --host"
              .formatted(path, PosixFilePermissions.toString(found)));
    }
  }

  /** Where the API is served. */
  public Path socket() {
    return path.resolve("api.sock");
  }

  /** Held as long as the host lives; has its process id. */
  public Path lock() {
    return path.resolve("lock");
  }

  /** What happened, one JSON object a line. */
  public Path log() {
    return path.resolve("host.log");
  }

  /** What the host's process itself printed: nothing, unless it failed. */
  public Path output() {
    return path.resolve("host.out");
  }

  /** A file for each living domain: what is left after a crash tells what was lost. */
  public Path domains() {
    return path.resolve("domains");
  }

  /** Where memory is dumped to when a configuration asks for it. */
  public Path dumps() {
    return path.resolve("dump");
  }
}
