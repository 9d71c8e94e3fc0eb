package dev.xenolith.hv.machine.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineMemoryTest {
  /** Notes what it is told. */
  private static final class Notes implements WriteWatcher {
    final List<String> all = new ArrayList<>();

    @Override
    public void frameWatched(long frame) {
      all.add("watched " + frame);
    }

    @Override
    public void frameWritten(long maddr, int length) {
      all.add("written " + Long.toHexString(maddr) + "+" + length);
    }
  }

  @Test
  void smallMemoriesStartAsZeroesAlsoAfterOthersWereFreed() {
    for (int round = 0; round < 20; round++) {
      try (MachineMemory memory = new MachineMemory(64)) {
        for (long at = 0; at < memory.size(); at += 8) {
          assertEquals(0, memory.getU64(at));
          memory.putU64(at, -1);
        }
      }
    }
  }

  @Test
  void everyAddressIsChecked() {
    try (MachineMemory memory = new MachineMemory(2)) {
      assertThrows(IndexOutOfBoundsException.class, () -> memory.getU64(0x1FF9));
      assertThrows(IndexOutOfBoundsException.class, () -> memory.putU8(-1, 0));
      assertThrows(
          IndexOutOfBoundsException.class, () -> memory.get(0x1000, new byte[0x2000], 0, 0x1001));
      assertThrows(IndexOutOfBoundsException.class, () -> memory.put(0, new byte[4], 2, 3));
    }
  }

  @Test
  void watchersHearOfWritesIntoWatchedFramesOnly() {
    Notes notes = new Notes();
    try (MachineMemory memory = new MachineMemory(4)) {
      memory.addWatcher(notes);
      memory.putU8(0x1000, 1);
      memory.watch(1);
      memory.putU8(0x1000, 1);
      memory.put(0xFFE, new byte[8], 0, 8);
      memory.copy(0, 0x1FFC, 8);
      assertEquals(
          List.of("watched 1", "written 1000+1", "written 1000+6", "written 1ffc+4"), notes.all);
      memory.fillFrame(1, 7);
      memory.clearFrames(1, 1);
      String whole = "written 1000+4096";
      assertEquals(List.of(whole, whole), notes.all.subList(4, notes.all.size()));
      memory.unwatch(1);
      memory.fillFrame(1, 7);
      assertEquals(6, notes.all.size());
      assertFalse(memory.watched(1));
    }
  }

  @Test
  void compareAndSetTellsWhetherItDid() {
    try (MachineMemory memory = new MachineMemory(1)) {
      assertTrue(memory.compareAndSetU64(8, 0, 5));
      assertFalse(memory.compareAndSetU64(8, 0, 6));
      assertEquals(5, memory.getU64(8));
    }
  }

  @Test
  void onlyTouchedFramesAreResidentUntilTheyAreDiscarded() {
    try (MachineMemory memory = new MachineMemory(64 << 8)) {
      assumeTrue(memory.residentBytes().isPresent(), "no /proc/self/smaps: the host does not say");
      long before = memory.residentBytes().orElseThrow();
      for (long frame = 0; frame < 8 << 8; frame++) {
        memory.fillFrame(frame, 0x5A);
      }
      assertEquals(8L << 20, memory.residentBytes().orElseThrow() - before);
      memory.discardFrames(0, 8 << 8);
      assertEquals(before, memory.residentBytes().orElseThrow());
    }
  }
}
