package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Repeated string instructions over many pages, in pieces. */
class StringTest {
  private static final int WRITE_BY_USER = 6;
  private static final int TO = 0x100000;

  private final Vm vm = new Vm();

  @AfterEach
  void close() {
    vm.close();
  }

  private void fillData(int length) {
    for (int i = 0; i < length; i++) {
      vm.memory().putU8(Vm.DATA + i, i * 7 + (i >> 8));
    }
  }

  @Test
  void aLongCopyCrossesPagesAtOddOffsets() {
    int length = 3 * 4096 + 123;
    fillData(length);
    vm.code(0xF3, 0xA4, 0xCC)
        .set(CpuState.RSI, Vm.DATA)
        .set(CpuState.RDI, TO + 0x777)
        .set(CpuState.RCX, length);
    assertEquals(CpuExit.SoftInterrupt.class, vm.run(1000).getClass());
    assertArrayEquals(vm.memory().copy(Vm.DATA, length), vm.memory().copy(TO + 0x777, length));
    assertEquals(Vm.DATA + length, vm.get(CpuState.RSI));
    assertEquals(TO + 0x777 + length, vm.get(CpuState.RDI));
    assertEquals(0, vm.get(CpuState.RCX));
  }

  @Test
  void aCopyOntoItselfOneByteFurtherRepeatsTheFirstByte() {
    fillData(64);
    vm.memory().putU8(Vm.DATA, 0x5A);
    vm.code(0xF3, 0xA4, 0xCC)
        .set(CpuState.RSI, Vm.DATA)
        .set(CpuState.RDI, Vm.DATA + 1)
        .set(CpuState.RCX, 63);
    vm.run(1000);
    byte[] expected = new byte[64];
    Arrays.fill(expected, (byte) 0x5A);
    assertArrayEquals(expected, vm.memory().copy(Vm.DATA, 64));
  }

  @Test
  void aCopyDownwardsEndsBelow() {
    fillData(8192);
    byte[] before = vm.memory().copy(Vm.DATA, 8192);
    // std; rep movsd; int3
    vm.code(0xFD, 0xF3, 0xA5, 0xCC)
        .set(CpuState.RSI, Vm.DATA + 8188)
        .set(CpuState.RDI, TO + 8188)
        .set(CpuState.RCX, 2048);
    vm.run(10_000);
    assertArrayEquals(before, vm.memory().copy(TO, 8192));
    assertEquals(Vm.DATA - 4, vm.get(CpuState.RSI));
  }

  @Test
  void aFaultInTheMiddleLeavesTheRegistersAtTheFirstByteNotDone() {
    vm.page(TO + 0x2000, 0);
    vm.code(0xF3, 0xAB, 0xCC)
        .set(CpuState.RDI, TO + 2)
        .set(CpuState.RCX, 4096)
        .set(CpuState.RAX, 0x01020304);
    CpuExit exit = vm.run(1000);
    assertEquals(new CpuExit.Exception(Vector.PF, WRITE_BY_USER, true, TO + 0x2000), exit);
    assertEquals(Vm.CODE, vm.state().rip());
    // The double word that crosses into the missing page was not stored.
    assertEquals(TO + 0x1FFE, vm.get(CpuState.RDI));
    assertEquals(4096 - 0x1FFC / 4, vm.get(CpuState.RCX));
    assertEquals(0, vm.memory().getU16(TO + 0x1FFE));
    vm.page(TO + 0x2000, TO + 0x2000 | Vm.PRESENT | Vm.WRITABLE | Vm.USER);
    assertEquals(CpuExit.SoftInterrupt.class, vm.run(1000).getClass());
    assertEquals(TO + 2 + 4 * 4096, vm.get(CpuState.RDI));
    assertEquals(0x01020304, vm.memory().getU32(TO + 0x1FFE));
  }

  @Test
  void aRepeatWithCountZeroTouchesNothing() {
    vm.code(0xF3, 0xA4, 0xCC).set(CpuState.RSI, 0xF0000000L).set(CpuState.RDI, 0xF0000000L);
    assertEquals(CpuExit.SoftInterrupt.class, vm.run(1000).getClass());
    assertEquals(0xF0000000L, vm.get(CpuState.RSI));
  }

  @Test
  void aBudgetStopsALongFillBetweenPieces() {
    vm.code(0xF3, 0xAA, 0xCC).set(CpuState.RDI, TO).set(CpuState.RCX, 0x10000);
    assertEquals(new CpuExit.Preempted(), vm.run(3));
    assertEquals(Vm.CODE, vm.state().rip());
    assertEquals(0x10000 - 3 * 0x1000, vm.get(CpuState.RCX));
  }

  @Test
  void scanningStopsBehindTheByteFound() {
    fillData(300);
    vm.memory().putU8(Vm.DATA + 200, 0xEE);
    for (int i = 0; i < 200; i++) {
      vm.memory().putU8(Vm.DATA + i, 1);
    }
    // repne scasb; int3
    vm.code(0xF2, 0xAE, 0xCC)
        .set(CpuState.RDI, Vm.DATA)
        .set(CpuState.RCX, 0xFFFFFFFFL)
        .set(CpuState.RAX, 0xEE);
    vm.run(1000);
    assertEquals(Vm.DATA + 201, vm.get(CpuState.RDI));
    assertEquals(0xFFFFFFFFL - 201, vm.get(CpuState.RCX));
  }
}
