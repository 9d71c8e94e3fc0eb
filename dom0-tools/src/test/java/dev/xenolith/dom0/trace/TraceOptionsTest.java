package dev.xenolith.dom0.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

class TraceOptionsTest {
  @Command(name = "traced")
  static final class Traced implements Runnable {
    @Mixin private TraceOptions options;

    @Parameters(arity = "0..*")
    private List<String> arguments;

    @Override
    public void run() {}
  }

  private static Traced parse(String... args) {
    Traced traced = new Traced();
    new CommandLine(traced).parseArgs(args);
    return traced;
  }

  @Test
  void withoutTheOptionThereIsNoTrace() throws IOException {
    assertEquals(Optional.empty(), parse("a.cfg").options.open(System.err));
  }

  @Test
  void theOptionAloneLeavesTheArgumentBehindIt() throws IOException {
    Traced traced = parse("--trace", "a.cfg");
    assertEquals(List.of("a.cfg"), traced.arguments);
    assertTrue(traced.options.open(System.err).isPresent());
  }

  @Test
  void theFilterStandsBehindAnEqualsSign() {
    Traced traced = parse("--trace=nonsense", "a.cfg");
    assertEquals(List.of("a.cfg"), traced.arguments);
    assertThrows(CommandLine.ParameterException.class, () -> traced.options.open(System.err));
  }

  @Test
  void aTraceFileIsMade(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("t");
    try (LiveTrace trace =
        parse("--trace-file", file.toString()).options.open(System.err).orElseThrow()) {
      assertTrue(Files.exists(file), trace.toString());
    }
    assertEquals(8, Files.size(file));
  }
}
