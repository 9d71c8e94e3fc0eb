package dev.xenolith.dom0.disk.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that have no room, or no power; files that lie. */
class Qcow2FailureTest {
  private static final boolean LONG = Boolean.getBoolean("xenolith.long");
  private static final int SIZE = 2 << 20;

  @TempDir Path folder;
  private final long seed = Long.getLong("xenolith.seed", LONG ? System.nanoTime() : 20_26);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final byte[] twin = new byte[SIZE];
  private final byte[] flushed = new byte[SIZE];
  private final boolean[] touched = new boolean[SIZE / 512];

  private static Qcow2Image open(FrailChannel file) throws IOException {
    return new Qcow2Image(
        Qcow2Header.read(file, "image"),
        new Qcow2Image.Parts(
            file, "image", false, true, 4096, Optional.empty(), (_, _) -> {}, () -> {}));
  }

  /** An image with data, a snapshot and compressed clusters. */
  private byte[] image(String options) throws Exception {
    for (int i = 0; i < SIZE / 2; i += 64) {
      twin[i] = (byte) random.nextInt();
    }
    Files.write(folder.resolve("a.raw"), twin);
    QemuImg.run(folder, ("convert -c -f raw -O qcow2 -o " + options + " a.raw a.qcow2").split(" "));
    Path image = folder.resolve("a.qcow2");
    FrailChannel file = new FrailChannel(Files.readAllBytes(image));
    try (Qcow2Image disk = open(file)) {
      step(disk, 60);
    }
    Files.write(image, file.contents());
    QemuImg.run(folder, "snapshot", "-c", "s", "a.qcow2");
    System.arraycopy(twin, 0, flushed, 0, SIZE);
    Arrays.fill(touched, false);
    return Files.readAllBytes(image);
  }

  private void step(Qcow2Image disk, int steps) throws IOException {
    for (int i = 0; i < steps; i++) {
      int sectors = 1 + random.nextInt(24);
      int sector = random.nextInt(SIZE / 512 - sectors);
      int choice = random.nextInt(6);
      if (choice == 0) {
        disk.flush();
        System.arraycopy(twin, 0, flushed, 0, SIZE);
        Arrays.fill(touched, false);
        continue;
      }
      byte[] bytes = new byte[sectors * 512];
      Arrays.fill(touched, sector, sector + sectors, true);
      if (choice == 1) {
        disk.discard(sector * 512L, bytes.length);
      } else {
        random.nextBytes(bytes);
        disk.write(sector * 512L, new ByteBuffer[] {ByteBuffer.wrap(bytes)});
      }
      System.arraycopy(bytes, 0, twin, sector * 512, bytes.length);
    }
  }

  private void checkAfterFailure(byte[] file, boolean closed) throws Exception {
    Path image = Files.write(folder.resolve("after.qcow2"), file);
    QemuImg.check(image, true);
    byte[] now = new byte[SIZE];
    try (Qcow2Image disk = open(new FrailChannel(file))) {
      disk.read(0, new ByteBuffer[] {ByteBuffer.wrap(now)});
    }
    for (int sector = 0; sector < touched.length; sector++) {
      int at = sector * 512;
      if (!touched[sector] || closed) {
        byte[] expected = closed ? twin : flushed;
        assertArrayEquals(
            Arrays.copyOfRange(expected, at, at + 512),
            Arrays.copyOfRange(now, at, at + 512),
            "sector " + sector + ", seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster_size=512", "cluster_size=4k", "compat=0.10,cluster_size=4k"})
  void afterAPowerFailureClustersAreLostAtMostAndWhatWasFlushedIsThere(String options)
      throws Exception {
    byte[] image = image(options);
    FrailChannel file = new FrailChannel(image);
    Qcow2Image disk = open(file);
    for (int round = 0; round < (LONG ? 500 : 8); round++) {
      step(disk, 10);
      checkAfterFailure(file.afterPowerFailure(random), false);
    }
    checkAfterFailure(file.contents(), false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster_size=512", "cluster_size=4k"})
  void aHostWithoutRoomIsAnErrorAndTheImageStaysSound(String options) throws Exception {
    byte[] image = image(options);
    byte[] before = twin.clone();
    for (int writes = 0; writes < 60; writes += LONG ? 1 : 4) {
      System.arraycopy(before, 0, twin, 0, SIZE);
      FrailChannel file = new FrailChannel(image);
      Qcow2Image disk = open(file);
      file.writesLeft = writes;
      assertThrows(IOException.class, () -> step(disk, 1000));
      file.writesLeft = Integer.MAX_VALUE; // somebody has made room
      byte[] whole = new byte[SIZE];
      random.nextBytes(whole);
      disk.write(0, new ByteBuffer[] {ByteBuffer.wrap(whole)});
      System.arraycopy(whole, 0, twin, 0, SIZE);
      disk.close();
      checkAfterFailure(file.contents(), true);
    }
  }

  private void use(Qcow2Image disk) {
    for (int n = 0; n < 20; n++) {
      try {
        byte[] bytes = new byte[512 * (1 + random.nextInt(8))];
        long most = Math.min(disk.bytes(), SIZE) - bytes.length;
        if (most > 0) {
          long at = random.nextLong(most) & -512;
          disk.read(at, new ByteBuffer[] {ByteBuffer.wrap(bytes)});
          disk.write(at, new ByteBuffer[] {ByteBuffer.wrap(bytes)});
          disk.discard(at, bytes.length);
        }
      } catch (IOException e) {
        assertTrue(e.getMessage().contains("at offset 0x"), e.getMessage());
      }
    }
  }

  @Test
  void noFileThatLiesDoesMoreHarmThanAnError() throws Exception {
    System.out.println("hostile images: seed " + seed);
    byte[] image = image("cluster_size=512");
    int opened = 0;
    for (int i = 0; i < (LONG ? 20_000 : 300); i++) {
      byte[] broken = image.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(random.nextBoolean() ? 112 : broken.length);
        if (random.nextBoolean()) {
          broken[at] ^= (byte) (1 << random.nextInt(8));
        } else {
          int word = at & -8;
          long value = random.nextLong() >>> random.nextInt(64);
          ByteBuffer.wrap(broken).putLong(word, random.nextBoolean() ? value : value << 9);
        }
      }
      FrailChannel file = new FrailChannel(broken);
      try (Qcow2Image disk = open(file)) {
        use(disk);
        opened++;
      } catch (IOException e) {
        assertTrue(e.getMessage().startsWith("image"), e.getMessage());
      }
      assertTrue(file.size() < 64 << 20, "seed " + seed);
    }
    assertTrue(opened > 0);
  }

  private byte[] sound;

  private String refusal(int at, int bytes, long value) throws Exception {
    sound = sound == null ? image("cluster_size=4k") : sound;
    byte[] image = sound.clone();
    ByteBuffer file = ByteBuffer.wrap(image);
    if (bytes == Long.BYTES) {
      file.putLong(at, value);
    } else {
      file.putInt(at, (int) value);
    }
    return assertThrows(IOException.class, () -> open(new FrailChannel(image))).getMessage();
  }

  @Test
  void whatIsNotAvailableIsRefusedByNameAndPlace() throws Exception {
    assertEquals("image is no qcow2 image", refusal(0, 4, 0));
    assertEquals("image: qcow2: unknown version 4 at offset 0x4", refusal(4, 4, 4));
    assertEquals("image: qcow2: the image is encrypted at offset 0x20", refusal(32, 4, 1));
    assertEquals("image: qcow2: clusters of 2 to the 22 bytes at offset 0x14", refusal(20, 4, 22));
    assertTrue(refusal(72, 8, 1).contains("was not closed (dirty bit at offset 0x48)"));
    assertTrue(refusal(72, 8, 2).contains("marked as corrupt (bit 1 at offset 0x48)"));
    assertTrue(refusal(72, 8, 4).contains("external data file"));
    assertTrue(refusal(72, 8, 16).contains("subclusters"));
    assertEquals(
        "image: qcow2: unknown feature of bit 40 at offset 0x48", refusal(72, 8, 1L << 40));
    assertTrue(refusal(40, 8, 4096L << 40).contains("the L1 table is said to be at"));
    assertTrue(refusal(40, 8, 0).contains("the L1 table is said to be at 0x0"));
    assertTrue(refusal(48, 8, 512).contains("the refcount table is said to be at 0x200"));
    assertTrue(refusal(36, 4, 0).contains("an L1 table of 0 entries, with need of 1"));
    assertTrue(refusal(60, 4, 70000).contains("70000 snapshots"));
  }

  @Test
  void tablesThatOverlapAreRefused() throws Exception {
    byte[] image = image("cluster_size=4k");
    ByteBuffer file = ByteBuffer.wrap(image);
    file.putLong(40, file.getLong(48)); // the L1 table where the refcount table is
    IOException e = assertThrows(IOException.class, () -> open(new FrailChannel(image)));
    assertTrue(e.getMessage().startsWith("image: qcow2: "), e.getMessage());
  }
}
