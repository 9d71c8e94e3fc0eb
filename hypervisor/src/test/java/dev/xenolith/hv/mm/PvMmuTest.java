package dev.xenolith.hv.mm;

import static dev.xenolith.hv.mm.GuestTables.P;
import static dev.xenolith.hv.mm.GuestTables.RO;
import static dev.xenolith.hv.mm.GuestTables.W;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.layout.Abi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of a 32-bit guest about its page tables. */
class PvMmuTest {
  private final GuestTables g = new GuestTables(Abi.PV32);
  private final PvMmu mmu = g.paging.mmu();
  private long l3;
  private long l2;
  private long l1;
  private long data;

  @BeforeEach
  void runOnTables() {
    l3 = g.paeTop();
    l2 = g.below(l3, 0);
    l1 = g.page();
    data = g.page();
    g.map(l2, 0, l1, W);
    g.map(l1, 1, data, W);
    g.map(l1, 2, l1, RO);
    assertEquals(Rc.OK, mmu.newBase(g.vcpu, l3));
  }

  private int update(long table, int slot, long value) {
    return mmu.update(g.guest, (table << 12) + 8L * slot, value, g.guest, g.guest);
  }

  @Test
  void anEntryOfAnL1CanBeReplaced() {
    long other = g.page();
    assertEquals(Rc.OK, update(l1, 1, Pte.of(other, W)));
    assertEquals(1, g.frames().count(data));
    assertEquals(0, g.frames().typeCount(data));
    assertEquals(2, g.frames().count(other));
  }

  @Test
  void thePageTableItselfCannotBeMappedWritable() {
    assertEquals(Rc.EBUSY, update(l1, 2, Pte.of(l1, W)));
    assertEquals(Pte.of(l1, RO), g.get(l1, 2));
    String text = g.refused.getLast().toString();
    assertTrue(text.contains("mmu_update(ptr "), text);
    assertTrue(text.contains("in use as l1_page_table, not as writable_page"), text);
    assertTrue(text.contains("slot 0 of table mfn " + Long.toHexString(l2)), text);
  }

  @Test
  void flagsThatDoNotMatterChangeWithoutAnotherReference() {
    assertEquals(Rc.OK, update(l1, 1, Pte.of(data, W | Pte.NX | Pte.AVAIL)));
    assertEquals(2, g.frames().count(data));
  }

  @Test
  void accessedAndDirtyAreKeptOnRequest() {
    long ptr = (l1 << 12) + 8 + 2;
    long value = Pte.of(data, P | Pte.RW | Pte.USER);
    assertEquals(Rc.OK, mmu.update(g.guest, ptr, value, g.guest, g.guest));
    assertEquals(Pte.of(data, W), g.get(l1, 1));
  }

  @Test
  void anEntryOfAnL2TakesAnL1AndGivesItBack() {
    long fresh = g.page();
    assertEquals(Rc.OK, update(l2, 7, Pte.of(fresh, W)));
    assertEquals(FrameType.L1, g.frames().type(fresh));
    assertEquals(Rc.OK, update(l2, 7, 0));
    assertEquals(0, g.frames().typeCount(fresh));
    assertEquals(1, g.frames().count(fresh));
  }

  @Test
  void slot3OfATopTableInUseIsFixed() {
    assertEquals(Rc.EINVAL, update(l3, 3, Pte.of(g.page(), P)));
    assertEquals(Rc.EINVAL, update(l3, 4, Pte.of(g.page(), P)));
  }

  @Test
  void theHypervisorsPartOfTheLastL2IsClosed() {
    long top = g.below(l3, 3);
    assertEquals(Rc.EPERM, update(top, 428, 0));
    assertEquals(Rc.OK, update(top, 427, Pte.of(g.page(), W)));
  }

  @Test
  void aSelfMapCannotBeMadeWritableLater() {
    assertEquals(Rc.OK, update(l2, 9, Pte.of(l2, RO)));
    assertEquals(Rc.EINVAL, update(l2, 9, Pte.of(l2, W)));
    assertEquals(Pte.of(l2, RO), g.get(l2, 9));
  }

  @Test
  void anOrdinaryPageIsWrittenAsIfItWereATable() {
    assertEquals(Rc.OK, update(data, 3, 0x1234_5678_9ABCL));
    assertEquals(0x1234_5678_9ABCL, g.get(data, 3));
  }

  @Test
  void theMachineToPhysicalTableFollowsTheGuest() {
    assertEquals(Rc.OK, mmu.update(g.guest, (data << 12) + 1, 0x55, g.guest, g.guest));
    assertEquals(0x55, g.paging.m2p().get(data));
  }

  @Test
  void aFrameOfAnotherDomainCannotBeNamed() {
    long other = g.page(g.domain(2, Abi.PV32, false));
    assertEquals(Rc.EINVAL, mmu.update(g.guest, (other << 12) + 1, 0x55, g.guest, g.guest));
    assertEquals(MachineToPhys.INVALID, g.paging.m2p().get(other));
  }

  @Test
  void commandsBeyondTheLastAreUnknown() {
    assertEquals(Rc.ENOSYS, mmu.update(g.guest, (l1 << 12) + 4, 0, g.guest, g.guest));
  }

  @Test
  void anUnprivilegedDomainCannotMapAnothersFrames() {
    DomainMemory other = g.domain(2, Abi.PV32, false);
    long theirs = g.page(other);
    long ptr = (l1 << 12) + 8;
    assertEquals(Rc.EPERM, mmu.update(g.guest, ptr, Pte.of(theirs, RO), g.guest, other));
  }

  @Test
  void theControlDomainMapsTheFramesItNames() {
    DomainMemory control = g.domain(0, Abi.PV32, true);
    long table = g.page(control);
    assertTrue(g.types().getPageAndType(table, control, FrameType.L1));
    long ptr = table << 12;
    assertEquals(Rc.OK, mmu.update(control, ptr, Pte.of(data, W), control, g.guest));
    assertEquals(3, g.frames().count(data));
    assertEquals(2, g.frames().typeCount(data));
    assertEquals(Rc.EBUSY, mmu.update(control, ptr, Pte.of(data, RO), control, control));
  }

  @Test
  void theControlDomainUpdatesTheTablesOfAGuest() {
    DomainMemory control = g.domain(0, Abi.PV64, true);
    long ptr = (l1 << 12) + 8;
    assertEquals(Rc.OK, mmu.update(control, ptr, 0, g.guest, g.guest));
    assertEquals(1, g.frames().count(data));
  }

  @Test
  void aDomainIsNotItsOwnForeigner() {
    assertNull(mmu.frameOwner(g.guest, 1));
    assertEquals(g.guest, mmu.frameOwner(g.guest, 0x7FF0));
  }

  @Test
  void pinningTwiceFailsWithEinval() {
    assertEquals(Rc.OK, mmu.pin(g.guest, g.guest, l3, 3));
    assertEquals(Rc.EINVAL, mmu.pin(g.guest, g.guest, l3, 3));
    assertEquals("it is already pinned", g.lastRule());
    assertEquals(2, g.frames().typeCount(l3));
  }

  @Test
  void unpinningWhatIsNotPinnedFailsWithEinval() {
    assertEquals(Rc.EINVAL, mmu.unpin(g.guest, g.guest, l3));
    assertEquals(1, g.frames().typeCount(l3));
  }

  @Test
  void pinningAnL4OfA32BitGuestIsIgnored() {
    assertEquals(Rc.OK, mmu.pin(g.guest, g.guest, data, 4));
    assertEquals(FrameType.WRITABLE, g.frames().type(data));
  }

  @Test
  void aPinnedTableSurvivesTheLossOfItsBase() {
    mmu.pin(g.guest, g.guest, l3, 3);
    assertEquals(Rc.OK, mmu.newBase(g.vcpu, g.paeTop()));
    assertEquals(1, g.frames().typeCount(l3));
    assertEquals(Rc.OK, mmu.unpin(g.guest, g.guest, l3));
    assertEquals(0, g.frames().typeCount(l3));
    assertEquals(1, g.frames().count(data));
  }

  @Test
  void updateVaMappingChangesTheEntryOfTheAddress() {
    assertEquals(Rc.OK, mmu.updateVaMapping(g.vcpu, 0x1000, 0, g.guest));
    assertEquals(0, g.get(l1, 1));
    assertEquals(Rc.EINVAL, mmu.updateVaMapping(g.vcpu, 0x200000, 0, g.guest));
    assertEquals(Rc.EINVAL, mmu.updateVaMapping(g.vcpu, 0xF5800000L, 0, g.guest));
  }

  @Test
  void clearingAPageTableIsRefused() {
    assertEquals(Rc.EINVAL, mmu.clearPage(g.guest, g.guest, l1));
    g.put(data, 0, 1);
    assertEquals(Rc.OK, mmu.clearPage(g.guest, g.guest, data));
    assertEquals(0, g.get(data, 0));
  }

  @Test
  void copyingReadsAnythingOfItsOwnAndWritesOnlyWritablePages() {
    assertEquals(Rc.OK, mmu.copyPage(g.guest, g.guest, data, l1));
    assertEquals(g.get(l1, 1), g.get(data, 1));
    assertEquals(Rc.EINVAL, mmu.copyPage(g.guest, g.guest, l1, data));
  }

  @Test
  void aStoreIntoAPageTableIsCarriedOut() {
    PageTableWrites writes = g.paging.tableWrites();
    assertTrue(writes.concerns(g.vcpu, 0x2008));
    assertEquals(PageTableWrites.Outcome.DONE, writes.store(g.vcpu, 0x2008, 0x2008, 8, 0));
    assertEquals(0, g.get(l1, 1));
    assertEquals(1, g.frames().count(data));
  }

  @Test
  void aStoreOfHalfAnEntryMayNameABadFrameForAMoment() {
    PageTableWrites writes = g.paging.tableWrites();
    var outcome = writes.store(g.vcpu, 0x200C, 0x200C, 4, 0x7);
    assertEquals(PageTableWrites.Outcome.DONE, outcome);
    assertEquals(0, g.get(l1, 1) & P);
    assertEquals(1, g.frames().count(data));
    assertEquals(0, g.refused.size());
  }

  @Test
  void aStoreThatWouldMapAPageTableWritableIsTheGuestsFault() {
    PageTableWrites writes = g.paging.tableWrites();
    var outcome = writes.store(g.vcpu, 0x2010, 0x2010, 8, Pte.of(l1, W));
    assertEquals(PageTableWrites.Outcome.REFUSED, outcome);
    assertEquals(Pte.of(l1, RO), g.get(l1, 2));
  }

  @Test
  void storesIntoDirectoriesAreNotCarriedOut() {
    g.map(l1, 5, l2, RO);
    assertFalse(g.paging.tableWrites().concerns(g.vcpu, 0x5000));
  }

  @Test
  void aCompareAndExchangeThatFindsAnotherValueWritesNothing() {
    PageTableWrites writes = g.paging.tableWrites();
    var outcome = writes.compareAndExchange(g.vcpu, 0x2008, 0x2008, 8, 1, 0);
    assertEquals(PageTableWrites.Outcome.FOUND_OTHER, outcome);
    assertEquals(g.get(l1, 1), writes.found());
    assertEquals(2, g.frames().count(data));
  }

  @Test
  void aGrantMappingReplacesWhatWasThere() {
    DomainMemory granter = g.domain(2, Abi.PV32, false);
    long granted = g.page(granter);
    g.types().getPageAndType(granted, granter, FrameType.WRITABLE);
    var place = new GrantMappings.Place(0x1000, false, false, false, 5);
    assertEquals(Rc.OK, g.paging.grantMappings().create(g.vcpu, granted, place));
    assertEquals(1, g.frames().count(data));
    assertEquals(0xA00, g.get(l1, 1) & Pte.AVAIL);
    assertEquals(Rc.OK, g.paging.grantMappings().remove(g.vcpu, granted, place, 0));
    assertEquals(0, g.get(l1, 1));
  }

  @Test
  void aGrantMappingThatIsNotThereCannotBeRemoved() {
    var place = new GrantMappings.Place(0x1000, false, true, false, 0);
    assertEquals(Rc.EINVAL, g.paging.grantMappings().remove(g.vcpu, data, place, 0));
  }

  @Test
  void aGrantMappingByEntryMustBeAligned() {
    var place = new GrantMappings.Place((l1 << 12) + 4, true, true, false, 0);
    assertEquals(Rc.EINVAL, g.paging.grantMappings().create(g.vcpu, data, place));
  }
}
