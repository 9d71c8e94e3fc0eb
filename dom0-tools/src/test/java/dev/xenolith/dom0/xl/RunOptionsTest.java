package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.config.ConfigException;
import dev.xenolith.dom0.config.DomainConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunOptionsTest {
  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void filesExist() throws Exception {
    Files.writeString(folder.resolve("grub i386.bin"), "x");
    Files.writeString(folder.resolve("a.cfg"), "name='a'\nkernel='grub i386.bin'\nmemory=64\n");
  }

  private DomainConfig config(String... arguments) throws ConfigException, CommandFailedException {
    return CommandLine.populateCommand(new RunOptions(), arguments).config(warnings::add);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aKernelAloneIsADomainNamedAfterIt() throws Exception {
    DomainConfig config = config("--kernel", file("grub i386.bin"));
    assertEquals("grub-i386", config.name());
    assertEquals(32, config.memoryMib());
  }

  @Test
  void optionsWinOverTheFile() throws Exception {
    assertEquals(128, config(file("a.cfg"), "--memory", "128").memoryMib());
  }

  @Test
  void keyValuePairsWinOverTheFile() throws Exception {
    assertEquals(48, config(file("a.cfg"), "memory=48").memoryMib());
  }

  @Test
  void aCommandLineWithQuotesArrivesAsTyped() throws Exception {
    String typed = "a=\"b c\" d\\e";
    assertEquals(typed, config(file("a.cfg"), "--cmdline", typed).cmdline());
  }

  @Test
  void aMissingFileIsSaidByName() {
    var e = assertThrows(ConfigException.class, () -> config(file("b.cfg")));
    assertEquals(file("b.cfg") + ": no such file", e.getMessage());
  }

  @Test
  void aWrongOptionValueIsReportedLikeAWrongKey() {
    var e = assertThrows(ConfigException.class, () -> config(file("a.cfg"), "--memory", "lots"));
    assertEquals("command line: memory: takes a number, found 'lots'", e.getMessage());
  }

  @Test
  void anUnknownOverrideIsNotBlamedOnTheFile() throws Exception {
    config(file("a.cfg"), "memroy=5");
    assertEquals(
        List.of("command line: memroy: unknown key, ignored; did you mean 'memory'?"), warnings);
  }

  @Test
  void aWordBesideTheFileThatSetsNothingIsNamed() {
    var e = assertThrows(CommandFailedException.class, () -> config(file("a.cfg"), "nonsense"));
    assertEquals(ExitStatus.USAGE, e.status());
    assertEquals(
        "'nonsense' is no KEY=VALUE, and the configuration file is %s already"
            .formatted(file("a.cfg")),
        e.getMessage());
  }

  @Test
  void anOverrideWithoutAValueEndsWithItsArgument() {
    var e = assertThrows(ConfigException.class, () -> config(file("a.cfg"), "name="));
    assertEquals(
        "command line: name: expected a value, found the end of the argument", e.getMessage());
  }

  @Test
  void nothingToRunIsWrongUsage() {
    var e = assertThrows(CommandFailedException.class, this::config);
    assertEquals(ExitStatus.USAGE, e.status());
  }

  @Test
  void aKernelInPlaceOfAFileIsRecognized() throws Exception {
    Files.write(folder.resolve("k.elf"), new byte[] {0x7F, 'E', 'L', 'F', 1, 1});
    var e = assertThrows(ConfigException.class, () -> config(file("k.elf")));
    assertTrue(e.getMessage().contains("use --kernel"), e.getMessage());
  }
}
