package dev.xenolith.hv.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  private static final long RUN_NANOS = 200_000_000;

  /** Asks for the time, spins as long as it says, yields, and again. */
  private static GuestCode worker() {
    return new GuestCode()
        .label("again")
        .hex("0F31 25FF0F0000 89C1") // RDTSC; AND EAX, 0xFFF; MOV ECX, EAX
        .hex("41 E2FE") // INC ECX; LOOP to itself
        .hypercall(Hypercall.SCHED_OP, SchedOp.YIELD.number, 0)
        .jmp("again");
  }

  private static List<String> trace() {
    List<String> records = new ArrayList<>();
    try (Hypervisor machine = TestDomain.machine()) {
      machine.trace().start(EnumSet.allOf(TraceClass.class), r -> records.add(r.toString()));
      for (int i = 0; i < 3; i++) {
        TestDomain.create(machine, worker());
      }
      machine.runUntil(() -> machine.xen().clock().now() > RUN_NANOS);
    }
    return records;
  }

  @Test
  void twoRunsInVirtualTimeGiveTheSameTrace() {
    List<String> first = trace().stream().map(DeterminismTest::withoutIdentity).toList();
    List<String> second = trace().stream().map(DeterminismTest::withoutIdentity).toList();
    assertTrue(first.size() > 1000, "only " + first.size() + " records");
    assertEquals(first.size(), second.size());
    for (int i = 0; i < first.size(); i++) {
      assertEquals(first.get(i), second.get(i));
    }
  }

  /** Arrays in records print their identity, which differs. */
  private static String withoutIdentity(String record) {
    return record.replaceAll("\\[J@[0-9a-f]+|\\[B@[0-9a-f]+", "[]");
  }
}
