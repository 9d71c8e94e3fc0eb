package dev.xenolith.dom0.xl;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Commands as typed by somebody, in this process. */
final class TypedXl {
  private final Path state;

  /** With the host in this folder. */
  TypedXl(Path state) {
    this.state = state;
  }

  /** What a command left. */
  record Outcome(int status, String out, String err) {}

  Outcome type(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Xl xl =
        new Xl(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("XENOLITH_HOST", state.toString()));
    int status = xl.execute(List.of(arguments));
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
