package dev.xenolith.hv.mm;

import static dev.xenolith.hv.mm.GuestTables.P;
import static dev.xenolith.hv.mm.GuestTables.RO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.layout.Abi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Page types of a 64-bit guest. */
class PageTypes64Test {
  private final GuestTables g = new GuestTables(Abi.PV64);
  private long l4;
  private long l3;
  private long l2;
  private long l1;
  private long data;

  @BeforeEach
  void build() {
    l4 = g.page();
    l3 = g.page();
    l2 = g.page();
    l1 = g.page();
    data = g.page();
    long table = P | Pte.RW | Pte.ACCESSED;
    g.map(l4, 300, l3, table);
    g.map(l3, 0, l2, table);
    g.map(l2, 0, l1, table);
    g.map(l1, 0, data, P | Pte.RW);
  }

  @Test
  void aTreeIsValidatedDownToItsData() {
    assertEquals(Rc.OK, g.get(l4, FrameType.L4));
    assertEquals(FrameType.L3, g.frames().type(l3));
    assertEquals(FrameType.L1, g.frames().type(l1));
    assertEquals(FrameType.WRITABLE, g.frames().type(data));
  }

  @Test
  void kernelPagesGetTheUserBitAndAMark() {
    g.get(l4, FrameType.L4);
    assertEquals(P | Pte.RW | Pte.USER | Pte.GUEST_KERNEL, g.get(l1, 0) & ~Pte.FRAME);
    assertTrue((g.get(l2, 0) & Pte.USER) != 0);
    assertTrue((g.get(l4, 300) & Pte.USER) != 0);
  }

  @Test
  void userPagesBecomeGlobal() {
    g.map(l1, 0, data, RO);
    g.get(l4, FrameType.L4);
    assertEquals(RO | Pte.GLOBAL, g.get(l1, 0) & ~Pte.FRAME);
  }

  @Test
  void theHypervisorsSlotsAreOverwritten() {
    g.put(l4, 256, -1);
    g.put(l4, 271, -1);
    g.put(l4, 260, 5);
    assertEquals(Rc.OK, g.get(l4, FrameType.L4));
    assertEquals(0, g.get(l4, 256));
    assertEquals(0, g.get(l4, 271));
    assertTrue(g.paging.heapOwns(g.below(l4, 260)));
  }

  @Test
  void theKernelsBaseShowsTheMachineToPhysicalTable() {
    assertEquals(Rc.OK, g.vcpu.newBase(l4));
    g.paging.m2p().set(data, 0x1234);
    long at = l4;
    long linear = MachineToPhys.START_64 + 8 * data;
    for (int level = 4; level > 0; level--) {
      long pte = g.get(at, Pte.slot(linear, level));
      assertTrue((pte & (P | Pte.USER)) == (P | Pte.USER), "level " + level);
      at = Pte.mfn(pte);
    }
    assertEquals(0x1234, g.memory.getU64((at << 12) + (linear & 4095)));
  }

  @Test
  void theTableShowsOnesForFramesNobodyNamed() {
    g.vcpu.newBase(l4);
    long linear = MachineToPhys.START_64 + 8 * 8000;
    long at = l4;
    for (int level = 4; level > 0; level--) {
      at = Pte.mfn(g.get(at, Pte.slot(linear, level)));
    }
    assertEquals(-1, g.memory.getU64((at << 12) + (linear & 4095)));
  }

  @Test
  void anL4MayMapItselfReadOnly() {
    g.map(l4, 511, l4, P);
    assertEquals(Rc.OK, g.get(l4, FrameType.L4));
    assertEquals(1, g.frames().typeCount(l4));
  }

  @Test
  void anL3MayMapAnotherValidatedL3ReadOnly() {
    long second = g.page();
    g.map(l4, 301, second, P | Pte.RW);
    g.map(second, 0, l3, P);
    assertEquals(Rc.OK, g.get(l4, FrameType.L4));
    assertEquals(2, g.frames().typeCount(l3));
    assertEquals(1, g.frames().linearCount(second));
    assertEquals(-1, g.frames().linearCount(l3));
    g.drop(l4);
    g.guest.forEachFrame(mfn -> assertEquals(1, g.frames().count(mfn)));
  }

  @Test
  void aUserBaseHidesTheTableWhenTheAssistIsOn() {
    g.guest.setStrictM2p(true);
    assertEquals(Rc.OK, g.vcpu.newUserBase(l4));
    assertEquals(0, g.get(l4, 256));
  }

  @Test
  void replacingTheBaseReleasesTheOldOne() {
    long other = g.page();
    g.vcpu.newBase(l4);
    g.vcpu.newBase(other);
    assertEquals(0, g.frames().typeCount(l4));
    assertEquals(1, g.frames().count(data));
    assertEquals(other, g.vcpu.base());
  }
}
