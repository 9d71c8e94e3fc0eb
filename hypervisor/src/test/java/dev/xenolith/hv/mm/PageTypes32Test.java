package dev.xenolith.hv.mm;

import static dev.xenolith.hv.mm.GuestTables.P;
import static dev.xenolith.hv.mm.GuestTables.RO;
import static dev.xenolith.hv.mm.GuestTables.W;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.layout.Abi;
import org.junit.jupiter.api.Test;

/** Page types of a 32-bit PAE guest. */
class PageTypes32Test {
  private final GuestTables g = new GuestTables(Abi.PV32);

  @Test
  void aTopTableWithFourDirectoriesIsAccepted() {
    long l3 = g.paeTop();
    assertEquals(Rc.OK, g.get(l3, FrameType.L3));
    assertEquals(FrameType.L3, g.frames().type(l3));
    assertEquals(FrameType.L2, g.frames().type(g.below(l3, 0)));
    assertEquals(2, g.frames().count(g.below(l3, 0)));
  }

  @Test
  void theTopTablesEntriesGetTheUserAndWriteBitsAndLoseThemAgain() {
    long l3 = g.paeTop();
    g.get(l3, FrameType.L3);
    assertEquals(P | Pte.USER | Pte.RW, g.get(l3, 0) & 0xFFF);
    g.drop(l3);
    assertEquals(P, g.get(l3, 0) & 0xFFF);
  }

  @Test
  void everythingBeyondTheFourthEntryOfATopTableIsCleared() {
    long l3 = g.paeTop();
    g.put(l3, 4, -1);
    g.put(l3, 511, -1);
    g.get(l3, FrameType.L3);
    assertEquals(0, g.get(l3, 4));
    assertEquals(0, g.get(l3, 511));
  }

  @Test
  void aTopTableNeedsItsLastEntry() {
    long l3 = g.paeTop();
    g.put(l3, 3, 0);
    assertEquals(Rc.EINVAL, g.get(l3, FrameType.L3));
    assertEquals("slot 3 of a PAE L3 must be present", g.lastRule());
    assertEquals(1, g.frames().count(l3));
    assertEquals(0, g.frames().typeCount(Pte.mfn(g.get(l3, 0))));
  }

  @Test
  void theLastDirectoryMayNotBeShared() {
    long l3 = g.paeTop();
    long other = g.paeTop();
    g.put(other, 3, g.get(l3, 3));
    assertEquals(Rc.OK, g.get(l3, FrameType.L3));
    assertEquals(Rc.EINVAL, g.get(other, FrameType.L3));
    assertEquals("PAE L3 3rd slot is shared", g.lastRule());
    assertEquals(1, g.frames().typeCount(g.below(l3, 3)));
    assertEquals(2, g.frames().count(g.below(l3, 3)));
  }

  @Test
  void theLastDirectoryMayNotStandInAnotherSlotToo() {
    long l3 = g.paeTop();
    g.put(l3, 1, g.get(l3, 3));
    assertEquals(Rc.EINVAL, g.get(l3, FrameType.L3));
    assertEquals(0, g.frames().typeCount(g.below(l3, 3)));
  }

  @Test
  void theLastDirectoryShowsTheMachineToPhysicalTable() {
    long l3 = g.paeTop();
    long l2 = g.below(l3, 3);
    g.put(l2, 428, 0x1234567);
    g.get(l3, FrameType.L3);
    long l1 = g.below(l2, 428);
    assertTrue(g.paging.heapOwns(l1));
    assertEquals(0, g.get(l1, 0) & (Pte.RW | Pte.USER));
    g.paging.m2p().set(g.page(), 0x77);
    long mfn = g.guest.frameList().getLast().raw();
    long entry = g.get(l1, (int) (mfn >>> 10));
    assertEquals(0x77, g.memory.getU32((Pte.mfn(entry) << 12) + 4 * (mfn & 1023)));
  }

  @Test
  void aTopTableThatMapsItselfIsRefused() {
    long l3 = g.paeTop();
    g.map(l3, 0, l3, P);
    assertEquals(Rc.EINVAL, g.get(l3, FrameType.L3));
    assertEquals("a PAE L3 cannot map an L3", g.lastRule());
  }

  @Test
  void aPageTableIsNotMappedWritable() {
    long l3 = g.paeTop();
    long l1 = g.page();
    g.map(g.below(l3, 0), 0, l1, RO | Pte.RW);
    g.map(l1, 5, l1, W);
    assertEquals(Rc.EBUSY, g.get(l3, FrameType.L3));
    assertTrue(g.lastRule().contains("cannot be mapped writable"), g.lastRule());
    assertEquals(1, g.frames().count(l1));
  }

  @Test
  void aPageTableMayBeMappedReadOnly() {
    long l3 = g.paeTop();
    long l1 = g.page();
    g.map(g.below(l3, 0), 0, l1, RO | Pte.RW);
    g.map(l1, 5, l1, RO);
    assertEquals(Rc.OK, g.get(l3, FrameType.L3));
    assertEquals(3, g.frames().count(l1));
    assertEquals(1, g.frames().typeCount(l1));
  }

  @Test
  void aWritablePageDoesNotBecomeAPageTable() {
    long page = g.page();
    assertTrue(g.types().getPageAndType(page, g.guest, FrameType.WRITABLE));
    assertEquals(Rc.EINVAL, g.get(page, FrameType.L1));
    assertEquals("it is in use as writable_page, not as l1_page_table", g.lastRule());
    g.types().putPageAndType(page);
    assertEquals(Rc.OK, g.get(page, FrameType.L1));
  }

  @Test
  void becomingAPageTableAfterBeingWritableFlushesTranslations() {
    long page = g.page();
    g.types().getPageAndType(page, g.guest, FrameType.WRITABLE);
    g.types().putPageAndType(page);
    int before = g.flushes;
    g.get(page, FrameType.L1);
    assertEquals(before + 1, g.flushes);
  }

  @Test
  void aFreshPageBecomesAPageTableWithoutAFlush() {
    long page = g.page();
    int before = g.flushes;
    g.get(page, FrameType.L1);
    assertEquals(before, g.flushes);
  }

  @Test
  void superpagesAreRefused() {
    long l3 = g.paeTop();
    g.map(g.below(l3, 0), 0, 0x400, RO | Pte.PSE);
    assertEquals(Rc.EINVAL, g.get(l3, FrameType.L3));
    assertEquals("Bad L2 flags 80", g.lastRule());
  }

  @Test
  void cachingBitsAreRefused() {
    long l1 = g.page();
    g.map(l1, 0, g.page(), RO | Pte.PCD);
    assertEquals(Rc.EINVAL, g.get(l1, FrameType.L1));
    assertEquals("Bad L1 flags 10", g.lastRule());
  }

  @Test
  void framesOfOtherDomainsAreRefused() {
    DomainMemory other = g.domain(2, Abi.PV32, false);
    long l1 = g.page();
    g.map(l1, 0, g.page(other), RO);
    assertEquals(Rc.EBUSY, g.get(l1, FrameType.L1));
    assertEquals("the frame belongs to d2, not to d1", g.lastRule());
  }

  @Test
  void theHypervisorsFramesAreRefused() {
    long l1 = g.page();
    g.map(l1, 0, 600, RO);
    assertEquals(Rc.EBUSY, g.get(l1, FrameType.L1));
  }

  @Test
  void theFirstMebibyteIsIo() {
    long l1 = g.page();
    g.map(l1, 0, 0, RO);
    assertEquals(Rc.EPERM, g.get(l1, FrameType.L1));
  }

  @Test
  void framesBeyondMemoryAreRefusedAsIo() {
    long l1 = g.page();
    g.map(l1, 0, 0xFEE00, RO);
    assertEquals(Rc.EPERM, g.get(l1, FrameType.L1));
  }

  @Test
  void aDirectoryMayMapItselfReadOnly() {
    long l3 = g.paeTop();
    long l2 = g.below(l3, 0);
    g.map(l2, 9, l2, RO);
    assertEquals(Rc.OK, g.get(l3, FrameType.L3));
    assertEquals(1, g.frames().typeCount(l2));
    g.drop(l3);
    assertEquals(1, g.frames().count(l2));
  }

  @Test
  void aDirectoryMayNotMapItselfWritable() {
    long l3 = g.paeTop();
    long l2 = g.below(l3, 0);
    g.map(l2, 9, l2, RO | Pte.RW);
    assertEquals(Rc.EINVAL, g.get(l3, FrameType.L3));
    assertEquals("Attempt to create linear p.t. with write perms", g.lastRule());
  }

  @Test
  void linearPageTablesHaveDepthOne() {
    long l3 = g.paeTop();
    long first = g.below(l3, 0);
    long second = g.below(l3, 1);
    long third = g.below(l3, 2);
    g.map(second, 9, first, RO);
    g.map(third, 9, second, RO);
    assertEquals(Rc.EINVAL, g.get(l3, FrameType.L3));
    assertTrue(g.lastRule().contains("by another linear one"), g.lastRule());
    for (long l2 : new long[] {first, second, third}) {
      assertEquals(0, g.frames().typeCount(l2));
      assertEquals(1, g.frames().count(l2));
    }
  }

  @Test
  void droppingTheLastReferenceGivesEverythingBack() {
    long l3 = g.paeTop();
    long l1 = g.page();
    long data = g.page();
    g.map(g.below(l3, 0), 0, l1, RO | Pte.RW);
    g.map(l1, 5, data, W);
    g.get(l3, FrameType.L3);
    assertEquals(FrameType.WRITABLE, g.frames().type(data));
    g.drop(l3);
    g.guest.forEachFrame(
        mfn -> {
          assertEquals(1, g.frames().count(mfn));
          assertEquals(0, g.frames().typeCount(mfn));
        });
  }

  @Test
  void aLongValidationStopsAndGoesOn() {
    long l3 = g.paeTop();
    for (int i = 0; i < 400; i++) {
      g.map(g.below(l3, 0), i, g.page(), RO | Pte.RW);
    }
    g.types().budget(2000);
    assertEquals(Rc.ERESTART, g.get(l3, FrameType.L3));
    int rounds = 1;
    while (true) {
      g.types().budget(2000);
      if (g.types().finish(g.guest) == Rc.OK) {
        break;
      }
      rounds++;
    }
    assertTrue(rounds > 50, "rounds " + rounds);
    g.types().budget(2000);
    assertEquals(Rc.OK, g.get(l3, FrameType.L3));
    assertEquals(2, g.frames().typeCount(l3));
    assertEquals(Rc.OK, g.types().settle(g.guest));
    assertEquals(1, g.frames().typeCount(l3));
    assertEquals(2, g.frames().count(l3));
  }

  @Test
  void aLongValidationThatFailsTellsWhoAsksAgain() {
    long l3 = g.paeTop();
    for (int i = 0; i < 400; i++) {
      g.map(g.below(l3, 0), i, g.page(), RO | Pte.RW);
    }
    g.map(g.below(l3, 3), 0, 1, RO);
    g.types().budget(2000);
    assertEquals(Rc.ERESTART, g.get(l3, FrameType.L3));
    do {
      g.types().budget(2000);
    } while (g.types().finish(g.guest) != Rc.OK);
    assertEquals(Rc.EINVAL, g.get(l3, FrameType.L3));
    assertFalse(g.frames().isValidated(l3));
    g.guest.forEachFrame(mfn -> assertEquals(1, g.frames().count(mfn)));
  }

  @Test
  void aNewBaseEndsTheWorkThatWasInterrupted() {
    long l3 = g.paeTop();
    for (int i = 0; i < 400; i++) {
      g.map(g.below(l3, 0), i, g.page(), RO | Pte.RW);
    }
    long other = g.paeTop();
    g.types().budget(2000);
    assertEquals(Rc.ERESTART, g.get(l3, FrameType.L3));
    g.types().budget(Integer.MAX_VALUE);
    assertEquals(Rc.OK, g.vcpu.newBase(other));
    assertEquals(Rc.OK, g.get(l3, FrameType.L3));
    assertEquals(Rc.OK, g.types().settle(g.guest));
    assertEquals(1, g.frames().typeCount(l3));
  }

  @Test
  void aRefusalNamesTheEntryTheFrameAndWhoHoldsIt() {
    long l3 = g.paeTop();
    long l1 = g.page();
    g.map(g.below(l3, 0), 7, l1, RO | Pte.RW);
    g.get(l3, FrameType.L3);
    long second = g.page();
    g.map(second, 3, l1, W);
    g.get(second, FrameType.L1);
    Refusal refusal = g.refused.getLast();
    assertEquals(second, refusal.entry().tableMfn());
    assertEquals(3, refusal.entry().slot());
    assertEquals(FrameType.L1, refusal.target().type());
    assertTrue(refusal.holders().getFirst().contains("in slot 7 of table mfn"), refusal.toString());
  }
}
