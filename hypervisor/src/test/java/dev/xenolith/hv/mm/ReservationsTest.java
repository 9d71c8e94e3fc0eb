package dev.xenolith.hv.mm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Mfn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages given, taken and swapped. */
class ReservationsTest {
  private final GuestTables g = new GuestTables(Abi.PV32);
  private final Reservations reservations = g.paging.reservations();

  @Test
  void populatedFramesAreNamedInTheMachineToPhysicalTable() {
    Mfn first = reservations.populate(g.guest, 0x40, 2, 0);
    assertEquals(0x43, g.paging.m2p().get(first.raw() + 3));
    assertEquals(4, g.guest.totalPages());
  }

  @Test
  void aDomainDoesNotGetMoreThanItsLimit() {
    g.guest.setMaxPages(3);
    assertNull(reservations.populate(g.guest, 0, 2, 0));
    assertEquals(0, g.guest.totalPages());
    assertTrue(g.lastRule().startsWith("Over-allocation for d1: 4 > 3"), g.lastRule());
  }

  @Test
  void aPageThatIsGivenBackIsFreeAndUnnamed() {
    long free = g.paging.allocator().freeFrames();
    Mfn page = reservations.populate(g.guest, 7, 0, 0);
    assertEquals(Rc.OK, reservations.remove(g.guest, page.raw()));
    assertEquals(MachineToPhys.INVALID, g.paging.m2p().get(page.raw()));
    assertEquals(free, g.paging.allocator().freeFrames());
  }

  @Test
  void aPageThatIsGivenBackTwiceIsRefusedTheSecondTime() {
    Mfn page = reservations.populate(g.guest, 7, 0, 0);
    reservations.remove(g.guest, page.raw());
    assertEquals(Rc.EINVAL, reservations.remove(g.guest, page.raw()));
  }

  @Test
  void aMappedPageStaysUntilItsMappingGoes() {
    long page = g.page();
    g.types().getPage(page, g.guest);
    reservations.remove(g.guest, page);
    assertEquals(1, g.guest.totalPages());
    g.types().putPage(page);
    assertEquals(0, g.guest.totalPages());
  }

  @Test
  void anExchangeSwapsSmallPagesForAContiguousBlock() {
    Mfn a = reservations.populate(g.guest, 10, 0, 0);
    Mfn b = reservations.populate(g.guest, 11, 0, 0);
    Reservations.Exchange exchange = reservations.exchange(g.guest);
    assertEquals(Rc.OK, exchange.steal(a.raw()));
    assertEquals(Rc.OK, exchange.steal(b.raw()));
    assertEquals(Rc.OK, exchange.allocate(1, 0));
    exchange.commit();
    Mfn block = exchange.give(10, 1);
    assertEquals(11, g.paging.m2p().get(block.raw() + 1));
    assertEquals(2, g.guest.totalPages());
    assertEquals(List.of(), Audit.violations(g.paging, List.of()));
  }

  @Test
  void aPageInUseCannotBeExchanged() {
    long page = g.page();
    g.types().getPage(page, g.guest);
    assertEquals(Rc.EINVAL, reservations.exchange(g.guest).steal(page));
    assertEquals(1, g.guest.totalPages());
  }

  @Test
  void anUndoneExchangeLeavesEverythingAsItWas() {
    long page = g.page();
    Reservations.Exchange exchange = reservations.exchange(g.guest);
    exchange.steal(page);
    exchange.allocate(0, 0);
    exchange.undo(0);
    assertEquals(1, g.guest.totalPages());
    assertEquals(List.of(), Audit.violations(g.paging, List.of()));
  }

  @Test
  void sharedPagesOfTheHypervisorCannotBeGivenBack() {
    Mfn shared = g.paging.shareXenPage(g.guest, true);
    assertEquals(Rc.EINVAL, reservations.remove(g.guest, shared.raw()));
    assertNotNull(shared);
  }

  @Test
  void aDestroyedDomainLeavesThePagesAnotherOneMaps() {
    DomainMemory control = g.domain(0, Abi.PV64, true);
    long page = g.page();
    long table = g.page(control);
    g.types().getPageAndType(table, control, FrameType.L1);
    long pte = Pte.of(page, GuestTables.W);
    assertEquals(Rc.OK, g.paging.mmu().update(control, table << 12, pte, control, g.guest));
    assertEquals(Rc.OK, g.paging.relinquish(g.guest));
    assertNotNull(g.paging.find(g.guest.id()));
    assertEquals(Rc.OK, g.paging.mmu().update(control, table << 12, 0, control, control));
    assertNull(g.paging.find(g.guest.id()));
  }
}
