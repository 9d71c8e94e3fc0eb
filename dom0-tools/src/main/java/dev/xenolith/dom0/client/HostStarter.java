package dev.xenolith.dom0.client;

import dev.xenolith.dom0.host.StateDir;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a host in the background, as a process that outlives the command. */
public final class HostStarter {
  /** A machine that is busy takes long to start a JVM. */
  private static final long PATIENCE_SECONDS = 60;

  private static final int POLL_MILLIS = 20;
  private static final int MOST_OUTPUT = 4000;

  private final StateDir state;
  private final List<String> command;

  /**
   * Starts hosts by a command.
   *
   * @param command what {@code xl} is, as program and first arguments
   */
  public HostStarter(StateDir state, List<String> command) {
    this.state = state;
    this.command = List.copyOf(command);
  }

  /**
   * Starts a host and waits until it answers.
   *
   * @param options of {@code xl host run}
   * @return its process id
   * @throws IOException when it ends instead, with what it said
   */
  public long start(List<String> options) throws IOException, InterruptedException {
    state.prepare();
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      line.add("/usr/bin/setsid"); // what is typed at this terminal is not for the host
    }
    line.addAll(command);
    line.addAll(List.of("host", "run", "--host", state.path().toString()));
    line.addAll(options);
    File output = state.output().toFile();
    Files.deleteIfExists(state.output());
    Process process =
        new ProcessBuilder(line)
            .directory(state.path().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output)
            .redirectErrorStream(true)
            .start();
    HostClient client = new HostClient(state.socket());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!client.isAlive()) {
      if (!process.isAlive()) {
        // Another command may have been quicker; then its host is the one.
        if (client.isAlive()) {
          return -1;
        }
        throw new IOException("the host did not start: " + said());
      }
      if (System.nanoTime() > deadline) {
        process.destroy();
        throw new IOException("the host does not answer: " + said());
      }
      Thread.sleep(POLL_MILLIS);
    }
    return process.pid();
  }

  private String said() throws IOException {
    String text = new String(Files.readAllBytes(state.output()), StandardCharsets.UTF_8).strip();
    return text.length() > MOST_OUTPUT ? text.substring(0, MOST_OUTPUT) : text;
  }
}
