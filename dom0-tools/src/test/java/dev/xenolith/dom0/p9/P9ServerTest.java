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
import dev.xenolith.pv.p9.P9Request.Time;
import dev.xenolith.pv.p9.Qid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each message of the protocol, on a folder of the host. */
class P9ServerTest {
  private static final Time NO_TIME = new Time(0, 0);

  @TempDir Path folder;
  private ServedFolder served;

  @BeforeEach
  void serve() {
    assumeTrue(SharedFolder.isPossible(), "this host is no Linux on x86-64");
    served = new ServedFolder(folder);
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(folder.resolve(name), LinkOption.NOFOLLOW_LINKS));
  }

  private static Setattr set(int fid, int valid, int mode, long size, Time time) {
    return new Setattr(fid, valid, mode, 0, 0, size, time, time);
  }

  @Test
  void onlyOneDialectIsSpoken() {
    assertEquals(
        new P9Reply.Version(4096, "unknown"),
        served.server.answer(new P9Request.Version(4096, "9P2000.u")));
    served.refused(XenErrno.EINVAL, new P9Request.Attach(0, 0));
    served.refused(XenErrno.EMSGSIZE, new P9Request.Version(100, "9P2000.L"));
  }

  @Test
  void noMessageIsLongerThanWhatIsWorthReadingAtOnce() {
    assertEquals(
        new P9Reply.Version(1 << 16, "9P2000.L"),
        served.server.answer(new P9Request.Version(Integer.MAX_VALUE, "9P2000.L")));
  }

  @Test
  void aNewSessionForgetsTheFidsOfTheOld() {
    served.create("file", 0644);
    served.ask(new P9Request.Version(8192, "9P2000.L"), P9Reply.Version.class);
    assertEquals(0, served.server.open());
    served.refused(XenErrno.EBADF, new P9Request.Getattr(0));
  }

  @Test
  void aFileIsCreatedWrittenAndReadWithTheModeThatIsAskedFor() throws Exception {
    int fid = served.create("file", 0646);
    served.write(fid, 0, "hello ");
    served.write(fid, 6, "world");
    served.done(new P9Request.Fsync(fid, true));
    served.done(new P9Request.Fsync(fid, false));
    assertEquals("lo wo", served.read(fid, 3, 5));
    assertEquals("", served.read(fid, 11, 100));
    assertEquals("hello world", Files.readString(folder.resolve("file")));
    assertEquals("rw-r--rw-", mode("file"));
  }

  @Test
  void whatIsCreatedMustNotBeThereIfTheGuestSaysSoAndIsOpenedOtherwise() throws Exception {
    Files.writeString(folder.resolve("old"), "old contents");
    int fid = served.walk();
    int exclusive = ServedFolder.RDWR | ServedFolder.EXCL;
    served.refused(XenErrno.EEXIST, new P9Request.Lcreate(fid, "old", exclusive, 0600, 0));
    served.ask(new P9Request.Lcreate(fid, "old", ServedFolder.RDWR, 0600, 0), P9Reply.Opened.class);
    assertEquals("old contents", served.read(fid, 0, 100));
    served.refused(XenErrno.EINVAL, new P9Request.Lcreate(fid, "x", 2, 0600, 0));
  }

  @Test
  void aReplyIsNoLongerThanAMessage() throws Exception {
    Files.write(folder.resolve("large"), new byte[100_000]);
    int fid = served.open(0, "large");
    assertEquals(ServedFolder.MESSAGE - 11, served.read(fid, 0, 50_000).length());
    assertEquals(ServedFolder.MESSAGE - 11, served.read(fid, 0, -1).length());
  }

  @Test
  void whatIsNotOpenForWritingIsNotWritten() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    served.refused(XenErrno.EBADF, new P9Request.Write(served.open(0, "file"), 0, new byte[] {1}));
    served.refused(XenErrno.EBADF, new P9Request.Read(served.walk("file"), 0, 1));
    served.refused(XenErrno.EISDIR, new P9Request.Lopen(served.walk(), 1));
    served.refused(XenErrno.EINVAL, new P9Request.Lopen(served.walk("file"), 3));
  }

  @Test
  void walkingGoesAsFarAsItCanAndFailsAtTheFirstStep() throws Exception {
    Files.createDirectories(folder.resolve("a/b"));
    assertEquals(
        2,
        served
            .ask(new P9Request.Walk(0, 90, List.of("a", "b", "c")), P9Reply.Walked.class)
            .qids()
            .size());
    served.refused(XenErrno.EBADF, new P9Request.Clunk(90));
    served.refused(XenErrno.ENOENT, new P9Request.Walk(0, 91, List.of("nothing")));
    served.refused(XenErrno.EBADF, new P9Request.Walk(77, 91, List.of()));
    served.refused(XenErrno.EINVAL, new P9Request.Walk(0, served.walk("a"), List.of()));
    served.refused(XenErrno.EINVAL, new P9Request.Walk(0, -1, List.of()));
  }

  @Test
  void walkingWithoutANewFidMovesTheOldOne() throws Exception {
    Files.createDirectories(folder.resolve("a/b"));
    int fid = served.walk("a");
    served.ask(new P9Request.Walk(fid, fid, List.of("b")), P9Reply.Walked.class);
    assertEquals(served.attributes(served.walk("a", "b")), served.attributes(fid));
  }

  @Test
  void attributesAreThoseOfTheHost() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "12345");
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1000, 7)));
    Files.createLink(folder.resolve("other"), file);
    P9Reply.Attributes attributes = served.attributes(served.walk("file"));
    assertEquals(0100644, attributes.mode());
    assertEquals(5, attributes.size());
    assertEquals(2, attributes.links());
    assertEquals(new Time(1000, 7), attributes.modified());
    assertEquals(Files.getAttribute(file, "unix:uid"), attributes.uid());
    assertEquals(attributes.qid(), served.attributes(served.walk("other")).qid());
    assertEquals(Qid.DIRECTORY, served.attributes(0).qid().type());
  }

  @Test
  void attributesAreSet() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "12345");
    int fid = served.walk("file");
    served.done(set(fid, Setattr.MODE | Setattr.SIZE, 0600, 2, NO_TIME));
    assertEquals("12", Files.readString(file));
    assertEquals("rw-------", mode("file"));
    int modified = Setattr.MTIME | Setattr.MTIME_SET;
    served.done(set(fid, modified, 0, 0, new Time(5, 6)));
    assertEquals(Instant.ofEpochSecond(5, 6), Files.getLastModifiedTime(file).toInstant());
    served.done(set(fid, Setattr.MTIME, 0, 0, NO_TIME));
    assertNotEquals(5, Files.getLastModifiedTime(file).toInstant().getEpochSecond());
    served.done(set(fid, Setattr.CTIME, 0, 0, NO_TIME));
    served.refused(XenErrno.EINVAL, set(fid, modified, 0, 0, new Time(5, 0x3FFFFFFF)));
    served.refused(XenErrno.EISDIR, set(0, Setattr.SIZE, 0, 0, NO_TIME));
  }

  @Test
  void aFileThatIsOpenForWritingIsTruncatedThoughItsModeForbidsIt() throws Exception {
    int fid = served.create("file", 0400);
    served.write(fid, 0, "12345");
    served.done(set(fid, Setattr.SIZE, 0, 3, NO_TIME));
    assertEquals(3, Files.size(folder.resolve("file")));
  }

  @Test
  void noFileGetsTheRightsOfItsOwner() throws Exception {
    served.create("file", 06755);
    assertEquals(0100755, served.attributes(served.walk("file")).mode());
    int fid = served.walk("file");
    served.refused(XenErrno.EPERM, set(fid, Setattr.MODE, 04755, 0, NO_TIME));
    served.refused(XenErrno.EPERM, set(fid, Setattr.MODE, 02755, 0, NO_TIME));
  }

  @Test
  void aThousandFilesAreListedInRepliesOfAnySize() throws Exception {
    TreeSet<String> made = new TreeSet<>(List.of(".", ".."));
    for (int i = 0; i < 1000; i++) {
      made.add("file" + i);
      Files.createFile(folder.resolve("file" + i));
    }
    for (int count : new int[] {64, 1000, 100_000}) {
      List<String> names = served.list(count);
      assertEquals(1002, names.size());
      assertEquals(made, new TreeSet<>(names));
    }
    served.refused(XenErrno.EINVAL, new P9Request.Readdir(served.open(0), 0, 10));
  }

  @Test
  void entriesHaveTheNumbersOfTheirFilesAndNothingAboveTheRootIsSeen() throws Exception {
    Files.createDirectory(folder.resolve("d"));
    int fid = served.open(0);
    for (P9Reply.Entry entry :
        served.ask(new P9Request.Readdir(fid, 0, 4000), P9Reply.Entries.class).entries()) {
      Qid qid = served.attributes(served.walk(entry.name())).qid();
      assertEquals(qid.path(), entry.qid().path(), entry.name());
      assertEquals(qid.type(), entry.qid().type(), entry.name());
    }
  }

  @Test
  void namesAreBytes() throws Exception {
    served.create("\u00ff\u00fe", 0644);
    assertTrue(served.list(4000).contains("\u00ff\u00fe"));
  }

  @Test
  void directoriesLinksPipesAndSocketsAreMade() throws Exception {
    served.ask(new P9Request.Mkdir(0, "d", 0751, 0), P9Reply.One.class);
    assertEquals("rwxr-x--x", mode("d"));
    int directory = served.walk("d");
    served.ask(new P9Request.Symlink(directory, "s", "../target", 0), P9Reply.One.class);
    assertEquals(Path.of("../target"), Files.readSymbolicLink(folder.resolve("d/s")));
    P9Request.Readlink readlink = new P9Request.Readlink(served.walk("d", "s"));
    assertEquals("../target", served.ask(readlink, P9Reply.Target.class).text());
    for (int kind : new int[] {HostStat.PIPE, HostStat.SOCKET, HostStat.REGULAR}) {
      P9Request.Mknod mknod = new P9Request.Mknod(0, "n" + kind, kind | 0640, 0);
      served.ask(mknod, P9Reply.One.class);
      assertEquals(kind | 0640, served.attributes(served.walk("n" + kind)).mode());
    }
    served.refused(XenErrno.EINVAL, new P9Request.Readlink(directory));
    served.refused(XenErrno.EEXIST, new P9Request.Mkdir(0, "d", 0751, 0));
  }

  @Test
  void devicesAreRefusedAsToEverybodyWhoIsNotRoot() {
    served.refused(XenErrno.EPERM, new P9Request.Mknod(0, "null", 0x2000 | 0666, 0));
    served.refused(XenErrno.EPERM, new P9Request.Mknod(0, "disk", 0x6000 | 0666, 0));
    assertFalse(Files.exists(folder.resolve("null")));
  }

  @Test
  void whatIsNoFileIsNotOpened() {
    served.ask(new P9Request.Mknod(0, "pipe", HostStat.PIPE | 0666, 0), P9Reply.One.class);
    served.refused(XenErrno.ENXIO, new P9Request.Lopen(served.walk("pipe"), 0));
    served.refused(XenErrno.ENXIO, new P9Request.Lcreate(served.walk(), "pipe", 2, 0600, 0));
  }

  @Test
  void aFileGetsASecondNameAlsoThroughALink() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    Files.createSymbolicLink(folder.resolve("s"), Path.of("file"));
    served.done(new P9Request.Link(0, served.walk("file"), "again"));
    served.done(new P9Request.Link(0, served.walk("s"), "s2"));
    assertTrue(Files.isSameFile(folder.resolve("file"), folder.resolve("again")));
    assertTrue(Files.isSymbolicLink(folder.resolve("s2")));
  }

  @Test
  void aFileThatIsRenamedKeepsItsFidAndGoesByItsNewName() throws Exception {
    Files.createDirectory(folder.resolve("d"));
    Files.writeString(folder.resolve("file"), "x");
    int fid = served.walk("file");
    served.done(new P9Request.Renameat(0, "file", served.walk("d"), "moved"));
    assertEquals("x", Files.readString(folder.resolve("d/moved")));
    served.done(new P9Request.Rename(fid, 0, "back"));
    assertTrue(Files.exists(folder.resolve("back")));
    served.done(new P9Request.Remove(fid));
    assertFalse(Files.exists(folder.resolve("back")));
    served.refused(XenErrno.EBADF, new P9Request.Clunk(fid));
  }

  @Test
  void removingTakesTheVeryFileOfTheFid() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    int fid = served.walk("file");
    Files.delete(folder.resolve("file"));
    Files.writeString(folder.resolve("keeps-the-number-busy"), "x");
    Files.createDirectory(folder.resolve("file"));
    served.refused(XenErrno.ENOENT, new P9Request.Remove(fid));
    assertTrue(Files.exists(folder.resolve("file")));
    served.refused(XenErrno.EBUSY, new P9Request.Remove(0));
  }

  @Test
  void unlinkingTellsDirectoriesFromFiles() throws Exception {
    Files.createDirectory(folder.resolve("d"));
    Files.writeString(folder.resolve("f"), "x");
    served.refused(XenErrno.EISDIR, new P9Request.Unlinkat(0, "d", 0));
    served.refused(XenErrno.ENOTDIR, new P9Request.Unlinkat(0, "f", 0x200));
    served.refused(XenErrno.EINVAL, new P9Request.Unlinkat(0, "f", 1));
    served.done(new P9Request.Unlinkat(0, "d", 0x200));
    served.done(new P9Request.Unlinkat(0, "f", 0));
    assertEquals(2, served.list(4000).size());
  }

  @Test
  void theFileSystemIsDescribed() throws Exception {
    P9Reply.Statfs statfs = served.ask(new P9Request.Statfs(0), P9Reply.Statfs.class);
    long blocks = Files.getFileStore(folder).getTotalSpace() / statfs.blockSize();
    assertEquals(blocks, statfs.blocks());
    assertEquals(255, statfs.nameLength());
  }

  @Test
  void locksAreTheGuestsOwnAffair() {
    int fid = served.create("file", 0644);
    served.ask(new P9Request.Lock(fid, 1), P9Reply.Locked.class);
    served.refused(XenErrno.EINVAL, new P9Request.Lock(fid, 2));
    assertEquals(
        new P9Reply.Unlocked(1, 2, 3, "me"),
        served.server.answer(new P9Request.Getlock(fid, 1, 2, 3, "me")));
    served.refused(XenErrno.EBADF, new P9Request.Lock(0, 1));
    served.done(new P9Request.Flush(9));
  }

  @Test
  void aGuestHasSoManyFilesOpenAndNoMore() {
    int fid = 0;
    P9Reply reply;
    do {
      fid++;
      reply = served.server.answer(new P9Request.Walk(0, fid, List.of("..", ".")));
    } while (reply instanceof P9Reply.Walked && fid < 10_000);
    assertEquals(new P9Reply.Error(XenErrno.EMFILE), reply);
    assertEquals(1, served.server.open(), "the root is open once");
    served.ask(new P9Request.Version(8192, "9P2000.L"), P9Reply.Version.class);
    served.ask(new P9Request.Attach(0, 0), P9Reply.One.class);
    served.ask(new P9Request.Mkdir(0, "d", 0755, 0), P9Reply.One.class);
    fid = 0;
    do {
      fid++;
      reply = served.server.answer(new P9Request.Walk(0, fid, List.of("d")));
    } while (reply instanceof P9Reply.Walked && fid < 10_000);
    assertEquals(new P9Reply.Error(XenErrno.EMFILE), reply);
    assertEquals(2048, served.server.open());
    served.server.forgetAll();
    assertEquals(0, served.server.open());
  }
}
