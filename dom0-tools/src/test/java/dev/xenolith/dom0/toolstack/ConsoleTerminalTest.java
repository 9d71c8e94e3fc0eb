package dev.xenolith.dom0.toolstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.console.pty.ConsolePtys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Terminals and logs of domains that come and go on a machine that runs by itself. */
class ConsoleTerminalTest {
  private static final int PATIENCE_SECONDS = 60;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Toolstack toolstack = new Toolstack(log::add);
  private dev.xenolith.dom0.launch.Machine machine;
  private ConsolePtys ptys;

  @TempDir private Path directory;

  @BeforeEach
  void start() throws Exception {
    machine =
        dev.xenolith.dom0.launch.Machine.start(
            toolstack.kernel(), 128, dev.xenolith.dom0.launch.Machine.Time.REAL, _ -> {});
    ptys = ConsolePtys.open(directory, toolstack, log::add);
  }

  @AfterEach
  void stop() {
    ptys.close();
    machine.close();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private DomId create(DomainSpec spec) throws Exception {
    return get(toolstack.create(spec, _ -> {}));
  }

  private String awaitTerminal(DomId domid) throws Exception {
    String node = "/local/domain/" + domid.raw() + "/console/tty";
    String tty = "";
    for (int i = 0; i < 100 * PATIENCE_SECONDS && tty.isEmpty(); i++) {
      tty = get(toolstack.run(() -> toolstack.store().nodes().read(node)));
      Thread.sleep(10);
    }
    return tty;
  }

  private void awaitGone(String tty) throws Exception {
    for (int i = 0; i < 100 * PATIENCE_SECONDS && Files.exists(Path.of(tty)); i++) {
      Thread.sleep(10);
    }
    assertTrue(Files.notExists(Path.of(tty)));
  }

  private String awaitLog(String name) throws Exception {
    Path file = directory.resolve("console/guest-" + name + ".log");
    for (int i = 0; i < 100 * PATIENCE_SECONDS; i++) {
      if (Files.exists(file) && Files.size(file) > 0) {
        return Files.readString(file);
      }
      Thread.sleep(10);
    }
    return "";
  }

  @Test
  void whatADomainWroteIsInItsLogAfterItsEnd() throws Exception {
    create(TinyKernel.hello());
    assertEquals("Hi!\n", awaitLog("hello"));
    assertEquals(List.of(), log);
  }

  @Test
  void terminalLivesAsLongAsItsDomain() throws Exception {
    DomId domid = create(TinyKernel.idle());
    String tty = awaitTerminal(domid);
    assertTrue(Files.exists(Path.of(tty)), tty);
    get(toolstack.destroy(domid));
    awaitGone(tty);
  }

  @Test
  void namesThatAreNoNumbersDoNotKeepDomainsFromTheirTerminals() throws Exception {
    for (String name : List.of("name", "99999", "-1", "007")) {
      get(
          toolstack.run(
              () -> {
                toolstack.store().nodes().write("/local/domain/" + name, "");
                return null;
              }));
    }
    assertTrue(awaitTerminal(create(TinyKernel.idle())).startsWith("/dev/"));
    assertEquals(List.of(), log);
  }
}
