package dev.xenolith.hv.mm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameAllocatorTest {
  private final MachineMemory memory = new MachineMemory(5000);
  private final FrameAllocator allocator = new FrameAllocator(memory, 3);

  @Test
  void handsOutTheLowestFrameFirst() {
    assertEquals(3, allocator.allocate(0, 0));
    assertEquals(4, allocator.allocate(0, 0));
  }

  @Test
  void blocksAreAlignedToTheirSize() {
    assertEquals(8, allocator.allocate(3, 0));
    assertEquals(16, allocator.allocate(4, 0));
  }

  @Test
  void nothingIsLeftWhenAllIsTaken() {
    long taken = 0;
    while (allocator.allocate(0, 0) != FrameAllocator.NONE) {
      taken++;
    }
    assertEquals(4997, taken);
    assertEquals(0, allocator.freeFrames());
  }

  @Test
  void releasedFramesReadAsZeroes() {
    long mfn = allocator.allocate(0, 0);
    memory.putU64(mfn << 12, 42);
    allocator.release(mfn, 0);
    assertEquals(mfn, allocator.allocate(0, 0));
    assertEquals(0, memory.getU64(mfn << 12));
  }

  @Test
  void aLargeBlockThatIsGivenBackReadsAsZeroes() {
    long mfn = allocator.allocate(10, 0);
    for (long i = 0; i < 1024; i++) {
      memory.putU64((mfn + i << 12) + 8, i + 1);
    }
    for (long i = 0; i < 1024; i++) {
      allocator.release(mfn + i, 0);
    }
    assertEquals(mfn, allocator.allocate(10, 0));
    for (long i = 0; i < 1024; i++) {
      assertEquals(0, memory.getU64((mfn + i << 12) + 8));
    }
  }

  @Test
  void addressBitsAreKept() {
    while (true) {
      long mfn = allocator.allocate(0, 20);
      if (mfn == FrameAllocator.NONE) {
        break;
      }
      assertTrue(mfn < 256);
    }
    assertTrue(allocator.allocate(0, 0) >= 256);
  }

  @Test
  void freedBlocksGrowTogetherAgain() {
    Random random = new Random(7);
    List<long[]> blocks = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int order = random.nextInt(4);
      long mfn = allocator.allocate(order, 0);
      blocks.add(new long[] {mfn, order});
    }
    java.util.Collections.shuffle(blocks, random);
    for (long[] block : blocks) {
      allocator.release(block[0], (int) block[1]);
    }
    assertEquals(4997, allocator.freeFrames());
    assertEquals(2048, allocator.allocate(11, 0));
  }
}
