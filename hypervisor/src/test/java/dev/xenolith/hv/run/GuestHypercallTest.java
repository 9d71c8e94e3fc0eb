package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.call.XenVersionOp;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.Test;

class GuestHypercallTest {
  private static final long RESULT = TestDomain.DATA;

  private static int result(Hypercall op, long... args) {
    GuestCode code = new GuestCode().hypercall(op, args).store(RESULT, GuestCode.EAX).done();
    return TestDomain.run(code).u32(RESULT);
  }

  @Test
  void aGuestAsksForTheVersion() {
    assertEquals(0x40011, result(Hypercall.XEN_VERSION, XenVersionOp.VERSION.number));
  }

  @Test
  void aNumberBeyondTheTableIsEnosys() {
    GuestCode code =
        new GuestCode().mov(GuestCode.EAX, 200).hex("CD82").store(RESULT, GuestCode.EAX).done();
    assertEquals(-XenErrno.ENOSYS.number, TestDomain.run(code).u32(RESULT));
  }

  @Test
  void aHypercallOfTheOtherWidthIsEnosys() {
    assertEquals(-XenErrno.ENOSYS.number, result(Hypercall.SET_SEGMENT_BASE, 0, 0));
  }

  @Test
  void aPointerIntoTheHypervisorIsEfault() {
    assertEquals(
        -XenErrno.EFAULT.number,
        result(Hypercall.XEN_VERSION, XenVersionOp.EXTRAVERSION.number, 0xF5800000L));
  }

  @Test
  void aGuestMayNotWriteToTheHypervisorsConsole() {
    GuestCode code =
        new GuestCode()
            .put(TestDomain.DATA, 0x0A6F6C) // "lo\n"
            .hypercall(Hypercall.CONSOLE_IO, 0, 3, TestDomain.DATA)
            .store(RESULT + 4, GuestCode.EAX)
            .done();
    TestDomain d = TestDomain.run(code);
    assertEquals(-XenErrno.EPERM.number, d.u32(RESULT + 4));
    assertFalse(d.log().contains("(d1) lo"), d.log());
  }

  @Test
  void aGuestThatTriesAgainAndAgainIsToldOfOnce() {
    GuestCode code =
        new GuestCode()
            .hypercall(Hypercall.CONSOLE_IO, 0, 3, TestDomain.DATA)
            .hypercall(Hypercall.XEN_VERSION, XenVersionOp.EXTRAVERSION.number, 0xF5800000L)
            .hypercall(Hypercall.SET_TRAP_TABLE, 0xF5800000L)
            .hypercall(Hypercall.CONSOLE_IO, 0, 3, TestDomain.DATA)
            .done();
    String log = TestDomain.run(code).log();
    assertEquals(2, log.split("console_io", -1).length, log);
  }

  @Test
  void anUndefinedInstructionWithoutHandlerCrashesTheDomainAlone() {
    TestDomain d = TestDomain.run(new GuestCode().hex("0F0B"));
    assertEquals(ShutdownReason.CRASH, d.domain().shutdownReason());
    assertTrue(d.log().contains("no handler is registered"), d.log());
  }
}
