package dev.xenolith.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.builder.DomainSpec;
import dev.xenolith.dom0.console.pty.ConsolePtys;
import dev.xenolith.dom0.launch.Machine;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.xenstore.socket.StoreSocket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Debian's own xenconsole at the console of a running guest, found through xenstore. */
class XenconsoleTest {
  private static final Path XENCONSOLE = Path.of("/usr/lib/xen-4.17/bin/xenconsole");
  private static final Path GRUB =
      Path.of("debian/.cache/usr/lib/grub-xen/grub-i386-xen.bin").toAbsolutePath();
  private static final int PATIENCE_SECONDS = 300;
  private static final int MEMORY_MIB = 64;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private Path directory;
  private Toolstack toolstack;
  private Machine machine;
  private StoreSocket socket;
  private ConsolePtys ptys;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isExecutable(XENCONSOLE), "no " + XENCONSOLE + "; it is in xen-utils-4.17");
    assumeTrue(Files.exists(GRUB), "no " + GRUB + "; examples/debian/fetch downloads it");
    // In the shortest place there is: the path of a socket has 107 bytes.
    directory = Files.createTempDirectory(Path.of("/tmp"), "xc");
    toolstack = new Toolstack(log::add);
    machine = Machine.start(toolstack.kernel(), 2 * MEMORY_MIB, Machine.Time.REAL, _ -> {});
    socket = StoreSocket.open(directory, toolstack::withXenstored, log::add);
    ptys = ConsolePtys.open(directory, toolstack, log::add);
  }

  @AfterEach
  void stop() throws IOException {
    if (machine == null) {
      return;
    }
    ptys.close();
    socket.close();
    machine.close();
    try (Stream<Path> left = Files.walk(directory)) {
      left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private int create() throws Exception {
    DomainSpec spec =
        DomainSpec.of(
            "grub",
            MEMORY_MIB,
            new DomainSpec.Image(GRUB.toString(), Files.readAllBytes(GRUB)),
            "");
    return toolstack.create(spec, _ -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS).raw();
  }

  private Process attach(int domid) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                XENCONSOLE.toString(), "--interactive", "--type", "pv", Integer.toString(domid))
            .redirectErrorStream(true);
    builder.environment().put("XENSTORED_PATH", socket.path().toString());
    return builder.start();
  }

  /** Reads until these words come, or to the end. */
  private static String expect(Process console, String words) throws Exception {
    InputStream from = console.getInputStream();
    StringBuilder seen = new StringBuilder();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (seen.indexOf(words) < 0) {
      if (from.available() == 0 && console.isAlive()) {
        assertTrue(System.nanoTime() < deadline, () -> "no \"" + words + "\" in:\n" + seen);
        Thread.sleep(5);
        continue;
      }
      int next = from.read();
      assertTrue(next >= 0, () -> "no \"" + words + "\" in:\n" + seen);
      seen.append((char) next);
    }
    return seen.toString();
  }

  private static void type(Process console, String keys) throws IOException {
    console.getOutputStream().write(keys.getBytes(StandardCharsets.ISO_8859_1));
    console.getOutputStream().flush();
  }

  @Test
  void personAtXenconsoleSeesAndTypes() throws Exception {
    Process console = attach(create());
    assertTrue(expect(console, "grub> ").contains("GNU GRUB"));
    type(console, "echo one two\r");
    expect(console, "\rone two");
    expect(console, "grub> ");
    type(console, "halt\r");
    assertTrue(console.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the domain is gone");
    assertEquals(List.of(), log);
  }

  @Test
  void whoComesLateOrAgainSeesWhatWasWrittenMeanwhile() throws Exception {
    int domid = create();
    Path file = directory.resolve("console/guest-grub.log");
    awaitIn(file, "grub> ");
    Process first = attach(domid);
    expect(first, "grub> ");
    type(first, "\035"); // Ctrl-] leaves
    assertTrue(first.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    Process second = attach(domid);
    type(second, "echo again\r");
    expect(second, "\ragain");
    second.destroy();
    awaitIn(file, "\ragain");
  }

  private static void awaitIn(Path file, String words) throws Exception {
    for (int i = 0; i < 100 * PATIENCE_SECONDS; i++) {
      if (Files.exists(file)
          && Files.readString(file, StandardCharsets.ISO_8859_1).contains(words)) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no \"" + words + "\" in " + file);
  }

  @Test
  void guestWhoseTerminalNobodyReadsGoesOn() throws Exception {
    int domid = create();
    Process console = attach(domid);
    expect(console, "grub> ");
    console.destroy();
    console.waitFor();
    String tty =
        toolstack
            .run(() -> toolstack.store().nodes().read("/local/domain/" + domid + "/console/tty"))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    // Thirty listings are more than a terminal holds, then the guest powers off. A shell types
    // them: a terminal that this process opened could become its own.
    String keys = "help\\r".repeat(30) + "halt\\r";
    assertEquals(
        0, new ProcessBuilder("sh", "-c", "printf '" + keys + "' >\"$0\"", tty).start().waitFor());
    toolstack.onExit(new DomId(domid)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    awaitGone(Path.of(tty));
    assertEquals(List.of(), log);
  }

  private static void awaitGone(Path tty) throws InterruptedException {
    for (int i = 0; i < 100 * PATIENCE_SECONDS && Files.exists(tty); i++) {
      Thread.sleep(10);
    }
    assertFalse(Files.exists(tty), "the terminal goes with the domain");
  }
}
