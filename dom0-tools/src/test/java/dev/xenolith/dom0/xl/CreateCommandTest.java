package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.host.HostEvent;
import dev.xenolith.dom0.host.TestHost;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateCommandTest {
  @TempDir private Path folder;
  private TestHost test;

  @BeforeEach
  void start() throws Exception {
    test = new TestHost(folder);
  }

  @AfterEach
  void stop() throws Exception {
    test.close();
  }

  /** What the last shutdown that the host knows of was. */
  private String lastShutdown() {
    List<HostEvent> events =
        test.host.journal().remembered().stream()
            .filter(e -> e.kind() == HostEvent.Kind.DOMAIN_SHUTDOWN)
            .toList();
    return events.isEmpty() ? "" : events.getLast().detail();
  }

  /** Creates a domain that reboots until its kernel is another one. */
  private TypedXl.Outcome createAndReboot(String option) throws Exception {
    Path reboots = test.config("one", TinyKernel.helloAgain());
    TypedXl xl = new TypedXl(test.state().path());
    CompletableFuture<String> last = new CompletableFuture<>();
    CompletableFuture<TypedXl.Outcome> created =
        CompletableFuture.supplyAsync(
            () -> {
              TypedXl.Outcome outcome = xl.type("create", option, reboots.toString());
              last.complete(lastShutdown());
              return outcome;
            },
            Thread::startVirtualThread);
    test.awaitEvent(HostEvent.Kind.DOMAIN_CREATED, 3);
    test.replaceKernel(TinyKernel.helloAgain(), TinyKernel.hello());
    TypedXl.Outcome outcome = test.get(created);
    assertEquals("poweroff", test.get(last), "it ended before the domain did");
    return outcome;
  }

  @Test
  void aConsoleStaysAcrossReboots() throws Exception {
    assertEquals(0, createAndReboot("-c").status());
  }

  @Test
  void whoWaitsForTheEndWaitsAcrossReboots() throws Exception {
    TypedXl.Outcome outcome = createAndReboot("-F");
    assertEquals(0, outcome.status());
    assertTrue(outcome.err().contains("Action for shutdown is restart"), outcome.err());
    assertTrue(outcome.err().contains("Waiting for domain 3 to die"), outcome.err());
    assertTrue(outcome.err().endsWith("has been destroyed.\n"), outcome.err());
  }

  @Test
  void aDiskThatIsInUseIsRefusedWithTheDomainThatHasIt() throws Exception {
    Path disk = Files.write(folder.resolve("a.img"), new byte[1 << 20]);
    String line = "disk = ['%s,,xvda']".formatted(disk);
    test.create("one", TinyKernel.waiting(), line);
    Path two = test.config("two", TinyKernel.waiting(), line);
    TypedXl.Outcome outcome = new TypedXl(test.state().path()).type("create", two.toString());
    assertEquals(ExitStatus.BAD_CONFIG.number, outcome.status());
    assertTrue(outcome.err().contains("disk: " + disk + " is in use by domain one"), outcome.err());
  }
}
