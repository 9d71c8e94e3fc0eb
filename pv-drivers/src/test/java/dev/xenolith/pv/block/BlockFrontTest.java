package dev.xenolith.pv.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.io.BlkifStatus;
import dev.xenolith.abi.layout.Abi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both halves of a disk, from Java to Java. */
class BlockFrontTest {
  private final List<BlkifStatus> ended = new ArrayList<>();
  private TestFront place;
  private BlockFront front;

  @BeforeEach
  void connect() throws Exception {
    place = new TestFront(Abi.PV64);
    front = new BlockFront(place.domain, place.domain, TestFront.FRONT);
    front.connect();
    place.world.run();
    assertEquals("4", place.back("state"), place.log::toString);
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(1).nextBytes(noise);
    return noise;
  }

  @Test
  void whatIsWrittenIsOnTheDisk() {
    byte[] noise = noise(BlockFront.MAX_BYTES);
    assertTrue(front.write(16, noise, ended::add));
    assertTrue(front.flush(ended::add));
    place.world.run();
    assertEquals(List.of(BlkifStatus.OKAY, BlkifStatus.OKAY), ended);
    int at = 16 * BlockFront.SECTOR_BYTES;
    assertArrayEquals(noise, Arrays.copyOfRange(place.disk.contents, at, at + noise.length));
  }

  @Test
  void whatIsOnTheDiskIsRead() {
    byte[] noise = noise(place.disk.contents.length);
    System.arraycopy(noise, 0, place.disk.contents, 0, noise.length);
    byte[] read = new byte[3 * BlockFront.SECTOR_BYTES];
    assertTrue(front.read(1, read, ended::add));
    place.world.run();
    assertEquals(List.of(BlkifStatus.OKAY), ended);
    assertArrayEquals(Arrays.copyOfRange(noise, 512, 4 * 512), read);
  }

  @Test
  void pagesAreUsedAgainAndGrantedOnce() {
    for (int i = 0; i < 100; i++) {
      assertTrue(front.write(i, noise(512), ended::add));
      place.world.run();
    }
    assertEquals(100, ended.size());
    assertTrue(place.held() <= 65, () -> place.held() + " mappings");
  }

  @Test
  void whatHasNoRoomIsRefusedUntilSomethingIsDone() {
    place.disk.holding = true;
    int taken = 0;
    while (front.write(0, noise(BlockFront.MAX_BYTES), ended::add)) {
      taken++;
    }
    place.world.run();
    assertEquals(5, taken); // of 11 of the 64 pages each
    place.disk.letGo();
    place.world.run();
    assertEquals(5, ended.size());
    assertTrue(front.flush(ended::add));
  }

  @Test
  void aClosedDiskTakesNothingAndLendsNothing() throws Exception {
    assertTrue(front.write(0, noise(512), ended::add));
    place.world.run();
    front.close();
    place.world.run();
    assertEquals(List.of(BlkifStatus.OKAY), ended);
    assertEquals("6", place.back("state"));
    assertEquals(0, place.held());
    assertFalse(front.read(0, new byte[512], ended::add));
  }

  @Test
  void whatIsUnderWayWhenTheDiskIsClosedIsAnError() throws Exception {
    place.disk.holding = true;
    assertTrue(front.write(0, noise(512), ended::add));
    place.world.run();
    front.close();
    assertEquals(List.of(BlkifStatus.ERROR), ended);
    place.disk.letGo();
    place.world.run();
    assertEquals(List.of(BlkifStatus.ERROR), ended, "told once");
    assertEquals("6", place.back("state"));
    assertEquals(0, place.held());
  }

  @Test
  void whatIsLostIsToldInTheOrderInWhichItWasAsked() throws Exception {
    place.disk.holding = true;
    List<Integer> told = new ArrayList<>();
    List<Integer> asked = List.of(0, 1, 2, 3, 4, 5, 6, 7);
    for (int request : asked) {
      assertTrue(front.flush(_ -> told.add(request)));
    }
    front.close();
    assertEquals(asked, told);
  }

  @Test
  void aDiskThatWasClosedCanBeConnectedAgain() throws Exception {
    front.close();
    place.world.run();
    front.connect();
    place.world.run();
    assertEquals("4", place.back("state"));
    assertTrue(front.read(0, new byte[512], ended::add));
    place.world.run();
    assertEquals(List.of(BlkifStatus.OKAY), ended);
  }

  @Test
  void anErrorOfTheMediumIsTold() {
    place.disk.failing = true;
    front.read(0, new byte[512], ended::add);
    place.world.run();
    assertEquals(List.of(BlkifStatus.ERROR), ended);
  }

  @Test
  void sectorsBeyondTheEndAreAnError() {
    front.read(place.disk.sectors(), new byte[512], ended::add);
    place.world.run();
    assertEquals(List.of(BlkifStatus.ERROR), ended);
    assertFalse(place.disk.log.contains("READ"));
  }
}
