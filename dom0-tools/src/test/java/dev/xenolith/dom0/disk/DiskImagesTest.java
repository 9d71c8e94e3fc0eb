package dev.xenolith.dom0.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskImagesTest {
  private static final ImageOwner WEB = new ImageOwner("web");
  private static final ImageOwner MAIL = new ImageOwner("mail");

  @TempDir Path folder;

  private static DiskSpec spec(Path file, String access) throws DiskException {
    return DiskSyntax.parse("format=raw,vdev=xvda,access=" + access + ",target=" + file, Path::of);
  }

  private Path image() throws IOException {
    return Files.write(folder.resolve("image"), new byte[4096]);
  }

  private static OpenDisk open(Path file, String access) throws Exception {
    return OpenDisk.open(spec(file, access), WEB);
  }

  private static String refusal(Path file, String access) throws DiskException {
    DiskSpec spec = spec(file, access);
    return assertThrows(IOException.class, () -> OpenDisk.open(spec, MAIL)).getMessage();
  }

  @Test
  void severalReadAFileAndNobodyWritesItMeanwhile() throws Exception {
    Path file = image();
    OpenDisk first = open(file, "ro");
    OpenDisk second = open(file, "ro");
    first.close();
    assertEquals(file + " is in use by domain web", refusal(file, "rw"));
    second.close();
    open(file, "rw").close();
  }

  @Test
  void oneWritesAFileByWhateverNameUntilItIsClosed() throws Exception {
    Path file = image();
    Path other = Files.createLink(folder.resolve("other"), file);
    OpenDisk writer = open(file, "rw");
    assertEquals(other + " is in use by domain web", refusal(other, "rw"));
    assertEquals(other + " is in use by domain web", refusal(other, "ro"));
    writer.close();
    writer.close();
    open(other, "ro").close();
  }

  @Test
  void aDomainThatHasAnotherNameIsCalledByThat() throws Exception {
    Path file = image();
    ImageOwner renamed = new ImageOwner("before");
    try (OpenDisk _ = OpenDisk.open(spec(file, "rw"), renamed)) {
      renamed.rename("after");
      assertEquals(file + " is in use by domain after", refusal(file, "rw"));
    }
  }

  @Test
  void theFileOfADomainThatIsOverIsWaitedFor() throws Exception {
    Path file = image();
    ImageOwner over = new ImageOwner("over");
    OpenDisk disk = OpenDisk.open(spec(file, "rw"), over);
    over.leave();
    FutureTask<OpenDisk> next = new FutureTask<>(() -> open(file, "rw"));
    Thread opener = Thread.ofPlatform().start(next);
    while (opener.getState() != Thread.State.TIMED_WAITING) {
      assertFalse(next.isDone(), "it does not wait");
      Thread.onSpinWait();
    }
    disk.close();
    next.get().close();
  }

  @Test
  void otherProgramsRespectAFileAsLongAsOneReadsIt() throws Exception {
    Path file = image();
    OpenDisk first = open(file, "ro");
    OpenDisk second = open(file, "ro");
    first.close();
    long mine = ProcessHandle.current().pid();
    long inode = (Long) Files.getAttribute(file, "unix:ino");
    assertEquals(1, locks(mine, inode), "the lock outlives one of two readers");
    second.close();
    assertEquals(0, locks(mine, inode));
  }

  private static long locks(long pid, long inode) throws IOException {
    return Files.readAllLines(Path.of("/proc/locks")).stream()
        .filter(l -> l.contains(" " + pid + " ") && l.contains(":" + inode + " "))
        .count();
  }

  @Test
  void aFileThatAnotherProgramHasLockedIsNotOpened() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python), "no " + python);
    Path file = image();
    String script =
        "import fcntl,sys\nf=open(sys.argv[1],'r+')\nfcntl.lockf(f,fcntl.LOCK_EX)\n"
            + "print('locked',flush=True)\nsys.stdin.read()";
    Process other =
        new ProcessBuilder(List.of(python.toString(), "-c", script, file.toString())).start();
    try {
      assertEquals("locked", other.inputReader().readLine());
      assertEquals(file + " is in use by process " + other.pid(), refusal(file, "rw"));
    } finally {
      other.getOutputStream().close();
      other.waitFor(1, TimeUnit.MINUTES);
    }
    open(file, "rw").close();
  }

  @Test
  void whatIsNoRegularFileIsNotOpened() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertEquals(pipe + " is no regular file", refusal(pipe, "ro"));
    assertEquals(folder + " is a folder", refusal(folder, "ro"));
  }
}
