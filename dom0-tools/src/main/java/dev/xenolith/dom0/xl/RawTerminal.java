package dev.xenolith.dom0.xl;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The person's terminal in raw mode: every key goes to the guest. {@code stty} does the switching,
 * as on every Unix; the launcher script restores the mode once more after the JVM has ended,
 * however it ended.
 */
final class RawTerminal implements AutoCloseable {
  private final String saved;

  private RawTerminal(String saved) {
    this.saved = saved;
  }

  /** Makes the terminal of standard input raw, or answers null where there is none to make raw. */
  static RawTerminal enter() throws IOException, InterruptedException {
    if (System.console() == null || !System.console().isTerminal()) {
      return null;
    }
    String saved = stty("-g").strip();
    if (saved.isEmpty()) {
      return null;
    }
    stty("raw", "-echo");
    return new RawTerminal(saved);
  }

  /**
   * How large the terminal of standard input is; what a terminal was once, where it does not say.
   */
  static TopScreen.Size size() throws IOException, InterruptedException {
    String[] words = stty("size").strip().split(" ");
    if (words.length == 2
        && words[0].matches("[1-9][0-9]{0,4}")
        && words[1].matches("[1-9][0-9]{0,4}")) {
      return new TopScreen.Size(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
    }
    return new TopScreen.Size(24, 80);
  }

  /**
   * Takes away what a guest has left on the screen: its colours and a hidden cursor, and the line
   * it did not end, so that our own sentence and the shell's prompt stand where they belong.
   */
  void tidy(boolean midLine, boolean coloured) throws IOException {
    String text = (coloured ? "\033[0m\033[?25h" : "") + (midLine ? "\r\n" : "");
    new FileOutputStream(FileDescriptor.out).write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    try {
      stty(saved);
    } catch (InterruptedException e) {
      // The launcher restores the mode too; keep the interrupt for whoever asked for it.
      Thread.currentThread().interrupt();
    }
  }

  private static String stty(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "stty";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return process.waitFor() == 0 ? answer : "";
  }
}
