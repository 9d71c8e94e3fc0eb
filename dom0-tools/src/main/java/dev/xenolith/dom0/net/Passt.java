package dev.xenolith.dom0.net;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A process of passt, which speaks for a card to the host's network and needs no rights for that.
 * It ends with its socket, and so with this process, however that ends.
 */
final class Passt implements AutoCloseable {
  /** The guest's address, by DHCP; as QEMU's users know it. */
  static final String GUEST = "10.0.2.15";

  /** The gateway; under it the guest finds the host's loopback interface. */
  static final String GATEWAY = "10.0.2.2";

  private static final String PROGRAM = "passt";
  private static final List<String> OPTIONS =
      List.of(
          "--foreground",
          "--one-off",
          "--ipv4-only",
          "--mtu",
          "1500",
          // Nothing of the host's addresses is shown to the guest, so any interface will do.
          "--interface",
          "lo",
          "--mac-addr",
          "52:55:0a:00:02:02",
          "--address",
          GUEST,
          "--netmask",
          "24",
          "--gateway",
          GATEWAY);

  private static final int TRIES = 1000;
  private static final int PAUSE_MILLIS = 10;
  private static final int MOST_LINES = 20;

  private final Process process;
  private final SocketChannel socket;
  private final Complaints complaints;

  private Passt(Process process, SocketChannel socket, Complaints complaints) {
    this.process = process;
    this.socket = socket;
    this.complaints = complaints;
  }

  /**
   * Starts one, on a thread that may wait.
   *
   * @throws IOException with a sentence where it does not start
   */
  static Passt start(List<VifSpec.Forward> forwards) throws IOException {
    Path folder = folder();
    Path socket = folder.resolve("socket");
    try {
      Process process =
          new ProcessBuilder(command(socket, forwards))
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      try {
        Complaints complaints = new Complaints(process);
        return new Passt(process, connect(process, socket, complaints), complaints);
      } catch (IOException | RuntimeException e) {
        process.destroyForcibly();
        throw e;
      }
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(folder);
    }
  }

  /** A folder where passt, too, may make a socket: it makes itself nobody where root starts it. */
  private static Path folder() throws IOException {
    Path folder = Files.createTempDirectory("xenolith-net");
    if (Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"))) {
      UserPrincipalLookupService users = folder.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(folder, users.lookupPrincipalByName("nobody"));
    }
    return folder;
  }

  private static List<String> command(Path socket, List<VifSpec.Forward> forwards)
      throws IOException {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    List<String> command = new ArrayList<>(List.of(find(path).toString()));
    command.addAll(OPTIONS);
    command.addAll(List.of("--socket", socket.toString()));
    for (VifSpec.Forward f : forwards) {
      command.add(f.udp() ? "--udp-ports" : "--tcp-ports");
      command.add("%s/%d:%d".formatted(f.address(), f.hostPort(), f.guestPort()));
    }
    return command;
  }

  static Path find(String path) throws IOException {
    for (String folder : path.split(File.pathSeparator)) {
      Path file = Path.of(folder, PROGRAM);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    throw new IOException(
        "'backend=user' needs the program passt, and it is not installed; Debian's package passt"
            + " has it");
  }

  private static SocketChannel connect(Process process, Path socket, Complaints complaints)
      throws IOException {
    for (int i = 0; i < TRIES; i++) {
      if (Files.exists(socket)) {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
          channel.connect(UnixDomainSocketAddress.of(socket));
          return channel;
        } catch (IOException e) {
          channel.close(); // it does not listen yet
        }
      }
      try {
        if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new IOException("'backend=user': passt does not start: " + complaints.last());
  }

  /** What it said last. */
  private static final class Complaints {
    /** It tells the system's log too, and says so when there is none; and it explains QEMU. */
    private static final Pattern NOISE =
        Pattern.compile("Failed to send [0-9]|UNIX domain|You can now|or qrap| +(kvm|./qrap)");

    private final Thread reader;
    private final List<String> lines = new ArrayList<>();

    Complaints(Process process) {
      reader = Thread.ofVirtual().name("words of passt").start(() -> read(process));
    }

    private void read(Process process) {
      try (BufferedReader in = process.inputReader()) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (!line.isBlank() && !NOISE.matcher(line).lookingAt()) {
            add(line);
          }
        }
      } catch (IOException e) {
        add("cannot be heard: " + e.getMessage());
      }
    }

    private synchronized void add(String line) {
      lines.add(line.strip());
      if (lines.size() > MOST_LINES) {
        lines.removeFirst();
      }
    }

    /** Of a process that has ended or is not worth waiting for. */
    String last() {
      try {
        reader.join(TimeUnit.SECONDS.toMillis(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (this) {
        return lines.isEmpty() ? "it says nothing" : lines.getLast();
      }
    }
  }

  SocketChannel socket() {
    return socket;
  }

  /** What it said last, as a reason for its end. */
  String lastWords() {
    return complaints.last();
  }

  void kill() {
    process.destroyForcibly();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, so that its ports are free again. */
  @Override
  public void close() throws IOException {
    socket.close();
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
