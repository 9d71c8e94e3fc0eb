package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.Test;

class MulticallTest {
  private static final long LIST = TestDomain.DATA + 0x1000;
  private static final long RESULT = TestDomain.DATA;
  private static final int ENTRY = 32;
  private static final int UNTOUCHED = 0x5555;

  private static GuestCode entry(GuestCode g, int index, Hypercall op, long... args) {
    long at = LIST + (long) index * ENTRY;
    g.put(at, op.number).put(at + 4, UNTOUCHED);
    for (int i = 0; i < args.length; i++) {
      g.put(at + 8 + 4L * i, args[i]);
    }
    return g;
  }

  private static int result(TestDomain d, int index) {
    return d.u32(LIST + (long) index * ENTRY + 4);
  }

  @Test
  void everyEntryGetsItsOwnResult() {
    GuestCode g = entry(new GuestCode(), 0, Hypercall.XEN_VERSION, 0);
    entry(g, 1, Hypercall.TMEM_OP);
    entry(g, 2, Hypercall.MULTICALL, LIST, 1);
    g.hypercall(Hypercall.MULTICALL, LIST, 3).store(RESULT, GuestCode.EAX).done();
    TestDomain d = TestDomain.run(g);
    assertEquals(0, d.u32(RESULT), d.log());
    assertEquals(0x40011, result(d, 0));
    assertEquals(-XenErrno.ENOSYS.number, result(d, 1));
    assertEquals(-XenErrno.EINVAL.number, result(d, 2), "one inside another");
  }

  @Test
  void aListThatCannotBeReadIsEfault() {
    GuestCode g = new GuestCode().hypercall(Hypercall.MULTICALL, 0x1000, 1);
    TestDomain d = TestDomain.run(g.store(RESULT, GuestCode.EAX).done());
    assertEquals(-XenErrno.EFAULT.number, d.u32(RESULT));
  }

  @Test
  void nothingFollowsAnIretAndItsRegisterIsTheResult() {
    GuestCode g = entry(new GuestCode(), 0, Hypercall.IRET);
    entry(g, 1, Hypercall.XEN_VERSION, 0);
    g.hex("68 02020000 68 19E00000").movLabel(GuestCode.EAX, "back").hex("50 68 78560000");
    g.hypercall(Hypercall.MULTICALL, LIST, 2).hex("EBFE");
    g.label("back").store(RESULT, GuestCode.EAX).done();
    TestDomain d = TestDomain.run(g);
    assertEquals(0x5678, d.u32(RESULT), d.log());
    assertEquals(UNTOUCHED, result(d, 1));
  }

  @Test
  void aLongListIsContinuedUntilItsEnd() {
    int count = 600;
    GuestCode g = new GuestCode();
    for (int i = 0; i < count; i++) {
      entry(g, i, Hypercall.XEN_VERSION, 0);
    }
    // More entries than are done in one piece.
    g.hypercall(Hypercall.MULTICALL, LIST, count);
    TestDomain d = TestDomain.run(g.store(RESULT, GuestCode.EAX).done());
    assertEquals(0, d.u32(RESULT));
    assertEquals(0x40011, result(d, count - 1));
  }
}
