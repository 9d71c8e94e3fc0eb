package dev.xenolith.hv.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.abi.call.EventChannelOp;
import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import dev.xenolith.abi.trace.TraceRecord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {
  private final List<TraceRecord> taken = new ArrayList<>();
  private final byte[] memory = new byte[0x4000];
  private long now = 1000;
  private final Trace trace = new Trace(() -> now);
  private final TracedVcpu caller =
      new TracedVcpu() {
        @Override
        public int domainRaw() {
          return 1;
        }

        @Override
        public int vcpuRaw() {
          return 0;
        }

        @Override
        public Abi abi() {
          return Abi.PV32;
        }

        @Override
        public boolean peek(long linear, byte[] to, int start, int length) {
          if (linear < 0 || linear + length > memory.length) {
            return false;
          }
          System.arraycopy(memory, (int) linear, to, start, length);
          return true;
        }
      };

  @Test
  void nothingIsWantedUntilSomebodyStarts() {
    assertFalse(trace.wants(TraceClass.HYPERCALL));
    trace.start(EnumSet.of(TraceClass.HYPERCALL), taken::add);
    assertTrue(trace.wants(TraceClass.HYPERCALL));
    assertFalse(trace.wants(TraceClass.SCHED));
    trace.stop();
    assertFalse(trace.wants(TraceClass.HYPERCALL));
  }

  @Test
  void memoryIsKeptAsItWasBeforeAndAfter() {
    trace.start(EnumSet.allOf(TraceClass.class), taken::add);
    long[] args = {EventChannelOp.ALLOC_UNBOUND.number, 0x100};
    memory[0x100] = 1;
    long entered = trace.enter(caller, Hypercall.EVENT_CHANNEL_OP.number, 0, args);
    memory[0x104] = 7;
    now += 25;
    trace.exit(caller, entered, Hypercall.EVENT_CHANNEL_OP.number, 0, args, Outcome.RETURNED, 0);
    var enter = (TraceEvent.HypercallEnter) taken.get(0).event();
    var exit = (TraceEvent.HypercallExit) taken.get(1).event();
    assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, enter.memory().get(0).bytes());
    assertArrayEquals(new byte[] {1, 0, 0, 0, 7, 0, 0, 0}, exit.memory().get(0).bytes());
    assertEquals(25, exit.durationNanos());
  }

  @Test
  void anUnreadablePointerIsKeptAsSuch() {
    trace.start(EnumSet.allOf(TraceClass.class), taken::add);
    long[] args = {0xFFFF_F000L, 3, 0, 0x7FF0};
    trace.enter(caller, Hypercall.MMU_UPDATE.number, 0, args);
    var enter = (TraceEvent.HypercallEnter) taken.get(0).event();
    assertEquals(48, enter.memory().get(0).wanted());
    assertEquals(0, enter.memory().get(0).bytes().length);
  }

  @Test
  void whatAGuestCanMakeTheTraceCopyIsBounded() {
    trace.start(EnumSet.allOf(TraceClass.class), taken::add);
    long[] args = {0, 0x7FFF_FFFF, 0, 0x7FF0};
    args[0] = 16;
    trace.enter(caller, Hypercall.MMU_UPDATE.number, 0, args);
    var enter = (TraceEvent.HypercallEnter) taken.get(0).event();
    int kept = enter.memory().stream().mapToInt(b -> b.bytes().length).sum();
    assertTrue(kept <= 16 * 4096, "kept " + kept);
  }

  @Test
  void aNumberThatIsNoHypercallIsTakenToo() {
    trace.start(EnumSet.allOf(TraceClass.class), taken::add);
    trace.enter(caller, 0x7FFF_FFFF, 0, new long[] {1, 2, 3, 4, 5});
    assertEquals(0, ((TraceEvent.HypercallEnter) taken.get(0).event()).memory().size());
  }

  @Test
  void aRingKeepsTheLastRecords() {
    TraceRing ring = new TraceRing(100);
    for (int i = 0; i < 50; i++) {
      ring.accept(new TraceRecord(i, 1, 0, new TraceEvent.EventSent(i, 0, 1)));
    }
    int kept = ring.contents().size();
    assertTrue(kept > 0 && kept < 50);
    assertEquals(50 - kept, ring.dropped());
    assertTrue(ring.contents().stream().mapToInt(b -> b.length).sum() <= 100);
  }
}
