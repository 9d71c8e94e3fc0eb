package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.Test;

class DomainEndTest {
  private static final GuestCode SPIN = new GuestCode().hex("EBFE");

  @Test
  void aDestroyedDomainGivesEveryFrameBack() {
    Hypervisor machine = TestDomain.machine();
    long free = machine.xen().paging().allocator().freeFrames();
    TestDomain d = TestDomain.create(machine, new GuestCode().done());
    d.run();
    d.domain().destroy();
    assertEquals(free, machine.xen().paging().allocator().freeFrames());
    assertNull(machine.xen().domains().find(d.domain().id().raw()));
  }

  @Test
  void aCrashOfOneDomainLeavesTheOtherRunning() {
    Hypervisor machine = TestDomain.machine();
    TestDomain other = TestDomain.create(machine, SPIN);
    TestDomain bad = TestDomain.create(machine, new GuestCode().hex("0F0B")).run();
    assertTrue(bad.domain().shutdownReason() != null, bad.log());
    assertNull(other.domain().shutdownReason());
    long before = other.vcpu().engine().retired();
    long until = machine.xen().clock().now() + 1_000_000_000;
    machine.runUntil(() -> machine.xen().clock().now() > until);
    assertTrue(other.vcpu().engine().retired() > before);
  }

  @Test
  void destroyingTwiceIsTheSameAsOnce() {
    TestDomain d = TestDomain.createPaused(TestDomain.machine(), SPIN);
    d.domain().destroy();
    d.domain().destroy();
    assertTrue(d.domain().isDead());
  }

  @Test
  void aBadKernelStackAtATrapCrashesTheDomainWithTheReason() {
    // A trap table with a handler, but ESP points to nothing.
    GuestCode code = new GuestCode();
    code.movLabel(GuestCode.EBX, "table").mov(GuestCode.EAX, 0).hex("CD82");
    code.mov(GuestCode.ESP, 0x10).hex("0F0B");
    code.label("table").hex("06 00 19E0").u32(0x100000).hex("00000000 00000000");
    TestDomain d = TestDomain.run(code);
    assertTrue(d.log().contains("cannot push the trap frame"), d.log());
    assertTrue(d.log().contains("set_trap_table("), d.log());
  }
}
