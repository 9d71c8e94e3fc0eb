package dev.xenolith.hv.isolation;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.hv.kit.TestDomain;
import dev.xenolith.hv.mm.Pte;
import java.util.random.RandomGenerator;

/** Numbers that matter to a hypervisor: frames, addresses, entries, domains, own and foreign. */
final class Values {
  private static final long[] ODD = {
    0,
    1,
    2,
    3,
    7,
    8,
    0xFF,
    0xFFF,
    0x1000,
    0x7FF0,
    0x7FFFFFFF,
    0x80000000L,
    0xF5800000L,
    0xF57FFFFFL,
    0xFFFFFFFFL,
    0xFFFFF000L,
    0x100000
  };
  private static final long[] TABLES = {
    TestDomain.L3, TestDomain.L2, TestDomain.L2_HIGH, TestDomain.L1
  };

  /**
   * First page, of those the domain starts with, that calls may name; the ones below are canaries.
   */
  private static final int FIRST_PAGE = 16;

  private static final int DATA_PAGES = 96;

  private final RandomGenerator random;
  private Guest guest;
  private Guest other;

  Values(RandomGenerator random) {
    this.random = random;
  }

  void of(Guest caller, Guest somebodyElse) {
    guest = caller;
    other = somebodyElse;
  }

  long any() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt() & 0xFFFFFFFFL;
      case 1 -> mfn();
      case 2 -> linear();
      case 3 -> random.nextInt(64);
      default -> ODD[random.nextInt(ODD.length)];
    };
  }

  private long page() {
    return TestDomain.BASE + ((long) (FIRST_PAGE + random.nextInt(DATA_PAGES)) << 12);
  }

  /**
   * Mostly an ordinary page of the caller; also tables, others' pages, the hypervisor's, nobody's.
   */
  long mfn() {
    return switch (random.nextInt(12)) {
      case 0, 1 -> guest.test.mfnOf(TABLES[random.nextInt(TABLES.length)]);
      case 2 -> other.test.mfnOf(page());
      case 3 -> other.test.mfnOf(TABLES[random.nextInt(TABLES.length)]);
      case 4 -> guest.domain.sharedInfo().raw();
      case 5 -> guest.domain.grants().sharedFrames().get(0).raw();
      case 6 -> random.nextInt(0x1100);
      case 7 -> ODD[random.nextInt(ODD.length)];
      default -> guest.test.mfnOf(page());
    };
  }

  /** Machine address of something like a page-table entry. */
  long entryMaddr() {
    long frame = random.nextInt(4) == 0 ? mfn() : guest.test.mfnOf(table());
    long slot = random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt(512);
    return (frame << 12) + 8 * slot + (random.nextInt(20) == 0 ? 4 : 0);
  }

  private long table() {
    return TABLES[random.nextInt(3) == 0 ? random.nextInt(TABLES.length) : 3];
  }

  long pte() {
    if (random.nextInt(6) == 0) {
      return random.nextBoolean() ? 0 : random.nextLong();
    }
    long flags = Pte.PRESENT | Pte.ACCESSED;
    flags |= random.nextBoolean() ? Pte.RW : 0;
    flags |= random.nextBoolean() ? Pte.USER : 0;
    flags |= random.nextInt(8) == 0 ? 1L << random.nextInt(12) : 0;
    return Pte.of(mfn() & 0xFFFFFF, flags);
  }

  /** An entry for the page that was at this address at the start, with another access perhaps. */
  long pteOf(long linear) {
    boolean known = linear >= TestDomain.BASE && linear < TestDomain.BASE + (256 << 12);
    long flags = Pte.PRESENT | Pte.USER | Pte.ACCESSED | (random.nextBoolean() ? Pte.RW : 0);
    return known && linear != TestDomain.SHARED_INFO
        ? Pte.of(guest.test.mfnOf(linear), flags)
        : pte();
  }

  /** An entry for a page of the other domain, as tools map those. */
  long foreignPte() {
    long flags = Pte.PRESENT | Pte.ACCESSED | (random.nextBoolean() ? Pte.RW : 0);
    long frame = random.nextInt(4) == 0 ? mfn() & 0xFFFFFF : other.test.mfnOf(page());
    return Pte.of(frame, flags);
  }

  int otherId() {
    return other.domain.id().raw();
  }

  long linear() {
    return switch (random.nextInt(5)) {
      case 0 -> TABLES[random.nextInt(TABLES.length)] + 8L * random.nextInt(512);
      case 1 -> any0();
      default -> page() + (random.nextBoolean() ? 0 : random.nextInt(4096));
    };
  }

  private long any0() {
    return random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : random.nextInt() & 0xFFFFFFFFL;
  }

  /** A linear address at which a kernel would map something new. */
  long mappable() {
    return TestDomain.BASE + ((long) (180 + random.nextInt(60)) << 12);
  }

  int domid() {
    return switch (random.nextInt(8)) {
      case 0 -> guest.domain.id().raw();
      case 1, 2 -> other.domain.id().raw();
      case 3 -> random.nextInt(0x8000);
      case 4 -> DomId.XEN.raw();
      case 5 -> DomId.IO.raw();
      default -> DomId.SELF.raw();
    };
  }
}
