package dev.xenolith.hv.mm;

import static dev.xenolith.hv.mm.GuestTables.RO;
import static dev.xenolith.hv.mm.GuestTables.W;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.layout.Abi;
import org.junit.jupiter.api.Test;

/** Descriptors guests may have, and the tables made of them. */
class DescriptorsTest {
  private static final long FLAT_CODE_RING0 = 0x00CF9B000000FFFFL;

  private final GuestTables g = new GuestTables(Abi.PV32);
  private final GuestTables wide = new GuestTables(Abi.PV64);

  private long check32(long descriptor) {
    return Descriptors.check(descriptor, g.guest);
  }

  @Test
  void ring0BecomesRing1ForA32BitGuest() {
    assertEquals(0x00CFBB000000FFFFL, check32(FLAT_CODE_RING0));
  }

  @Test
  void everyRingBecomesRing3ForA64BitGuest() {
    assertEquals(0x00CFFB000000FFFFL, Descriptors.check(FLAT_CODE_RING0, wide.guest));
  }

  @Test
  void ring3StaysRing3() {
    assertEquals(0x00CFFB000000FFFFL, check32(0x00CFFB000000FFFFL));
  }

  @Test
  void aLongModeSegmentIsNothingForA32BitGuest() {
    assertEquals(Descriptors.REFUSED, check32(0x00AF9B000000FFFFL));
    assertEquals(0x00AFFB000000FFFFL, Descriptors.check(0x00AF9B000000FFFFL, wide.guest));
  }

  @Test
  void aFlatSegmentThatEndsInTheHoleIsMadeFull() {
    assertEquals(0x00CFBB000000FFFFL, check32(0x00CFBB0000006800L | 0x000F_0000_0000_0000L));
  }

  @Test
  void absentDescriptorsAreLeftAlone() {
    assertEquals(0x00AF0B000000FFFFL, check32(0x00AF0B000000FFFFL));
  }

  @Test
  void systemSegmentsAreRefused() {
    assertEquals(Descriptors.REFUSED, check32(0x0000_8900_0000_0067L));
    assertEquals(Descriptors.REFUSED, check32(0x0000_8200_0000_0007L));
    assertEquals(Descriptors.REFUSED, check32(0x0000_8E00_0008_0000L));
  }

  @Test
  void aCallGateIsStoredUnusableWithItsDplInTheSelector() {
    long gate = 0x1234_EC00_E019_5678L;
    assertEquals(0x1234_8C00_E01B_5678L, check32(gate));
  }

  @Test
  void aCallGateIntoTheHypervisorIsRefused() {
    assertEquals(Descriptors.REFUSED, check32(0x0000_EC00_E008_0000L));
  }

  @Test
  void aGdtFrameBecomesADescriptorPage() {
    long page = g.page();
    g.put(page, 1, FLAT_CODE_RING0);
    assertEquals(Rc.OK, g.paging.mmu().setGdt(g.vcpu, new long[] {page}, 512));
    assertEquals(FrameType.SEG_DESC, g.frames().type(page));
    assertEquals(0x00CFBB000000FFFFL, g.get(page, 1));
    assertFalse(g.types().getPageAndType(page, g.guest, FrameType.WRITABLE));
  }

  @Test
  void aGdtWithABadDescriptorIsRefused() {
    long page = g.page();
    g.put(page, 1, 0x0000_8900_0000_0067L);
    assertEquals(Rc.EINVAL, g.paging.mmu().setGdt(g.vcpu, new long[] {page}, 512));
    assertEquals(1, g.frames().count(page));
  }

  @Test
  void aNewGdtReleasesTheOldFrames() {
    long page = g.page();
    g.paging.mmu().setGdt(g.vcpu, new long[] {page}, 10);
    assertEquals(Rc.OK, g.paging.mmu().setGdt(g.vcpu, new long[0], 0));
    assertEquals(1, g.frames().count(page));
    assertTrue(g.types().getPageAndType(page, g.guest, FrameType.WRITABLE));
  }

  @Test
  void theHypervisorsSegmentsFollowTheGuestsGdt() {
    long pte = g.guest.area().get(0, XenGdt.FIRST_RESERVED_PAGE);
    assertEquals(0x00CFBB000000FFFFL, g.get(Pte.mfn(pte), 3));
    long pte64 = wide.guest.area().get(0, XenGdt.FIRST_RESERVED_PAGE);
    assertEquals(0x00AFFB000000FFFFL, wide.get(Pte.mfn(pte64), 6));
  }

  @Test
  void oneDescriptorIsWrittenChecked() {
    long page = g.page();
    g.paging.mmu().setGdt(g.vcpu, new long[] {page}, 512);
    PvMmu mmu = g.paging.mmu();
    assertEquals(Rc.OK, mmu.updateDescriptor(g.guest, (page << 12) + 16, FLAT_CODE_RING0));
    assertEquals(0x00CFBB000000FFFFL, g.get(page, 2));
    assertEquals(Rc.EINVAL, mmu.updateDescriptor(g.guest, (page << 12) + 4, 0));
    assertEquals(Rc.EINVAL, mmu.updateDescriptor(g.guest, page << 12, 0x0000_8900_0000_0067L));
  }

  @Test
  void aDescriptorIsNotWrittenIntoAPageTable() {
    long l1 = g.page();
    g.get(l1, FrameType.L1);
    assertEquals(Rc.EINVAL, g.paging.mmu().updateDescriptor(g.guest, l1 << 12, 0));
  }

  @Test
  void anLdtPageIsMappedWhenItIsUsed() {
    long l3 = g.paeTop();
    long l1 = g.page();
    long ldt = g.page();
    g.map(g.below(l3, 0), 0, l1, W);
    g.map(l1, 4, ldt, RO);
    g.paging.mmu().newBase(g.vcpu, l3);
    assertEquals(Rc.OK, g.paging.mmu().setLdt(g.vcpu, 0x4000, 512));
    assertEquals(FrameType.NONE, g.frames().type(ldt));
    assertTrue(g.vcpu.mapLdtPage(8));
    assertEquals(FrameType.SEG_DESC, g.frames().type(ldt));
    assertEquals(Rc.OK, g.paging.mmu().setLdt(g.vcpu, 0, 0));
    assertEquals(0, g.frames().typeCount(ldt));
  }

  @Test
  void anLdtDescriptorBeyondTheLimitIsNotMapped() {
    assertEquals(Rc.OK, g.paging.mmu().setLdt(g.vcpu, 0x4000, 4));
    assertFalse(g.vcpu.mapLdtPage(32));
  }

  @Test
  void anLdtMappedWritableIsNotUsed() {
    long l3 = g.paeTop();
    long l1 = g.page();
    g.map(g.below(l3, 0), 0, l1, W);
    g.map(l1, 4, g.page(), W);
    g.paging.mmu().newBase(g.vcpu, l3);
    g.paging.mmu().setLdt(g.vcpu, 0x4000, 512);
    assertFalse(g.vcpu.mapLdtPage(8));
  }

  @Test
  void anLdtMustBeAlignedAndNotTooLong() {
    PvMmu mmu = g.paging.mmu();
    assertEquals(Rc.EINVAL, mmu.setLdt(g.vcpu, 0x4008, 1));
    assertEquals(Rc.EINVAL, mmu.setLdt(g.vcpu, 0x4000, 8193));
  }
}
