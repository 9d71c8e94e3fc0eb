package dev.xenolith.dom0.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.dom0.p9.ShareSpec;
import dev.xenolith.dom0.p9.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainConfigReaderTest {
  @TempDir Path folder;

  @BeforeEach
  void kernelExists() throws Exception {
    Files.writeString(folder.resolve("k"), "x");
  }

  private DomainConfigReader reader(String text) throws ConfigException {
    return new DomainConfigReader(CfgFile.parse("x.cfg", text), folder);
  }

  private String problem(String text) {
    return assertThrows(ConfigException.class, () -> reader(text).read()).getMessage();
  }

  @Test
  void aMisspeltKeyIsNamedBesideTheOneThatIsMissing() {
    assertEquals(
        "x.cfg: kernel: missing: name the kernel image to boot\n"
            + "x.cfg:2: kernl: unknown key, ignored; did you mean 'kernel'?",
        problem("name='a'\nkernl='k'"));
  }

  @Test
  void aNameAndAKernelAreEnough() throws Exception {
    DomainConfig config = reader("name='a'\nkernel='k'").read();
    assertEquals(32, config.memoryMib());
    assertEquals(1, config.vcpus());
    assertEquals(folder.resolve("k"), config.kernel());
    assertEquals(ShutdownAction.RESTART, config.onShutdown().reboot());
  }

  @Test
  void aNameMayHaveEveryVisibleCharacterButTheSlash() throws Exception {
    assertEquals("a~b!", reader("name='a~b!'\nkernel='k'").read().name());
    assertTrue(problem("name='a/b'\nkernel='k'").contains("no /"));
    assertTrue(problem("name='a\\x1b[2J'\nkernel='k'").contains("visible"));
  }

  @Test
  void rootAndExtraMakeTheCommandLine() throws Exception {
    assertEquals(
        "root=/dev/xvda ro quiet",
        reader("name='a'\nkernel='k'\nroot='/dev/xvda ro'\nextra='quiet'").read().cmdline());
  }

  @Test
  void theSameNameGivesTheSameUuid() throws Exception {
    String text = "name='a'\nkernel='k'";
    assertEquals(reader(text).read().uuid(), reader(text).read().uuid());
  }

  @Test
  void aMissingKernelFileIsNamedWithItsLine() {
    assertEquals(
        "x.cfg:2: kernel: " + folder.resolve("nope") + " does not exist",
        problem("name='a'\nkernel='nope'"));
  }

  @Test
  void aMissingKernelKeyIsSaid() {
    assertTrue(problem("name='a'").contains("kernel: missing"));
  }

  @Test
  void aNumberOutOfRangeIsRefusedWithTheRange() {
    assertEquals(
        "x.cfg:3: vcpus: must be from 1 to 32, is 99", problem("name='a'\nkernel='k'\nvcpus=99"));
  }

  @Test
  void aListWhereAStringBelongsIsRefused() {
    assertTrue(problem("name=['a']\nkernel='k'").startsWith("x.cfg:1: name: takes a string"));
  }

  @Test
  void hvmGuestsAreRefused() {
    assertTrue(problem("name='a'\nkernel='k'\ntype='hvm'").contains("only PV guests"));
  }

  @Test
  void whatIsNotBuiltIsRefusedByName() {
    assertEquals(
        "x.cfg:3: pci: not available: PCI passthrough; remove the key to go on",
        problem("name='a'\nkernel='k'\npci=['a']"));
  }

  @Test
  void eachNetworkCardIsJudgedAtItsOwnLine() {
    String vifs = "vif=['bridge=xenbr0',\n'brigde=xenbr0',\n'devid=0']";
    assertEquals(
        "x.cfg:4: vif: unrecognized argument `brigde=xenbr0'; did you mean 'bridge'?\n"
            + "x.cfg:5: vif: there are two network cards 0",
        problem("name='a'\nkernel='k'\n" + vifs).replaceAll("(?m)^(?!.*vif).*\\R?", "").strip());
  }

  @Test
  void eachDiskIsJudgedAtItsOwnLine() {
    String disks = "disk=['.,raw,xvda',\n'nowhere.img,raw,xvdb',\n'a,raw,vda', 'a,vhd,xvdc']";
    String problems = problem("name='a'\nkernel='k'\n" + disks);
    assertTrue(problems.matches("(?s)x.cfg:3: disk: [^\n]* is a folder\n.*"), problems);
    assertTrue(problems.contains("/nowhere.img does not exist"), problems);
    assertTrue(problems.contains("x.cfg:5: disk: 'vda' is no name of a disk"), problems);
    assertTrue(problems.contains("x.cfg:5: disk: format vhd is not available"), problems);
  }

  @Test
  void sharedFoldersAreRead() throws Exception {
    assumeTrue(SharedFolder.isPossible(), "this host is no Linux on x86-64");
    Path shared = Files.createDirectory(folder.resolve("s"));
    String text = "name='a'\nkernel='k'\np9=['tag=t, path=s,security_model=none,backend=0']";
    assertEquals(List.of(new ShareSpec("t", shared)), reader(text).read().devices().shares());
    assertEquals(List.of(), reader("name='a'\nkernel='k'\np9=[]").read().devices().shares());
  }

  @Test
  void eachSharedFolderIsJudgedAtItsOwnLine() {
    assumeTrue(SharedFolder.isPossible(), "this host is no Linux on x86-64");
    String problems =
        problem(
            "name='a'\nkernel='k'\np9=['tag=t,path=.',\n'tagg=t,path=.,security_model=none',\n"
                + "'tag=t,path=nowhere,security_model=none','tag=u,path=k,security_model=none',\n"
                + "'tag=t,path=.,security_model=mapped','tag=t,path=.,max-files=3',\n"
                + "'tag=t,tag=u','tag=v,path=.,security_model=none','tag=v,path=.,"
                + "security_model=none']");
    for (String expected :
        new String[] {
          "x.cfg:3: p9: 'security_model' is missing: p9 ="
              + " ['tag=share,path=DIR,security_model=none']",
          "x.cfg:4: p9: unknown parameter 'tagg=t'; did you mean 'tag='?",
          "nowhere does not exist",
          "k is no folder",
          "x.cfg:6: p9: 'security_model=mapped' is not available; none is",
          "x.cfg:6: p9: 'max-files' is not available (not in xl 4.17 either)",
          "x.cfg:7: p9: 'tag' is given twice",
          "x.cfg:7: p9: there are two folders 'v'"
        }) {
      assertTrue(problems.contains(expected), problems);
    }
    assertTrue(problem("name='a'\nkernel='k'\np9='x'").startsWith("x.cfg:3: p9: takes a list"));
  }

  @Test
  void aMisspeltKeyIsWarnedAboutWithASuggestion() throws Exception {
    DomainConfigReader reader = reader("name='a'\nkernel='k'\nmemroy=64");
    reader.read();
    assertEquals(
        List.of("x.cfg:3: memroy: unknown key, ignored; did you mean 'memory'?"),
        reader.warnings().stream().map(ConfigProblem::toString).toList());
  }

  @Test
  void cpusThatDoNotExistAreRefused() throws Exception {
    for (String good : List.of("'all'", "'0'", "'0-3'", "'all,^3'", "['0','0-1']")) {
      reader("name='a'\nkernel='k'\ncpus=" + good).read();
    }
    for (String bad : List.of("'2-3'", "'^0'", "['0','1']", "'x'")) {
      assertTrue(problem("name='a'\nkernel='k'\ncpus=" + bad).startsWith("x.cfg:3: cpus: "), bad);
    }
  }

  @Test
  void timesAreRead() throws Exception {
    DomainConfig config =
        reader("name='a'\nkernel='k'\nrtc_timeoffset='-60'\nlocaltime=1\ntsc_mode='native'").read();
    assertEquals(new DomainConfig.Times(-60, true, 2), config.times());
    assertTrue(problem("name='a'\nkernel='k'\ntsc_mode='x'").contains("native_paravirt"));
  }

  @Test
  void anUnknownActionIsRefused() {
    assertTrue(problem("name='a'\nkernel='k'\non_crash='explode'").contains("unknown action"));
  }
}
