package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class XlTest {
  private final StringWriter err = new StringWriter();

  private int xl(String... arguments) {
    CommandLine line = Xl.commandLine();
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private void says(String part) {
    assertTrue(err.toString().contains(part), err.toString());
  }

  @Test
  void anUnknownCommandIsNamedBesideThoseThatExist() {
    assertEquals(2, xl("create", "a.cfg"));
    says("xl: unknown command 'create'; there are: run, help");
  }

  @Test
  void aMisspeltOptionGetsAHint() {
    assertEquals(2, xl("run", "--kernal", "k"));
    says("xl: Unknown option: '--kernal'");
    says("--kernel");
  }

  @Test
  void aWrongValueTakesTwoLinesNotAPage() {
    assertEquals(2, xl("run", "--timeout", "soon"));
    says("'soon' is no span of time");
    assertEquals(2, err.toString().lines().count(), err.toString());
  }

  @Test
  void aTraceFileThatCannotBeWrittenIsNoBugOfOurs(@TempDir Path folder) throws Exception {
    Path kernel = Files.writeString(folder.resolve("k"), "x");
    String file = folder.resolve("missing/t.trace").toString();
    assertEquals(1, xl("run", "--kernel", kernel.toString(), "--trace-file", file));
    says("xl: --trace-file: " + file + ": no such folder");
  }
}
