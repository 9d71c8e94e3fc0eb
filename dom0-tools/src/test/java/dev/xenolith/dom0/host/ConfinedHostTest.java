package dev.xenolith.dom0.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.toolstack.TinyKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No configuration makes a host write outside its folder, except to what it names itself. */
class ConfinedHostTest {
  /** So far down that paths which lead out end in the folder that is looked at. */
  private static final String DOWN = "1/2/3";

  private static final String OUT = "../../../escape";

  @TempDir private Path folder;
  private TestHost test;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder.resolve(DOWN));
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  /** All that is outside the host's folder, with its length and time. */
  private Map<String, String> outside() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (!path.startsWith(test.state().path()) && !Files.isDirectory(path)) {
          all.put(
              path.toString(),
              Files.readAttributes(path, "size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
                  .toString());
        }
      }
    }
    return all;
  }

  /** Runs a domain that crashes and is dumped, if the host takes it at all. */
  private boolean runs(String line) throws Exception {
    Path config = test.config("one", TinyKernel.crash(), "on_crash = \"coredump-destroy\"", line);
    Map<String, String> before = outside();
    boolean taken = true;
    try {
      int domid = test.get(test.host.domains().create(test.order(config, false))).domain().domid();
      test.awaitEvent(HostEvent.Kind.DOMAIN_DESTROYED, domid);
    } catch (HostException e) {
      taken = false;
    }
    assertEquals(before, outside(), line);
    return taken;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name = \"" + OUT + "\"",
        "name = \"a/../" + OUT + "\"",
        "uuid = \"" + OUT + "\"",
        "kernel = \"" + OUT + "\"",
        "ramdisk = \"" + OUT + "\"",
        "disk = ['" + OUT + ",raw,xvda,w']",
        "disk = ['format=qcow2,vdev=xvda,target=" + OUT + "']",
        "vif = ['vifname=" + OUT + "']",
        "vif = ['bridge=" + OUT + "']",
        "vfb = ['vnc=1,vnclisten=" + OUT + "']",
        "vfb = ['vnc=1,keymap=" + OUT + "']",
        "pool = \"" + OUT + "\"",
      })
  void whatWouldLeadOutIsRefused(String line) throws Exception {
    assertTrue(!runs(line), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name = \"..\"",
        "name = \".\"",
        "name = \"..%2f..%2fescape\"",
        "p9 = ['tag=" + OUT + ",security_model=none,path=/']",
        "channel = ['name=" + OUT + ",connection=pty']",
      })
  void whatOnlyLooksLikeItStaysInside(String line) throws Exception {
    assertTrue(runs(line), line);
  }

  @Test
  void aDumpAndAConsolesLogOfTheStrangestNameAreInTheirFolders() throws Exception {
    assertTrue(runs("name = \"..\""));
    assertTrue(Files.isRegularFile(test.state().dumps().resolve("%2e.")));
    Path log = test.state().path().resolve("console/guest-%2e..log");
    test.await("the console's log", () -> Files.isRegularFile(log));
  }

  @Test
  void linksInTheHostsFolderAreNotFollowed() throws Exception {
    Path target = Files.writeString(folder.resolve("escape"), "mine");
    Path logs = Files.createDirectories(test.state().path().resolve("console"));
    Files.createSymbolicLink(test.state().dumps().resolve("one"), target);
    Files.createSymbolicLink(logs.resolve("guest-one.log"), target);
    runs("");
    assertEquals("mine", Files.readString(target));
    assertTrue(Files.isRegularFile(test.state().dumps().resolve("one"), LinkOption.NOFOLLOW_LINKS));
  }
}
