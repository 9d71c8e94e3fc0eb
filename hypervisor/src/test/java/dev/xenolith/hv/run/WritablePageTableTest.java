package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.VmAssist;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.Test;

class WritablePageTableTest {
  /** A page of the data area whose mapping the kernels change, and its entry in the L1. */
  private static final long PAGE = TestDomain.DATA + 0x4000;

  private static final long ENTRY = TestDomain.L1 + 8 * (PAGE >>> 12 & 511);

  private static GuestCode assisted() {
    return new GuestCode().hypercall(Hypercall.VM_ASSIST, 0, VmAssist.WRITABLE_PAGETABLES.number);
  }

  private static long entry(TestDomain d) {
    return d.hypervisor().xen().memory().getU64(d.l1Entry(PAGE));
  }

  @Test
  void aDirectStoreToAnL1IsCarriedOut() {
    TestDomain d = TestDomain.run(assisted().put(ENTRY, 0).done());
    assertEquals(0, (int) entry(d), d.log());
    assertEquals(1, d.u32(TestDomain.DONE));
  }

  @Test
  void aReadModifyWriteSetsItsFlagsAndKeepsTheRest() {
    // AND DWORD [ENTRY], ~2; LAHF; MOV [DATA], EAX: the page becomes read-only.
    GuestCode code =
        assisted()
            .hex("8325")
            .u32((int) ENTRY)
            .hex("FD 9F")
            .store(TestDomain.DATA, GuestCode.EAX)
            .done();
    TestDomain d = TestDomain.run(code);
    assertEquals(TestDomain.RW & ~2, entry(d) & 0xFFF, d.log());
    assertEquals(0, d.u32(TestDomain.DATA) >>> 8 & 0x40, "ZF is clear");
  }

  @Test
  void aCompareAndExchangeThatFailsChangesNothing() {
    // EAX is not what is there: CMPXCHG [ENTRY], ECX loads EAX and clears ZF.
    GuestCode code =
        assisted()
            .mov(GuestCode.EAX, 0x12345)
            .mov(GuestCode.ECX, 0)
            .hex("0FB10D")
            .u32((int) ENTRY)
            .store(TestDomain.DATA, GuestCode.EAX)
            .done();
    TestDomain d = TestDomain.run(code);
    assertEquals((int) entry(d), d.u32(TestDomain.DATA), d.log());
    assertTrue(entry(d) != 0);
  }

  @Test
  void withoutTheAssistTheFaultIsTheGuests() {
    TestDomain d = TestDomain.run(new GuestCode().put(ENTRY, 0));
    assertEquals(ShutdownReason.CRASH, d.domain().shutdownReason());
  }

  @Test
  void aStoreThatMapsATableWritableIsRefusedWithTheReason() {
    Hypervisor machine = TestDomain.machine();
    GuestCode code = assisted();
    // ESI still points to start_info; the L3's own frame cannot be known here, so take it from the
    // L1.
    code.load(GuestCode.EAX, TestDomain.L1 + 8 * (TestDomain.L3 >>> 12 & 511));
    code.hex("83C802").store(ENTRY, GuestCode.EAX);
    TestDomain d = TestDomain.create(machine, code).run();
    assertEquals(ShutdownReason.CRASH, d.domain().shutdownReason());
    assertTrue(d.log().contains("l3_page_table"), d.log());
  }

  @Test
  void aStoreCanBeSteppedOver() {
    GuestCode g = assisted().setTrapTable("table");
    g.hex("9C 810C2400010000 9D").put(ENTRY, 0); // PUSHF; OR DWORD [ESP], TF; POPF
    g.label("next").hex("EBFE");
    g.label("handler").saveStack(TestDomain.DATA, 1).done();
    g.label("table").trapEntry(1, 0, "handler").endOfTable();
    TestDomain d = TestDomain.run(g);
    assertEquals(0, (int) entry(d), d.log());
    assertEquals((int) g.address("next", TestDomain.BASE), d.u32(TestDomain.DATA), d.log());
  }
}
