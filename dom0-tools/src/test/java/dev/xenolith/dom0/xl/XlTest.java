package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.dom0.text.Printable;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class XlTest {
  @TempDir private Path folder;

  private TypedXl xl() {
    return new TypedXl(folder.resolve("state"));
  }

  private static String run(int status, String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine line = RunLine.commandLine();
    line.setErr(new PrintWriter(err, true));
    assertEquals(status, line.execute(arguments));
    return err.toString();
  }

  @Test
  void anUnknownCommandGetsAHint() {
    TypedXl.Outcome outcome = xl().type("creat-e", "a.cfg");
    assertEquals(1, outcome.status());
    assertEquals(
        "command not implemented\n"
            + "xl: there is no 'creat-e'; did you mean 'create'? 'xl help' lists all\n",
        outcome.err());
  }

  @Test
  void aCommandLikeNoneIsSentToTheList() {
    assertTrue(xl().type("bogus").err().endsWith("xl: there is no 'bogus'; 'xl help' lists all\n"));
  }

  @Test
  void aCommandMayBeAbbreviated() {
    assertEquals(xl().type("help", "vcpu-list").out(), xl().type("vcpu-l", "--help").out());
  }

  @Test
  void whatIsMissingSaysWhy() {
    TypedXl.Outcome outcome = xl().type("migrate", "a", "b");
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().startsWith("xl migrate: not available: "), outcome.err());
  }

  @Test
  void topTellsItsVersionWithoutAHost() {
    String version = xl().type("version").out();
    assertEquals(version, xl().type("top", "-V").out());
    assertEquals(version, xl().type("top", "-b", "--version").out());
  }

  @Test
  void topWithoutIterationsOrWithNoneHasNoEnd() throws Exception {
    List<Option> options = Commands.find("top").orElseThrow().options();
    assertEquals(Long.MAX_VALUE, TopCommand.rounds(Words.parse(List.of(), options)));
    assertEquals(Long.MAX_VALUE, TopCommand.rounds(Words.parse(List.of("-i", "0"), options)));
    assertEquals(2, TopCommand.rounds(Words.parse(List.of("-i", "2"), options)));
  }

  @Test
  void everyCommandHasAPageWithItsUsage() {
    for (Command command : Commands.AVAILABLE) {
      TypedXl.Outcome outcome = xl().type(command.name(), "--help");
      assertEquals(0, outcome.status());
      assertTrue(outcome.out().startsWith("Usage: xl " + command.name()), outcome.out());
    }
  }

  @Test
  void everyCommandIsInTheManualAndCompleted() {
    String manual = xl().type("manual").out();
    String bash = xl().type("completion", "bash").out();
    String zsh = xl().type("completion", "zsh").out();
    for (Command command : Commands.AVAILABLE) {
      assertTrue(manual.contains(".SS xl " + command.name().replace("-", "\\-")), command.name());
      assertTrue(bash.contains("    " + command.name() + ") options="), command.name());
      assertTrue(zsh.contains("'" + command.name() + ":"), command.name());
    }
    assertEquals(2, xl().type("completion", "fish").status());
  }

  @Test
  void theManualHasTheOptionsAndTheExitStatusOfRun() {
    String manual = xl().type("manual").out();
    for (OptionSpec option : RunLine.commandLine().getCommandSpec().options()) {
      assertTrue(manual.contains(option.longestName().replace("-", "\\-")), option.longestName());
    }
    for (ExitStatus status : ExitStatus.values()) {
      assertTrue(manual.contains(".B " + status.number + "\n"), status.meaning);
    }
  }

  @Test
  void everyCommandHasAnExample() {
    for (Command command : Commands.AVAILABLE) {
      assertFalse(command.examples().isEmpty(), command.name());
    }
  }

  @Test
  void bashCompletesWhatIsTyped() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no /bin/bash");
    Path script = Files.writeString(folder.resolve("xl"), xl().type("completion", "bash").out());
    String type =
        """
        source "$0"
        compopt() { echo "$@"; }
        for line in "screens" "--host /x vnc" "run --ti" "--host x"; do
          COMP_WORDS=(xl $line) COMP_CWORD=$(wc -w <<<"$line") COMPREPLY=()
          _xl
          echo "${COMPREPLY[@]}"
        done
        """;
    Process bash =
        new ProcessBuilder("/bin/bash", "-c", type, script.toString())
            .redirectErrorStream(true)
            .start();
    assertEquals(
        "screenshot\nvncviewer\n-o default\n--timeout --time\n-o dirnames\n\n",
        new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(0, bash.waitFor());
  }

  @Test
  void whatOthersHaveNamedIsHarmlessToATerminal() {
    assertEquals("a\\x1b[2J\\x0ab\\xe9", Printable.of("a\033[2J\nb\u00e9"));
  }

  @Test
  void withoutAHostThereIsASentence() {
    TypedXl.Outcome outcome = xl().type("list");
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().startsWith("xl: no host runs in " + folder), outcome.err());
    assertEquals(3, xl().type("host", "status").status());
  }

  @Test
  void aDryRunNeedsNoHost() throws Exception {
    Path kernel = Files.writeString(folder.resolve("k"), "x");
    Path config = folder.resolve("a.cfg");
    Files.writeString(config, "name=\"a\"\nkernel=\"" + kernel + "\"\nmemory=16\n");
    TypedXl.Outcome outcome = xl().type("create", "-n", config.toString(), "vcpus=3");
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("\"max_vcpus\": 3"), outcome.out());
    assertTrue(outcome.out().contains("\"max_memkb\": 16384"), outcome.out());
  }

  @Test
  void aDryRunShowsDevicesAndCpuidAsTheRealXl() throws Exception {
    for (String name : List.of("k", "a.img", "b.qcow2", "c.iso", "e")) {
      Files.writeString(folder.resolve(name), "x");
    }
    Path config = folder.resolve("a.cfg");
    Files.writeString(
        config,
        """
        name="n"
        kernel="k"
        disk=["a.img,raw,xvda,rw","format=qcow2,vdev=xvdb,access=ro,target=b.qcow2",
          "c.iso,raw,xvdc,devtype=cdrom","vdev=xvdd,devtype=cdrom","e,,xvde,w,no-discard"]
        vif=["mac=00:16:3e:12:34:56,bridge=xenbr0"]
        cpuid=["1:ecx=xxxxxxxxxxx00xxxxxxxxxxxxxxxxxxx","7,0:ebx=0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]
        """);
    TypedXl.Outcome outcome = xl().type("create", "-n", config.toString());
    assertEquals(0, outcome.status(), outcome.err());
    String said = outcome.out().replace(folder + "/", "/tmp/");
    for (String part : List.of("disks", "nics", "cpuid")) {
      String recorded = recorded("dry-run-4.17-" + part + ".txt");
      assertTrue(said.contains(recorded), () -> said + "\nhas not:\n" + recorded);
    }
  }

  private static String recorded(String name) throws Exception {
    try (InputStream in = XlTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    }
  }

  @Test
  void aMisspeltOptionGetsAHint() {
    String err = run(2, "--kernal", "k");
    assertTrue(err.contains("xl: Unknown option: '--kernal'"), err);
    assertTrue(err.contains("--kernel"), err);
  }

  @Test
  void aWrongValueTakesTwoLinesNotAPage() {
    String err = run(2, "--timeout", "soon");
    assertTrue(err.contains("'soon' is no span of time"), err);
    assertEquals(2, err.lines().count(), err);
  }

  @Test
  void theHostsNetworkKeepsNoVirtualTime() throws Exception {
    Files.writeString(folder.resolve("k"), "x");
    Path config = folder.resolve("a.cfg");
    Files.writeString(config, "name='a'\nkernel='k'\nvif=['backend=user']\n");
    String err = run(3, "--time", "virtual", config.toString());
    assertTrue(err.contains("such runs are not alike; leave out '--time virtual'"), err);
  }

  @Test
  void aTraceFileThatCannotBeWrittenIsNoBugOfOurs() throws Exception {
    Path kernel = Files.writeString(folder.resolve("k"), "x");
    String file = folder.resolve("missing/t.trace").toString();
    String err = run(1, "--kernel", kernel.toString(), "--trace-file", file);
    assertTrue(err.contains("xl: --trace-file: " + file + ": no such folder"), err);
  }
}
