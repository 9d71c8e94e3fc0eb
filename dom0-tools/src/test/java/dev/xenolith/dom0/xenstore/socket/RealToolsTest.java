package dev.xenolith.dom0.xenstore.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Debian's own xenstore tools and python3-pyxs, unmodified. What they say and how they end was
 * compared with what they do on Xen 4.17.
 */
class RealToolsTest {
  /** Debian's interpreter: another one does not see Debian's modules. */
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private static final Path PYXS = Path.of("/usr/lib/python3/dist-packages/pyxs/__init__.py");

  private ServedStore served;

  @BeforeEach
  void serve() throws Exception {
    served = new ServedStore();
    served.on(
        () -> {
          served.dom0.nodes().write("/local/domain/0/name", "Domain-0");
          served.dom0.nodes().write("/local/domain/0/domid", "0");
          return null;
        });
  }

  @AfterEach
  void stop() throws IOException {
    assertTrue(
        served.log.stream().noneMatch(line -> line.contains("client")), () -> "" + served.log);
    served.close();
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XENSTORED_PATH", served.socket.path().toString());
    return builder.start();
  }

  /** Runs a tool and returns what it printed, and its status unless that is 0. */
  private String run(String... command) throws Exception {
    Path tool = Path.of("/usr/bin", command[0]);
    assumeTrue(Files.isExecutable(tool), "no " + tool + "; it is in xenstore-utils");
    return finish(start(command));
  }

  private static String finish(Process process) throws Exception {
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + text);
    return process.exitValue() == 0 ? text : text + "status " + process.exitValue();
  }

  private String python(String program) throws Exception {
    assumeTrue(Files.exists(PYXS), "no " + PYXS + "; it is in python3-pyxs");
    return finish(start(PYTHON.toString(), "-c", program));
  }

  @Test
  void valuesAreWrittenAndRead() throws Exception {
    assertEquals("", run("xenstore-write", "/t/a", "one", "/t/b", "two words"));
    assertEquals("one\ntwo words\n", run("xenstore-read", "/t/a", "/t/b"));
    assertEquals(
        "/local/domain/0/name: Domain-0\n/local/domain/0/domid: 0\n",
        run("xenstore-read", "-p", "/local/domain/0/name", "/local/domain/0/domid"));
  }

  @Test
  void whatCannotBeDoneIsSaidAsUnderXen() throws Exception {
    assertEquals(
        "xenstore-read: couldn't read path /nothing\nstatus 1", run("xenstore-read", "/nothing"));
    assertEquals(
        "xenstore-rm: could not remove path /nothing/at\nstatus 1",
        run("xenstore-rm", "/nothing/at"));
    assertEquals(
        "xenstore-write: could not write path /bad.path\nstatus 1",
        run("xenstore-write", "/bad.path", "x"));
    assertEquals("status 1", run("xenstore-exists", "/x"));
    assertEquals("", run("xenstore-exists", "/tool"));
  }

  @Test
  void treeIsListedWithPermissions() throws Exception {
    run("xenstore-write", "/t/a", "1", "/t/a/b", "2");
    assertEquals("", run("xenstore-chmod", "/t/a", "n1", "r2", "b3"));
    assertEquals(
        "/t/a = \"1\"   (n1,r2,b3)\n/t/a/b = \"2\"   (n0)\n", run("xenstore-ls", "-fp", "/t"));
    assertEquals("a = \"1\"\n b = \"2\"\n", run("xenstore-ls", "/t"));
    assertEquals("a\n", run("xenstore-list", "/t"));
    assertEquals("", run("xenstore-chmod", "-r", "/t", "n0", "r1"));
    assertEquals(
        "/t/a = \"1\"   (n0,r1)\n/t/a/b = \"2\"   (n0,r1)\n", run("xenstore-ls", "-fp", "/t"));
    assertEquals("", run("xenstore-rm", "/t"));
    assertEquals("status 1", run("xenstore-exists", "/t"));
  }

  @Test
  void listingLongerThanAMessageIsComplete() throws Exception {
    served.on(
        () -> {
          for (int i = 0; i < 2000; i++) {
            served.dom0.nodes().write("/long/node-number-" + i, "" + i);
          }
          return null;
        });
    List<String> names = run("xenstore-list", "/long").lines().toList();
    assertEquals(
        Stream.iterate(0, i -> i + 1).limit(2000).map(i -> "node-number-" + i).toList(), names);
    assertEquals(2000, run("xenstore-ls", "/long").lines().count());
  }

  @Test
  void watchPrintsItsFirstEventAndEachChange() throws Exception {
    assertEquals("/t\n", run("xenstore-watch", "-n", "1", "/t"));
    Process watch = start("xenstore-watch", "-n", "3", "/t", "@introduceDomain");
    var lines = watch.inputReader();
    assertEquals("/t", lines.readLine());
    assertEquals("@introduceDomain", lines.readLine());
    run("xenstore-write", "/t/a/b", "x");
    assertEquals("/t/a/b", lines.readLine());
    assertTrue(watch.waitFor(60, TimeUnit.SECONDS));
  }

  @Test
  void pyxsDoesWhatItsClientsAsk() throws Exception {
    assertEquals(
        "b'one' [b'a', b'b'] [b'n0', b'r1'] True False b'/local/domain/7'\n[ENOENT] [EINVAL]\n",
        python(
            """
            from pyxs import Client, PyXSError
            with Client() as c:
                c[b"/t/a"] = b"one"
                c.mkdir(b"/t/b")
                c.set_perms(b"/t/a", [b"n0", b"r1"])
                print(c[b"/t/a"], c.list(b"/t"), c.get_perms(b"/t/a"), c.exists(b"/t/b"),
                      c.is_domain_introduced(1), c.get_domain_path(7))
                c.delete(b"/t")
                said = []
                for act in (lambda: c.read(b"/t/a"), lambda: c.introduce_domain(77, 2, 3)):
                    try:
                        act()
                    except PyXSError as e:
                        import errno
                        said.append("[%s]" % errno.errorcode[e.args[0]])
                print(*said)
            """));
  }

  @Test
  void transactionsOfPyxsConflictAndOneOfThemLoses() throws Exception {
    assertEquals(
        "True False b'first'\nTrue b'third'\n",
        python(
            """
            from pyxs import Client
            with Client() as one, Client() as two:
                one.transaction(); two.transaction()
                one[b"/t/a"] = b"first"
                two[b"/t/a"] = b"second"
                print(one.commit(), two.commit(), one[b"/t/a"])
                two.transaction()
                two[b"/t/a"] = b"third"
                print(two.commit(), one[b"/t/a"])
            """));
  }

  @Test
  void monitorOfPyxsIsToldOfChangesAndDomains() throws Exception {
    assertEquals(
        "b'/t' b'tok'\nb'@introduceDomain' b'dom'\nb'/t/x' b'tok'\nb'@introduceDomain' b'dom'\n",
        python(
            """
            from pyxs import Client
            with Client() as c, Client() as other:
                m = c.monitor()
                m.watch(b"/t", b"tok")
                m.watch(b"@introduceDomain", b"dom")
                events = m.wait()
                seen = [next(events), next(events)]
                other[b"/t/x"] = b"1"
                seen.append(next(events))
                other.introduce_domain(3, 9, 1)
                seen.append(next(events))
                for e in seen:
                    print(*e)
            """));
  }
}
