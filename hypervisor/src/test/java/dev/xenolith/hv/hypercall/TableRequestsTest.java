package dev.xenolith.hv.hypercall;

import static dev.xenolith.hv.hypercall.Caller.ARG;
import static dev.xenolith.hv.hypercall.Caller.ARRAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.MmuExtOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.xen.MmuUpdate;
import dev.xenolith.abi.xen.MmuextOp;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.TestDomain;
import dev.xenolith.hv.mm.DirectPaging;
import dev.xenolith.hv.mm.Pte;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of page-table requests, among them such as take longer than one call may. */
class TableRequestsTest {
  /** Enough that looking at all their entries takes several calls. */
  private static final int TABLES = 400;

  private static final long SELF = DomId.SELF.raw();

  private final Hypervisor machine = TestDomain.machine();
  private final Caller guest = Caller.on(machine);
  private final DirectPaging paging = guest.domain().xen().paging();
  private long top;
  private long directory;

  @BeforeEach
  void buildManyTables() {
    top = page();
    for (int slot = 0; slot < 4; slot++) {
      put(top, slot, Pte.of(page(), Pte.PRESENT));
    }
    directory = Pte.mfn(get(top, 0));
    for (int slot = 0; slot < TABLES; slot++) {
      put(directory, slot, Pte.of(page(), TestDomain.RW));
    }
  }

  @AfterEach
  void close() {
    machine.close();
  }

  private long page() {
    return paging.allocate(guest.domain().memory(), 0, 0).raw();
  }

  private void put(long table, int slot, long pte) {
    paging.memory().putU64((table << 12) + 8L * slot, pte);
  }

  private long get(long table, int slot) {
    return paging.memory().getU64((table << 12) + 8L * slot);
  }

  private long extended(MmuExtOp op, long mfn) {
    guest.arg(MmuextOp.LAYOUT).put(MmuextOp.CMD, op.number).put(MmuextOp.MFN, mfn);
    return guest.call(Hypercall.MMUEXT_OP, ARG, 1, 0, SELF);
  }

  private void assertUnused(long mfn) {
    assertEquals(0, paging.frames().typeCount(mfn));
    assertEquals(1, paging.frames().count(mfn));
    assertFalse(guest.domain().memory().hasWork());
  }

  @Test
  void pinningManyTablesTakesSeveralCallsAndSucceeds() {
    assertEquals(0, extended(MmuExtOp.PIN_L3_TABLE, top));
    assertTrue(paging.frames().isPinned(top));
    assertEquals(1, paging.frames().typeCount(top));
    assertEquals(2, paging.frames().count(top));
    assertEquals(1, paging.frames().typeCount(Pte.mfn(get(directory, TABLES - 1))));
  }

  @Test
  void unpinningManyTablesGivesThemAllBack() {
    extended(MmuExtOp.PIN_L3_TABLE, top);
    assertEquals(0, extended(MmuExtOp.UNPIN_TABLE, top));
    assertUnused(top);
    assertUnused(directory);
    assertUnused(Pte.mfn(get(directory, 0)));
  }

  @Test
  void longValidationThatFailsInTheEndLeavesNothingBehind() {
    put(Pte.mfn(get(top, 3)), 5, Pte.of(1, TestDomain.RW));
    assertEquals(XenErrno.EINVAL.result(), extended(MmuExtOp.PIN_L3_TABLE, top));
    assertUnused(top);
    assertUnused(directory);
  }

  @Test
  void longRemovalAfterAnUpdateEndsWithTheUpdatesResult() {
    extended(MmuExtOp.PIN_L3_TABLE, top);
    guest
        .arg(MmuUpdate.LAYOUT)
        .put(MmuUpdate.PTR, top << 12)
        .put(MmuUpdate.VAL, Pte.of(page(), Pte.PRESENT));
    assertEquals(0, guest.call(Hypercall.MMU_UPDATE, ARG, 1, ARRAY, SELF));
    assertEquals(1, guest.peekU32(ARRAY));
    assertUnused(directory);
  }

  @Test
  void theRequestsBeforeTheRefusedOneAreCounted() {
    int size = MmuextOp.LAYOUT.size(Abi.PV32);
    guest.poke(ARG, new byte[3 * size]);
    for (int i = 0; i < 3; i++) {
      guest.putAt((long) i * size, MmuextOp.CMD, MmuExtOp.TLB_FLUSH_LOCAL.number);
    }
    guest.putAt(2L * size, MmuextOp.CMD, MmuExtOp.UNPIN_TABLE.number);
    guest.putAt(2L * size, MmuextOp.MFN, top);
    guest.assertRefused(XenErrno.EINVAL, Hypercall.MMUEXT_OP, ARG, 3, ARRAY, SELF);
    assertEquals(2, guest.peekU32(ARRAY));
  }

  @Test
  void anotherDomainsTablesAreNotForOrdinaryDomains() {
    long other = Caller.on(machine).id().raw();
    guest.assertRefused(XenErrno.EPERM, Hypercall.MMUEXT_OP, ARG, 0, 0, other);
  }
}
