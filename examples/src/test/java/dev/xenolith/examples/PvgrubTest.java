package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.config.DomainDevices;
import dev.xenolith.dom0.launch.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's unmodified PV boot loader, driven as a person drives it. */
class PvgrubTest {
  private static final Path IMAGE =
      Path.of("debian/.cache/usr/lib/grub-xen/grub-i386-xen.bin").toAbsolutePath();

  private static final String PROMPT = "grub> ";
  private static final int MEMORY_MIB = 64;

  @TempDir Path folder;

  @BeforeEach
  void imageIsThere() {
    assumeTrue(Files.exists(IMAGE), "no " + IMAGE + "; examples/debian/fetch downloads it");
  }

  private static String answer(RunningGuest grub, String command) throws InterruptedException {
    grub.type(command + "\r");
    String shown = grub.expect(PROMPT);
    return shown.substring(shown.indexOf('\n') + 1);
  }

  @Test
  void commandsTypedAtItsPromptAreAnswered() throws Exception {
    try (RunningGuest grub = new RunningGuest(IMAGE, MEMORY_MIB, Machine.Time.REAL)) {
      assertTrue(grub.expect(PROMPT).contains("GNU GRUB  version 2.06"));
      assertTrue(answer(grub, "help").contains("multiboot"));
      assertTrue(answer(grub, "ls").contains("(memdisk) (proc)"));
      assertTrue(answer(grub, "echo one two").contains("one two"));
      answer(grub, "set colour=green");
      String variables = answer(grub, "set");
      assertTrue(variables.contains("colour=green"), variables);
      assertTrue(variables.contains("grub_platform=xen"), variables);
      assertTrue(answer(grub, "cat (memdisk)/grub.cfg").contains("Chainloading"));
      assertTrue(answer(grub, "nonsense").contains("can't find command `nonsense'"));
      grub.type("halt\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), grub.end());
      assertEquals("", refusals(grub));
    }
  }

  @Test
  void itsLineEditorFollowsTheCursorKeys() throws Exception {
    try (RunningGuest grub = new RunningGuest(IMAGE, MEMORY_MIB, Machine.Time.REAL)) {
      grub.expect(PROMPT);
      assertTrue(answer(grub, "ecko hi\033[D\033[D\033[D\033[D\bh").contains("hi"));
      assertTrue(answer(grub, "cho two\001e").contains("two"));
      assertTrue(answer(grub, "\033[A").contains("two"), "the key up brings the last line back");
      grub.type("reboot\r");
      assertEquals(Optional.of(ShutdownReason.REBOOT), grub.end());
    }
  }

  @Test
  void itsColoursArriveAsEscapeSequences() throws Exception {
    try (RunningGuest grub = new RunningGuest(IMAGE, MEMORY_MIB, Machine.Time.REAL)) {
      assertTrue(grub.expect("Welcome to GRUB!").contains("\033[30m\033[47m"));
      grub.expect(PROMPT);
      assertTrue(answer(grub, "set color_normal=light-red/blue").contains("\033["));
      grub.type("halt\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), grub.end());
    }
  }

  @Test
  void theOneFor64BitsAnswersAtItsPromptToo() throws Exception {
    Path image = IMAGE.resolveSibling("grub-x86_64-xen.bin");
    try (RunningGuest grub = new RunningGuest(image, MEMORY_MIB, Machine.Time.REAL)) {
      assertTrue(grub.expect(PROMPT).contains("GNU GRUB  version 2.06"));
      assertTrue(answer(grub, "ls").contains("(memdisk) (proc)"));
      String variables = answer(grub, "set");
      assertTrue(variables.contains("grub_cpu=x86_64"), variables);
      grub.type("halt\r");
      assertEquals(Optional.of(ShutdownReason.POWEROFF), grub.end());
      assertEquals("", refusals(grub));
    }
  }

  @Test
  void bothListADiskAndReadItsFiles() throws Exception {
    RootDisk disk = RootDisk.make(folder);
    for (String name : new String[] {"grub-i386-xen.bin", "grub-x86_64-xen.bin"}) {
      DomainSpec.Image image = RunningGuest.image(IMAGE.resolveSibling(name));
      DomainSpec spec =
          DomainSpec.of("grub", MEMORY_MIB, image, "")
              .withDevices(DomainDevices.NONE.withDisks(List.of(disk.writable())));
      try (RunningGuest grub = new RunningGuest(spec, Machine.Time.VIRTUAL, _ -> {})) {
        grub.expect(PROMPT);
        String disks = answer(grub, "ls");
        assertTrue(disks.contains("(xen/xvda)"), disks);
        assertTrue(answer(grub, "ls (xen/xvda)/").contains("lost+found/"), grub::written);
        assertTrue(
            answer(grub, "cat (xen/xvda)/etc/issue").contains("a disk of the examples"),
            grub::written);
        grub.type("halt\r");
        assertEquals(Optional.of(ShutdownReason.POWEROFF), grub.end());
        assertEquals("", refusals(grub));
      }
    }
    disk.assertClean();
  }

  private static String refusals(RunningGuest grub) {
    return grub.log().lines().filter(l -> l.contains("-E")).reduce("", String::concat);
  }
}
