package dev.xenolith.hv.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentCallsTest {
  private final RecentCalls calls = new RecentCalls();

  @Test
  void subOperationsAndErrorsHaveTheNamesOfTheHeaders() {
    calls.add(Hypercall.SCHED_OP.number, SchedOp.SHUTDOWN.number, 0x1000, 7, 0);
    calls.add(Hypercall.SCHED_OP.number, SchedOp.POLL.number, 0x2000, 0, XenErrno.EFAULT.result());
    assertEquals(
        List.of(
            "sched_op(SCHEDOP_shutdown, 0x1000) = 0",
            "sched_op(SCHEDOP_poll, 0x2000) = -14 (EFAULT)"),
        calls.lines(Abi.PV64));
  }

  @Test
  void aNumberThatIsNoHypercallIsANumber() {
    calls.add(63, 1, 2, 3, XenErrno.ENOSYS.result());
    assertEquals(List.of("hypercall 63(0x1, 0x2, 0x3, ...) = -38 (ENOSYS)"), calls.lines(Abi.PV64));
  }

  @Test
  void onlyTheLatestAreKeptOldestFirst() {
    for (int i = 0; i < 40; i++) {
      calls.add(63, i, 0, 0, 0);
    }
    assertEquals(32, calls.lines(Abi.PV64).size());
    assertEquals("hypercall 63(0x8, 0x0, 0x0, ...) = 0", calls.lines(Abi.PV64).getFirst());
    assertEquals("hypercall 63(0x27, 0x0, 0x0, ...) = 0", calls.lines(Abi.PV64).getLast());
  }
}
