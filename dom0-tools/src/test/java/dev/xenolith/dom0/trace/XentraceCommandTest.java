package dev.xenolith.dom0.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class XentraceCommandTest {
  @TempDir private Path directory;
  private Path file;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void record() throws IOException {
    file = directory.resolve("trace");
    Calls calls =
        new Calls()
            .enter(Hypercall.FPU_TASKSWITCH, List.of(), 1)
            .exit(Hypercall.FPU_TASKSWITCH, 0)
            .enter(Hypercall.FPU_TASKSWITCH, List.of(), 7)
            .exit(Hypercall.FPU_TASKSWITCH, -22)
            .add(new TraceEvent.Scheduled(TraceEvent.SchedChange.BLOCK));
    try (LiveTrace trace = LiveTrace.toFile(TraceFilter.parse("all"), file)) {
      for (TraceRecord r : calls.records()) {
        trace.accept(r);
      }
    }
  }

  private int run(String... args) {
    return new CommandLine(new XentraceCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void aRecordedFileIsPrinted() {
    assertEquals(0, run(file.toString()));
    assertEquals(3, out.toString().lines().count());
    assertTrue(out.toString().contains("vcpu block"));
  }

  @Test
  void theSummaryCountsCallsAndErrors() {
    assertEquals(0, run("-c", file.toString()));
    List<String> lines = out.toString().lines().toList();
    assertEquals("100.00    0.000024          12         2         1 fpu_taskswitch", lines.get(2));
    assertEquals("100.00    0.000024          12         2         1 total", lines.get(4));
  }

  @Test
  void jsonHasOneObjectPerLine() {
    assertEquals(0, run("--json", file.toString()));
    List<String> lines = out.toString().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).contains("\"name\":\"fpu_taskswitch\""), lines.get(0));
    assertTrue(lines.get(0).contains("\"args\":{\"set\":\"1\"}"), lines.get(0));
    assertTrue(lines.get(1).contains("\"error\":\"EINVAL\""), lines.get(1));
    assertTrue(lines.get(2).contains("\"event\":\"Scheduled\""), lines.get(2));
  }

  @Test
  void aMissingFileIsAClearError() {
    assertEquals(1, run(directory.resolve("nothing").toString()));
    assertTrue(err.toString().contains("no such file"), err.toString());
  }

  @Test
  void aFileOfAnotherKindIsAClearError() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "hello, world");
    assertEquals(1, run(other.toString()));
    assertTrue(err.toString().contains("not a trace file"), err.toString());
  }

  @Test
  void anUnknownTermIsAUsageError() {
    assertEquals(2, run("-e", "nonsense", file.toString()));
    assertTrue(err.toString().contains("'nonsense' is no hypercall"), err.toString());
  }
}
