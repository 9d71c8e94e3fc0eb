package dev.xenolith.dom0.p9;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import dev.xenolith.pv.p9.P9Request.Time;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that asks for anything, in a folder that somebody else turns over meanwhile. */
class HostileGuestTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int REQUESTS = LONG ? 3_000_000 : 20_000;
  private static final int FIDS = 24;
  private static final String[] NAMES = {"a", "b", "c", "out", "d", "up"};

  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);
  private final SplittableRandom random = new SplittableRandom(seed);

  @TempDir Path around;

  @Test
  void nothingOutsideTheFolderChangesAndNothingStaysOpen() throws Exception {
    assumeTrue(SharedFolder.isPossible(), "this host is no Linux on x86-64");
    System.out.println("hostile 9pfs guest: seed " + seed);
    Path folder = Files.createDirectory(around.resolve("shared"));
    for (String name : NAMES) { // what the guest's links lead to, under the names that it knows
      Files.writeString(around.resolve(name), name);
    }
    ServedFolder served = new ServedFolder(folder);
    String before = outside(folder);
    int succeeded = 0;
    for (int i = 0; i < REQUESTS; i++) {
      P9Request request = request();
      P9Reply reply = served.server.answer(request);
      succeeded += reply instanceof P9Reply.Error ? 0 : 1;
      if (request instanceof P9Request.Version) { // which ends all fids, whatever it is answered
        served.server.answer(new P9Request.Attach(0, 0));
      }
      if (random.nextInt(50) == 0) {
        turnOver(folder);
      }
      assertTrue(served.server.open() <= 2 * FIDS * 64, () -> "seed " + seed);
    }
    assertEquals(before, outside(folder), () -> "seed " + seed);
    assertTrue(succeeded > REQUESTS / 10, "only " + succeeded + " succeeded, seed " + seed);
    served.server.forgetAll();
    assertEquals(0, served.server.open(), () -> "seed " + seed);
  }

  private int fid() {
    return random.nextInt(3) == 0 ? 0 : random.nextInt(FIDS);
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private P9Request request() {
    return switch (random.nextInt(30)) {
      case 0 -> new P9Request.Clunk(1 + random.nextInt(FIDS));
      case 1 -> new P9Request.Lcreate(fid(), name(), random.nextInt(), random.nextInt(01000), 0);
      case 2 -> new P9Request.Symlink(fid(), name(), target(), 0);
      case 3 -> new P9Request.Mkdir(fid(), name(), 0700, 0);
      case 4 -> new P9Request.Mknod(fid(), name(), random.nextInt(1 << 16), 0);
      case 5 -> new P9Request.Link(fid(), fid(), name());
      case 6 -> new P9Request.Rename(fid(), fid(), name());
      case 7, 8 -> new P9Request.Renameat(fid(), name(), fid(), name());
      case 9 -> new P9Request.Unlinkat(fid(), name(), random.nextInt(2) * 0x200);
      case 10 -> new P9Request.Remove(1 + random.nextInt(FIDS));
      case 11 -> new P9Request.Getattr(fid());
      case 12 -> setattr();
      case 13 -> new P9Request.Statfs(fid());
      case 14 -> new P9Request.Readlink(fid());
      case 15, 16 -> new P9Request.Lopen(fid(), random.nextInt());
      case 17 -> new P9Request.Read(fid(), offset(), random.nextInt());
      case 18 -> new P9Request.Write(fid(), random.nextInt(4096), new byte[random.nextInt(99)]);
      case 19 -> new P9Request.Readdir(fid(), offset(), random.nextInt());
      case 20 -> new P9Request.Lock(fid(), random.nextInt(4));
      case 21 ->
          random.nextInt(50) == 0
              ? new P9Request.Version(random.nextInt(), "9P2000.L")
              : new P9Request.Attach(random.nextInt(FIDS), 0);
      default -> walk();
    };
  }

  private long offset() {
    return random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(4096);
  }

  private String target() {
    return switch (random.nextInt(4)) {
      case 0 -> "/";
      case 1 -> "..";
      case 2 -> "../" + name();
      default -> around.resolve(name()).toString();
    };
  }

  private P9Request setattr() {
    Time time = new Time(random.nextInt(), random.nextLong(2_000_000_000));
    int size = random.nextInt(8192);
    return new P9Request.Setattr(
        fid(), random.nextInt(1 << 9) & ~6, random.nextInt(1 << 12), 0, 0, size, time, time);
  }

  private P9Request walk() {
    List<String> names = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      names.add(random.nextInt(4) == 0 ? ".." : name());
    }
    return new P9Request.Walk(fid(), 1 + random.nextInt(FIDS), names);
  }

  /** Somebody on the host puts a link where something else was, or takes one away. */
  private void turnOver(Path folder) throws IOException {
    Path at = folder.resolve(name());
    Path aside = folder.resolve("aside" + random.nextInt(4));
    if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(at, aside);
      Files.createSymbolicLink(at, random.nextBoolean() ? around : Path.of(target()));
    }
  }

  /** All that is around the folder, with what would change if it were touched. */
  private String outside(Path folder) throws IOException {
    List<String> all = new ArrayList<>();
    Files.walkFileTree(
        around,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return path.equals(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            all.add(
                "%s %s %s"
                    .formatted(
                        path,
                        Files.readString(path),
                        Files.readAttributes(path, "unix:mode,nlink,uid,gid,lastModifiedTime,ctime")
                            .toString()));
            return FileVisitResult.CONTINUE;
          }
        });
    return String.join("\n", all);
  }
}
