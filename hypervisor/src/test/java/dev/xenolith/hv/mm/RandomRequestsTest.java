package dev.xenolith.hv.mm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.Mfn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random requests of two guests never upset the counts. */
class RandomRequestsTest {
  private static final long SEED = 20240611;
  private static final int REQUESTS = 20_000;

  @ParameterizedTest
  @EnumSource(Abi.class)
  void countsStayRightUnderRandomRequests(Abi abi) {
    System.out.println("seed " + SEED);
    Driver driver = new Driver(abi, SEED);
    for (int i = 0; i < REQUESTS; i++) {
      driver.step();
      if (i % 20 == 0) {
        assertEquals(List.of(), driver.audit(), "after request " + i + " " + driver.log);
      }
    }
    driver.destroy();
    assertEquals(List.of(), driver.audit());
    assertEquals(driver.freeAtStart, driver.g.paging.allocator().freeFrames());
  }

  @Test
  void theRequestsDoSucceedOften() {
    Driver driver = new Driver(Abi.PV32, SEED);
    for (int i = 0; i < REQUESTS; i++) {
      driver.step();
    }
    assertEquals(true, driver.succeeded > REQUESTS / 10, "succeeded " + driver.succeeded);
  }

  /** Makes one request after the other. */
  private static final class Driver {
    private static final int PAGES = 40;

    final GuestTables g;
    final Random random;
    final DomainMemory[] domains = new DomainMemory[2];
    final VcpuPaging[] vcpus = new VcpuPaging[2];
    final List<List<Long>> pages = new ArrayList<>();
    final long freeAtStart;
    int succeeded;
    String log = "";

    Driver(Abi abi, long seed) {
      g = new GuestTables(abi, 2048);
      random = new Random(seed);
      domains[0] = g.guest;
      vcpus[0] = g.vcpu;
      g.paging.relinquish(g.guest);
      freeAtStart = g.paging.allocator().freeFrames();
      for (int i = 0; i < 2; i++) {
        domains[i] = g.domain(i + 1, abi, i == 1);
        domains[i].setMaxPages(PAGES + 8);
        vcpus[i] = g.paging.addVcpu(domains[i], 0);
        List<Long> mine = new ArrayList<>();
        pages.add(mine);
        for (int p = 0; p < PAGES; p++) {
          mine.add(g.page(domains[i]));
        }
        plantTables(i);
      }
    }

    /**
     * Some pages look like tables from the start; without them hardly anything would be accepted.
     */
    private void plantTables(int who) {
      List<Long> mine = pages.get(who);
      for (int i = 0; i < 4; i++) {
        g.map(mine.get(0), i, mine.get(1 + i), Pte.PRESENT);
        g.map(mine.get(1 + i), 5, mine.get(5 + i), Pte.PRESENT | Pte.USER);
        g.map(mine.get(9), i, mine.get(1 + i), Pte.PRESENT);
        g.map(mine.get(10), i, mine.get(0), Pte.PRESENT);
      }
    }

    long somePage(int who) {
      List<Long> from = pages.get(random.nextInt(8) == 0 ? 1 - who : who);
      return random.nextInt(40) == 0
          ? random.nextInt(2100)
          : from.get(random.nextInt(random.nextBoolean() ? 12 : from.size()));
    }

    long someEntry(int who) {
      long flags = 0;
      for (long flag : new long[] {Pte.RW, Pte.USER, Pte.ACCESSED, Pte.DIRTY, Pte.NX}) {
        flags |= random.nextInt(3) == 0 ? flag : 0;
      }
      flags |= random.nextInt(4) == 0 ? 0 : Pte.PRESENT;
      flags |= random.nextInt(50) == 0 ? 1L << random.nextInt(64) : 0;
      return Pte.of(somePage(who), flags);
    }

    int someSlot() {
      return switch (random.nextInt(4)) {
        case 0 -> random.nextInt(512);
        default -> random.nextInt(6);
      };
    }

    void step() {
      int who = random.nextInt(2);
      DomainMemory d = domains[who];
      g.types().budget(random.nextInt(6) == 0 ? 700 : 100_000);
      if (g.types().finish(d) != 0) {
        return;
      }
      PvMmu mmu = g.paging.mmu();
      long mfn = somePage(who);
      int op = random.nextInt(14);
      log = "op " + op + " of d" + (who + 1) + " mfn " + Long.toHexString(mfn);
      int rc =
          switch (op) {
            case 0, 1, 2, 3 -> update(mmu, d, who, mfn);
            case 4, 5 -> mmu.pin(d, d, mfn, 1 + random.nextInt(4));
            case 6 -> mmu.unpin(d, d, mfn);
            case 7 -> vcpus[who].newBase(mfn);
            case 8 -> mmu.newUserBase(vcpus[who], mfn);
            case 9 -> mmu.setGdt(vcpus[who], new long[] {mfn, mfn}, random.nextInt(600));
            case 10 -> mmu.updateDescriptor(d, (mfn << 12) + 8 * someSlot(), random.nextLong());
            case 11 -> reservation(d, who, mfn);
            case 12 -> mmu.clearPage(d, d, mfn);
            default -> store(who);
          };
      succeeded += rc == 0 ? 1 : 0;
      if (rc != Rc.ERESTART) {
        g.types().settle(d);
      }
    }

    private int update(PvMmu mmu, DomainMemory d, int who, long mfn) {
      boolean foreign = who == 1 && random.nextInt(5) == 0;
      long ptr = (mfn << 12) + 8L * someSlot() + random.nextInt(4);
      DomainMemory tables = foreign && random.nextBoolean() ? domains[0] : d;
      if (tables != d) {
        g.types().budget(Integer.MAX_VALUE);
        g.types().settle(tables);
      }
      int rc = mmu.update(d, ptr, someEntry(who), tables, foreign ? domains[0] : d);
      if (tables != d) {
        g.types().settle(tables);
      }
      return rc;
    }

    private int reservation(DomainMemory d, int who, long mfn) {
      Reservations r = g.paging.reservations();
      switch (random.nextInt(3)) {
        case 0 -> {
          Mfn got = r.populate(d, random.nextInt(1000), random.nextInt(2), 0);
          if (got != null) {
            pages.get(who).add(got.raw());
          }
          return got == null ? Rc.ENOMEM : Rc.OK;
        }
        case 1 -> {
          return r.remove(d, mfn);
        }
        default -> {
          return exchange(r, d, who, mfn);
        }
      }
    }

    private int exchange(Reservations r, DomainMemory d, int who, long mfn) {
      Reservations.Exchange e = r.exchange(d);
      int rc = e.steal(mfn);
      if (rc == 0 && random.nextInt(4) == 0) {
        rc = e.steal(mfn);
      }
      rc = rc == 0 ? e.allocate(0, 0) : rc;
      if (rc != 0) {
        e.undo(0);
        return rc;
      }
      e.commit();
      pages.get(who).add(e.give(random.nextInt(1000), 0).raw());
      return Rc.OK;
    }

    private int store(int who) {
      long linear = (long) random.nextInt(4) << 30 | 5L << 21 | (long) someSlot() << 12;
      long at = linear + 8L * someSlot();
      PageTableWrites writes = g.paging.tableWrites();
      if (!writes.concerns(vcpus[who], at)) {
        return Rc.EINVAL;
      }
      int bytes = random.nextBoolean() ? 8 : 4;
      long address = at + (bytes == 4 && random.nextBoolean() ? 4 : 0);
      writes.store(vcpus[who], address, address, bytes, someEntry(who));
      return Rc.OK;
    }

    List<String> audit() {
      g.types().budget(Integer.MAX_VALUE);
      for (DomainMemory d : domains) {
        g.types().settle(d);
      }
      return Audit.violations(g.paging, List.of());
    }

    void destroy() {
      for (DomainMemory d : domains) {
        do {
          g.types().budget(3000);
        } while (g.paging.relinquish(d) != Rc.OK);
      }
    }
  }
}
