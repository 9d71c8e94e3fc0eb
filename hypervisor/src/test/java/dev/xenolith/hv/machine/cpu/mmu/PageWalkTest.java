package dev.xenolith.hv.machine.cpu.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.memory.MachineMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Page tables as the manual has them (SDM vol. 3, chapter 4). */
class PageWalkTest {
  private static final long P = 1;
  private static final long W = 2;
  private static final long U = 4;
  private static final long A = 0x20;
  private static final long D = 0x40;
  private static final long PS = 0x80;
  private static final long NX = 1L << 63;
  private static final long L4 = 0x1000;
  private static final long L3 = 0x2000;
  private static final long L2 = 0x3000;
  private static final long L1 = 0x4000;
  private static final long PAGE = 0x5000;
  private static final long LINEAR = 0x0000_7123_4567_8000L;

  private final MachineMemory memory = new MachineMemory(0x800);
  private final CpuState state = new CpuState();
  private final PageWalk walk = new PageWalk(state, memory);

  @BeforeEach
  void longMode() {
    state.setCr(CpuState.CR0, 0x80010001L);
    state.setCr(CpuState.CR3, L4);
    state.setCr(CpuState.CR4, 0x20);
    state.system().setEfer(0xD00);
    put(L4, 39, L3 | P | W | U);
    put(L3, 30, L2 | P | W | U);
    put(L2, 21, L1 | P | W | U);
    put(L1, 12, PAGE | P | W | U);
  }

  @AfterEach
  void close() {
    walk.tlb().close();
    memory.close();
  }

  private void put(long table, int shift, long entry) {
    memory.putU64(table + (LINEAR >>> shift & 0x1FF) * 8, entry);
    walk.tlb().flush();
  }

  private long entry(long table, int shift) {
    return memory.getU64(table + (LINEAR >>> shift & 0x1FF) * 8);
  }

  private void faults(int code, LinearMemory.Access access, boolean user) {
    assertEquals(LinearMemory.FAULT, walk.translate(LINEAR + 0x123, access, user));
    assertEquals(code, walk.faultCode());
    assertEquals(LINEAR + 0x123, walk.faultAddress());
  }

  private void reaches(long maddr, LinearMemory.Access access, boolean user) {
    assertEquals(maddr, walk.translate(LINEAR + 0x123, access, user));
  }

  @Test
  void aReadSetsAccessedAndAWriteDirty() {
    reaches(PAGE + 0x123, LinearMemory.Access.READ, true);
    assertEquals(A, entry(L4, 39) & (A | D));
    assertEquals(A, entry(L1, 12) & (A | D));
    reaches(PAGE + 0x123, LinearMemory.Access.WRITE, true);
    assertEquals(A | D, entry(L1, 12) & (A | D));
    assertEquals(0, entry(L2, 21) & D);
  }

  @Test
  void anAddressBetweenTheCanonicalHalvesLeadsNowhere() {
    for (long beyond : new long[] {LINEAR | 1L << 48, LINEAR | 1L << 63, LINEAR | -1L << 48}) {
      assertEquals(LinearMemory.FAULT, walk.translate(beyond, LinearMemory.Access.READ, false));
      assertEquals(beyond, walk.faultAddress());
    }
    assertEquals(0, entry(L4, 39) & A);
  }

  @Test
  void aMissingEntryFaultsWithoutProtection() {
    put(L2, 21, 0);
    faults(0, LinearMemory.Access.READ, false);
    faults(2 | 4, LinearMemory.Access.WRITE, true);
    faults(16 | 4, LinearMemory.Access.EXECUTE, true);
    assertEquals(0, entry(L4, 39) & A);
  }

  @Test
  void writableMustHoldAtEveryLevelUnlessRing0IgnoresIt() {
    put(L3, 30, L2 | P | U);
    reaches(PAGE + 0x123, LinearMemory.Access.READ, true);
    faults(1 | 2 | 4, LinearMemory.Access.WRITE, true);
    faults(1 | 2, LinearMemory.Access.WRITE, false);
  }

  @Test
  void userMustHoldAtEveryLevel() {
    put(L4, 39, L3 | P | W);
    faults(1 | 4, LinearMemory.Access.READ, true);
    reaches(PAGE + 0x123, LinearMemory.Access.WRITE, false);
  }

  @Test
  void noExecuteCountsAtEveryLevelAndOnlyIfItIsOn() {
    put(L2, 21, L1 | P | W | U | NX);
    reaches(PAGE + 0x123, LinearMemory.Access.READ, true);
    faults(1 | 4 | 16, LinearMemory.Access.EXECUTE, true);
    state.system().setEfer(0x500);
    walk.tlb().flush();
    faults(1 | 8, LinearMemory.Access.READ, false);
  }

  @Test
  void largePagesEndTheWalkEarly() {
    put(L2, 21, 0x20_0000L | P | W | U | PS);
    reaches(0x20_0000L | LINEAR + 0x123 & 0x1F_FFFF, LinearMemory.Access.WRITE, true);
    assertEquals(A | D, entry(L2, 21) & (A | D));
    put(L2, 21, 0x20_2000L | P | W | U | PS);
    faults(1 | 8, LinearMemory.Access.READ, false);
  }

  @Test
  void reservedBitsFault() {
    put(L1, 12, PAGE | P | W | U | 1L << 50);
    faults(1 | 8 | 4, LinearMemory.Access.READ, true);
    put(L1, 12, PAGE | P | W | U);
    put(L4, 39, L3 | P | W | U | PS);
    faults(1 | 8, LinearMemory.Access.READ, false);
  }

  @Test
  void aFrameThatTheMachineDoesNotHaveFaultsAsReserved() {
    put(L1, 12, 0x4000_0000L | P | W | U);
    faults(1 | 8, LinearMemory.Access.READ, false);
  }

  @Test
  void aTranslationLivesUntilItIsFlushed() {
    reaches(PAGE + 0x123, LinearMemory.Access.READ, true);
    memory.putU64(L1 + (LINEAR >>> 12 & 0x1FF) * 8, 0x6000 | P | U);
    reaches(PAGE + 0x123, LinearMemory.Access.READ, true);
    walk.tlb().flushPage(LINEAR);
    reaches(0x6123, LinearMemory.Access.READ, true);
  }

  @Test
  void manyFlushesNeverBringAnOldTranslationBack() {
    reaches(PAGE + 0x123, LinearMemory.Access.READ, true);
    memory.putU64(L1 + (LINEAR >>> 12 & 0x1FF) * 8, 0x6000 | P | U);
    for (int i = 0; i < 10_000; i++) {
      walk.tlb().flush();
      reaches(0x6123, LinearMemory.Access.READ, true);
    }
  }

  @Test
  void plainPaeHasThreeLevels() {
    state.system().setEfer(0x800);
    long linear = 0x4567_8123L;
    memory.putU64(0x6000 + (linear >>> 30) * 8, L2 | P);
    memory.putU64(L2 + (linear >>> 21 & 0x1FF) * 8, L1 | P | W | U);
    state.setCr(CpuState.CR3, 0x6000);
    assertEquals(PAGE + 0x123, walk.translate(linear, LinearMemory.Access.WRITE, true));
    assertEquals(L2 | P, memory.getU64(0x6000 + (linear >>> 30) * 8));
  }

  @Test
  void copiesStopAtTheFirstByteThatCannotBeReached() {
    byte[] bytes = new byte[0x20];
    assertEquals(0x10, walk.write(LINEAR + 0xFF0, bytes, 0, 0x20));
    assertEquals(LINEAR + 0x1000, walk.faultAddress());
    assertEquals(0, walk.read(LINEAR + 0xFE0, bytes, 0, 0x20));
  }
}
