package dev.xenolith.hv.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.SchedOp;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.HypercallEnter;
import dev.xenolith.abi.trace.TraceEvent.HypercallExit;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import dev.xenolith.abi.trace.TraceRecord;
import dev.xenolith.abi.trace.TraceWriter;
import dev.xenolith.hv.Hypervisor;
import dev.xenolith.hv.kit.GuestCode;
import dev.xenolith.hv.kit.TestDomain;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The trace of whole machines running guest code. */
class MachineTraceTest {
  private static final long ARG = TestDomain.DATA + 0x100;

  private static List<TraceRecord> trace(GuestCode code) {
    List<TraceRecord> taken = new ArrayList<>();
    Hypervisor machine = TestDomain.machine();
    machine.trace().start(EnumSet.allOf(TraceClass.class), taken::add);
    TestDomain.create(machine, code).run();
    return taken;
  }

  /** Binds an IPI port, sends on it, reads CR0, asks for a wrong port, shuts down. */
  private static GuestCode eventful() {
    return new GuestCode()
        .put(ARG, 0)
        .hypercall(Hypercall.EVENT_CHANNEL_OP, EventChannelOp.BIND_IPI.number, ARG)
        .load(GuestCode.EAX, ARG + 4)
        .store(ARG, GuestCode.EAX)
        .hypercall(Hypercall.EVENT_CHANNEL_OP, EventChannelOp.SEND.number, ARG)
        .hex("0F20C0") // mov %cr0,%eax
        .put(ARG, 77)
        .hypercall(Hypercall.EVENT_CHANNEL_OP, EventChannelOp.SEND.number, ARG)
        .put(ARG, 0)
        .hypercall(Hypercall.SCHED_OP, SchedOp.SHUTDOWN.number, ARG)
        .done();
  }

  private static <E> List<E> events(List<TraceRecord> records, Class<E> kind) {
    return records.stream()
        .map(TraceRecord::event)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  @Test
  void everyHypercallHasItsBeginningAndItsEnd() {
    List<TraceRecord> taken = trace(eventful());
    List<HypercallEnter> enters = events(taken, HypercallEnter.class);
    List<HypercallExit> exits = events(taken, HypercallExit.class);
    assertEquals(4, enters.size());
    assertEquals(4, exits.size());
    assertEquals(Hypercall.EVENT_CHANNEL_OP.number, enters.get(0).number());
    assertEquals(8, enters.get(0).memory().get(0).bytes().length);
    assertEquals(1, exits.get(0).memory().get(0).bytes()[4], "the port");
    assertEquals(-22, exits.get(2).result());
    assertEquals(Outcome.GONE, exits.get(3).outcome());
  }

  @Test
  void theOtherClassesAreTakenToo() {
    List<TraceRecord> taken = trace(eventful());
    var pending = events(taken, TraceEvent.EventPending.class);
    assertTrue(pending.stream().anyMatch(p -> p.source().equals("ipi")), pending.toString());
    var emulated = events(taken, TraceEvent.Emulated.class);
    assertEquals(1, emulated.size());
    assertTrue(emulated.get(0).done());
    assertTrue(emulated.get(0).what().contains("cr0"), emulated.get(0).what());
    assertTrue(events(taken, TraceEvent.PageTypeChanged.class).size() > 3);
    assertTrue(events(taken, TraceEvent.Scheduled.class).size() > 1);
    var domains = events(taken, TraceEvent.DomainChanged.class);
    assertEquals(TraceEvent.DomainChange.CREATED, domains.get(0).change());
    assertEquals("SHUTDOWN_poweroff", domains.get(1).detail());
    assertTrue(!events(taken, TraceEvent.Refused.class).isEmpty());
  }

  @Test
  void aTrapSaysWhereFromAndWhereTo() {
    List<TraceRecord> taken = trace(withHandler());
    var traps = events(taken, TraceEvent.TrapDelivered.class);
    assertEquals(1, traps.size());
    assertEquals(6, traps.get(0).vector());
    assertEquals(0xE019, traps.get(0).cs());
  }

  /** Registers a handler of #UD and runs into UD2. */
  private static GuestCode withHandler() {
    return new GuestCode()
        .put(ARG, 0xE019_0006L)
        .putLabel(ARG + 4, "handler")
        .hypercall(Hypercall.SET_TRAP_TABLE, ARG)
        .hex("0F0B")
        .label("handler")
        .done();
  }

  @Test
  void twoRunsInVirtualTimeGiveTheSameBytes() {
    assertArrayEquals(bytes(trace(eventful())), bytes(trace(eventful())));
  }

  private static byte[] bytes(List<TraceRecord> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach(r -> out.writeBytes(TraceWriter.encode(r)));
    return out.toByteArray();
  }
}
