package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.ShutdownReason;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import org.junit.jupiter.api.Test;

/** Kernels start at 0x100000; what they leave in the log when they crash. */
class CrashReportTest {
  private static String crash(String hex) {
    return TestDomain.run(new GuestCode().hex(hex)).log();
  }

  @Test
  void callersAreListedByTheirReturnAddressesTheLatestFirst() {
    // call 1f; 1: call 2f; 2: ud2
    String log = crash("E8 00000000 E8 00000000 0F0B");
    assertTrue(log.contains("    [<0010000a>]\n(XEN)     [<00100005>]"), log);
  }

  @Test
  void callerThatTheFramePointerLeadsToIsMarked() {
    // call 1f; 1: push %ebp; mov %esp,%ebp; push $0x100005; ud2
    String log = crash("E8 00000000 55 89E5 68 05001000 0F0B");
    assertTrue(log.contains("    [<00100005>]\n(XEN)   * [<00100005>]"), log);
  }

  @Test
  void addressThatNoCallPrecedesIsNoCaller() {
    // push $0x100000; push $0x100005; ud2: nothing but these pushes is before them
    String log = crash("68 00001000 68 05001000 0F0B");
    assertFalse(log.contains("Return addresses"), log);
  }

  @Test
  void kernelThatReportsItsOwnCrashIsReportedAsWell() {
    GuestCode code = new GuestCode().put(TestDomain.DATA, ShutdownReason.CRASH.number);
    code.hypercall(Hypercall.SCHED_OP, SchedOp.SHUTDOWN.number, TestDomain.DATA);
    TestDomain d = TestDomain.run(code.hex("EBFE"));
    assertEquals(ShutdownReason.CRASH, d.domain().shutdownReason());
    assertTrue(d.log().contains("crashed: its kernel shut down with the reason crash"), d.log());
  }
}
