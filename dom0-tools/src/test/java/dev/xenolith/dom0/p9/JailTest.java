package dev.xenolith.dom0.p9;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import dev.xenolith.pv.p9.P9Request.Setattr;
import dev.xenolith.pv.p9.Qid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing outside the folder is reached, whatever is inside and whatever changes meanwhile. */
class JailTest {
  @TempDir Path around;
  private Path folder;
  private Path secret;
  private ServedFolder served;

  @BeforeEach
  void serve() throws Exception {
    assumeTrue(SharedFolder.isPossible(), "this host is no Linux on x86-64");
    folder = Files.createDirectory(around.resolve("shared"));
    secret = Files.writeString(around.resolve("secret"), "not for guests");
    served = new ServedFolder(folder);
  }

  private Qid root() {
    return served.attributes(0).qid();
  }

  @Test
  void theRootIsAboveItself() throws Exception {
    Files.createDirectory(folder.resolve("d"));
    assertEquals(root(), served.attributes(served.walk("..")).qid());
    assertEquals(root(), served.attributes(served.walk("..", "..", "..")).qid());
    assertEquals(root(), served.attributes(served.walk("d", "..", "..")).qid());
    served.refused(XenErrno.ENOENT, new P9Request.Walk(0, 50, List.of("..", "secret").reversed()));
    P9Request.Walk out = new P9Request.Walk(0, 50, List.of("..", "secret"));
    assertEquals(1, served.ask(out, P9Reply.Walked.class).qids().size());
  }

  @Test
  void linksAreSeenAndNeverFollowed() throws Exception {
    Files.createSymbolicLink(folder.resolve("slash"), Path.of("/"));
    Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("file"), secret);
    for (String name : List.of("slash", "up", "file")) {
      int fid = served.walk(name);
      assertEquals(Qid.SYMLINK, served.attributes(fid).qid().type());
      served.refused(XenErrno.ENXIO, new P9Request.Lopen(fid, 0));
      served.refused(XenErrno.ENOTDIR, new P9Request.Walk(fid, 60, List.of("etc")));
      served.refused(XenErrno.ENOTDIR, new P9Request.Mkdir(fid, "x", 0755, 0));
      served.refused(XenErrno.ENXIO, new P9Request.Lcreate(served.walk(), name, 1, 0600, 0));
      P9Request.Walk through = new P9Request.Walk(0, 61, List.of(name, "secret"));
      assertEquals(1, served.ask(through, P9Reply.Walked.class).qids().size());
      served.refused(XenErrno.EBADF, new P9Request.Clunk(61));
    }
    assertEquals("not for guests", Files.readString(secret));
  }

  @Test
  void attributesOfALinkAreItsOwn() throws Exception {
    Files.createSymbolicLink(folder.resolve("file"), secret);
    int fid = served.walk("file");
    P9Request.Time zero = new P9Request.Time(0, 0);
    for (int valid :
        new int[] {
          Setattr.MODE, Setattr.SIZE, Setattr.MTIME | Setattr.MTIME_SET, Setattr.UID | Setattr.GID
        }) {
      served.server.answer(new Setattr(fid, valid, 0777, 12345, 12345, 0, zero, zero));
    }
    assertEquals("not for guests", Files.readString(secret));
    assertNotEquals(0, Files.getLastModifiedTime(secret).toMillis());
    assertNotEquals(12345, Files.getAttribute(secret, "unix:uid"));
    assertNotEquals(0777, (int) Files.getAttribute(secret, "unix:mode") & 0777);
  }

  @Test
  void aDirectoryThatBecomesALinkAfterTheWalkIsStillTheDirectory() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("d"));
    Files.writeString(directory.resolve("secret"), "a guest's own");
    int before = served.walk("d");
    int file = served.walk("d", "secret");
    Files.move(directory, folder.resolve("moved"));
    Files.createSymbolicLink(directory, around);
    served.ask(new P9Request.Walk(before, 70, List.of("secret")), P9Reply.Walked.class);
    served.ask(new P9Request.Lopen(70, 0), P9Reply.Opened.class);
    assertEquals("a guest's own", served.read(70, 0, 100));
    served.ask(new P9Request.Lopen(file, ServedFolder.RDWR), P9Reply.Opened.class);
    assertEquals("a guest's own", served.read(file, 0, 100));
    served.done(new P9Request.Unlinkat(before, "secret", 0));
    assertTrue(Files.exists(secret));
  }

  @Test
  void aFileThatBecomesALinkAfterTheWalkIsStillTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "a guest's own");
    int fid = served.walk("file");
    Files.delete(file);
    Files.createSymbolicLink(file, secret);
    served.ask(
        new P9Request.Lopen(fid, ServedFolder.RDWR | ServedFolder.TRUNC), P9Reply.Opened.class);
    served.write(fid, 0, "written");
    assertEquals("not for guests", Files.readString(secret));
    served.refused(XenErrno.ENOENT, new P9Request.Remove(fid));
    assertTrue(Files.isSymbolicLink(file));
  }

  @Test
  void aDirectoryThatIsMovedOutOfTheFolderDoesNotLeadOutOfIt() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("d"));
    int fid = served.walk("d");
    Files.move(directory, around.resolve("d"));
    served.ask(new P9Request.Walk(fid, 80, List.of("..")), P9Reply.Walked.class);
    assertEquals(root(), served.attributes(80).qid());
    served.refused(XenErrno.ENOENT, new P9Request.Walk(80, 81, List.of("secret")));
  }

  @Test
  void aLinkThatAGuestMakesLeadsNowhereOnTheHost() throws Exception {
    served.ask(new P9Request.Symlink(0, "out", secret.toString(), 0), P9Reply.One.class);
    served.refused(XenErrno.ENXIO, new P9Request.Lopen(served.walk("out"), 0));
    served.ask(new P9Request.Symlink(0, "d", around.toString(), 0), P9Reply.One.class);
    served.refused(XenErrno.ENXIO, new P9Request.Lcreate(served.walk(), "d", 2, 0600, 0));
    served.done(new P9Request.Link(0, served.walk("out"), "out2"));
    assertTrue(Files.isSymbolicLink(folder.resolve("out2")));
    served.done(new P9Request.Remove(served.walk("out")));
    assertTrue(Files.exists(secret));
    assertFalse(Files.exists(folder.resolve("out"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
  }
}
