package dev.xenolith.dom0.disk.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.device.Medium;
import dev.xenolith.dom0.disk.DiskSyntax;
import dev.xenolith.dom0.disk.ImageOwner;
import dev.xenolith.dom0.disk.OpenDisk;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that qemu-img makes, written here, and judged by qemu-img with a raw twin. */
class Qcow2ImageTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int STEPS = LONG ? 20_000 : 400;
  private static final int SIZE = 8 << 20;

  @TempDir Path folder;
  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);
  private final SplittableRandom random = new SplittableRandom(seed);

  static Medium open(Path image, String access) throws Exception {
    String text = "format=qcow2,vdev=xvda,access=" + access + ",target=" + image;
    return OpenDisk.open(DiskSyntax.parse(text, Path::of), new ImageOwner("test")).medium();
  }

  private Path image(String... options) throws Exception {
    Path image = folder.resolve("image.qcow2");
    String[] all = new String[options.length + 4];
    all[0] = "create";
    all[1] = "-f";
    all[2] = "qcow2";
    System.arraycopy(options, 0, all, 3, options.length);
    all[all.length - 1] = image.toString();
    QemuImg.run(folder, all);
    return image;
  }

  private byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    // Sectors that are alike would hide that one stands where another belongs.
    for (int i = 0; i < bytes; i += 8) {
      ByteBuffer.wrap(noise).putLong(i, random.nextLong());
    }
    return noise;
  }

  private ByteBuffer[] pieces(byte[] bytes) {
    int middle = random.nextInt(bytes.length / 512 + 1) * 512;
    return new ByteBuffer[] {
      ByteBuffer.wrap(bytes, 0, middle), ByteBuffer.wrap(bytes, middle, bytes.length - middle)
    };
  }

  /** Writes, reads, discards and flushes; the twin has what the disk must have. */
  private void exercise(Medium disk, byte[] twin, int steps) throws Exception {
    for (int i = 0; i < steps; i++) {
      int sectors = 1 + random.nextInt(random.nextInt(8) == 0 ? 512 : 16);
      int at = random.nextInt(twin.length / 512 - sectors) * 512;
      int bytes = sectors * 512;
      switch (random.nextInt(8)) {
        case 0 -> disk.flush();
        case 1 -> {
          disk.discard(at, bytes);
          java.util.Arrays.fill(twin, at, at + bytes, (byte) 0);
        }
        case 2, 3 -> {
          byte[] read = new byte[bytes];
          disk.read(at, pieces(read));
          assertArrayEquals(
              java.util.Arrays.copyOfRange(twin, at, at + bytes), read, "seed " + seed);
        }
        default -> {
          byte[] noise = noise(bytes);
          disk.write(at, pieces(noise));
          System.arraycopy(noise, 0, twin, at, bytes);
        }
      }
    }
  }

  private void agree(Path image, byte[] twin) throws Exception {
    Path raw = Files.write(folder.resolve("twin.raw"), twin);
    QemuImg.check(image, false);
    QemuImg.compare(raw, image);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size=8M",
        "size=8M,compat=0.10",
        "size=8M,cluster_size=512",
        "size=8M,cluster_size=2M",
        "size=8M,cluster_size=4k,refcount_bits=1",
        "size=8M,cluster_size=4k,refcount_bits=64",
        "size=8M,lazy_refcounts=on",
        "size=8M,preallocation=metadata",
        "size=8M,cluster_size=8k,preallocation=falloc",
      })
  void randomUseAgreesWithARawTwin(String options) throws Exception {
    System.out.println("qcow2: seed " + seed);
    Path image = image("-o", options);
    byte[] twin = new byte[SIZE];
    for (int round = 0; round < 2; round++) {
      try (Medium disk = open(image, "rw")) {
        assertEquals(SIZE, disk.bytes());
        exercise(disk, twin, STEPS);
      }
      agree(image, twin);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "0.10"})
  void whatABackingFileHasShinesThroughUntilItIsWritten(String compat) throws Exception {
    byte[] twin = new byte[SIZE];
    byte[] below = noise(5 << 20);
    System.arraycopy(below, 0, twin, 0, below.length);
    Path base = Files.write(folder.resolve("base.raw"), below);
    Path middle = folder.resolve("middle.qcow2");
    QemuImg.run(
        folder, "create", "-f", "qcow2", "-F", "raw", "-b", "base.raw", middle.toString(), "6M");
    Path image =
        image("-o", "size=8M,compat=" + compat + ",backing_fmt=qcow2,backing_file=middle.qcow2");
    try (Medium disk = open(image, "rw")) {
      exercise(disk, twin, STEPS);
    }
    assertArrayEquals(below, Files.readAllBytes(base));
    agree(image, twin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zlib", "zstd"})
  void compressedClustersAreReadAndReplaced(String type) throws Exception {
    byte[] twin = new byte[SIZE];
    for (int i = 0; i < SIZE; i += 64) {
      twin[i] = (byte) random.nextInt(); // something to be packed
    }
    Files.write(folder.resolve("source.raw"), twin);
    Path image = folder.resolve("image.qcow2");
    QemuImg.run(
        folder,
        ("convert -c -f raw -O qcow2 -o compression_type=%s source.raw image.qcow2".formatted(type))
            .split(" "));
    try (Medium disk = open(image, "rw")) {
      exercise(disk, twin, STEPS);
    }
    agree(image, twin);
  }

  @Test
  void snapshotsKeepWhatTheyHave() throws Exception {
    byte[] twin = new byte[SIZE];
    Path image = image("-o", "size=8M,cluster_size=4k");
    try (Medium disk = open(image, "rw")) {
      exercise(disk, twin, STEPS);
    }
    QemuImg.run(folder, "snapshot", "-c", "before", image.toString());
    byte[] before = twin.clone();
    try (Medium disk = open(image, "rw")) {
      exercise(disk, twin, STEPS);
    }
    agree(image, twin);
    QemuImg.run(folder, "snapshot", "-a", "before", image.toString());
    agree(image, before);
  }

  @Test
  void aTableOfCountsGrowsWithItsImage() throws Exception {
    Path image = image("-o", "size=12M,cluster_size=512");
    byte[] twin = new byte[12 << 20];
    try (Medium disk = open(image, "rw")) {
      for (int at = 0; at < twin.length; at += 1 << 20) {
        byte[] noise = noise(1 << 20);
        disk.write(at, pieces(noise));
        System.arraycopy(noise, 0, twin, at, noise.length);
      }
    }
    agree(image, twin);
  }

  @Test
  void whatIsDiscardedAndWrittenAgainTakesNoMoreRoom() throws Exception {
    Path image = image("-o", "size=8M");
    try (Medium disk = open(image, "rw")) {
      disk.write(0, new ByteBuffer[] {ByteBuffer.wrap(noise(SIZE))});
      long full = Files.size(image);
      for (int i = 0; i < 5; i++) {
        disk.discard(0, SIZE);
        disk.flush();
        disk.write(0, new ByteBuffer[] {ByteBuffer.wrap(noise(SIZE))});
      }
      assertTrue(Files.size(image) <= full + (8 << 20), Files.size(image) + " after " + full);
    }
    QemuImg.check(image, false);
  }

  @Test
  void anImageThatWasNotClosedHasLostClustersAtMost() throws Exception {
    Path image = image("-o", "size=8M,cluster_size=4k");
    byte[] twin = new byte[SIZE];
    Path copy = folder.resolve("copy.qcow2");
    try (Medium disk = open(image, "rw")) {
      for (int i = 0; i < 10; i++) {
        exercise(disk, twin, 40);
        disk.flush();
        // What the host has now is what it would have if this process ended.
        Files.copy(image, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        QemuImg.check(copy, true);
        QemuImg.compare(Files.write(folder.resolve("twin.raw"), twin), copy);
      }
    }
  }

  @Test
  void aDiskOfManyTerabytesTakesWhatIsWritten() throws Exception {
    Path image = image("-o", "size=16T");
    byte[] noise = noise(4096);
    long end = (16L << 40) - 4096;
    try (Medium disk = open(image, "rw")) {
      disk.discard(0, 16L << 40); // of which nothing is there
      disk.write(end, new ByteBuffer[] {ByteBuffer.wrap(noise)});
    }
    byte[] read = new byte[4096];
    try (Medium disk = open(image, "ro")) {
      disk.read(end, new ByteBuffer[] {ByteBuffer.wrap(read)});
    }
    assertArrayEquals(noise, read);
    QemuImg.check(image, false);
  }

  @Test
  void threadsThatWriteSideBySideDoNotDisturbEachOther() throws Exception {
    Path image = image("-o", "size=8M,cluster_size=64k");
    byte[] twin = noise(SIZE);
    try (Medium disk = open(image, "rw")) {
      Thread[] threads = new Thread[4];
      java.util.concurrent.atomic.AtomicReference<Exception> failed =
          new java.util.concurrent.atomic.AtomicReference<>();
      for (int t = 0; t < threads.length; t++) {
        int mine = t;
        threads[t] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        // Neighbours share clusters: each has every fourth page.
                        for (int at = mine * 4096; at < SIZE; at += 4 * 4096) {
                          disk.write(at, new ByteBuffer[] {ByteBuffer.wrap(twin, at, 4096)});
                        }
                        disk.flush();
                      } catch (Exception e) {
                        failed.set(e);
                      }
                    });
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(null, failed.get());
    }
    agree(image, twin);
  }

  @Test
  void bitmapsOfOtherProgramsAreNotBelievedAfterwards() throws Exception {
    Path image = image("-o", "size=8M");
    QemuImg.run(folder, "bitmap", "--add", image.toString(), "changes");
    try (Medium disk = open(image, "rw")) {
      disk.write(0, new ByteBuffer[] {ByteBuffer.wrap(noise(4096))});
    }
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      file.seek(88);
      assertEquals(0, file.readLong());
    }
  }
}
