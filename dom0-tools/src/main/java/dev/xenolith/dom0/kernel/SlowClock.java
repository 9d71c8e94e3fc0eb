package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.VcpuOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.VcpuSetPeriodicTimer;
import dev.xenolith.abi.xen.VirqLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks once a second after what nobody signals. The timer runs only while somebody waits. */
public final class SlowClock {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Hypercalls hypercalls;
  private final EventChannels events;
  private final List<BooleanSupplier> waiting = new ArrayList<>();
  private boolean bound;

  SlowClock(Hypercalls hypercalls, EventChannels events) {
    this.hypercalls = hypercalls;
    this.events = events;
  }

  /** Asks once a second whether something is over, until it is. */
  public void askUntil(BooleanSupplier over) {
    waiting.add(over);
    if (waiting.size() == 1) {
      start();
    }
  }

  private void start() {
    try (Arguments.Scope scope = hypercalls.open()) {
      if (!bound) {
        events.bindVirq(VirqLine.TIMER, this::tick);
        bound = true;
      }
      long at = scope.struct(VcpuSetPeriodicTimer.LAYOUT);
      VcpuSetPeriodicTimer.PERIOD_NS.put(scope.memory(), at, Abi.PV64, PERIOD_NANOS);
      vcpuOp(VcpuOp.SET_PERIODIC_TIMER, at);
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("domain 0 has no timer", e);
    }
  }

  private void vcpuOp(VcpuOp op, long argument) throws HypercallFailedException {
    Hypercalls.checked(op.cName(), hypercalls.raw(Hypercall.VCPU_OP, op.number, 0, argument));
  }

  private void tick() {
    for (BooleanSupplier over : List.copyOf(waiting)) {
      if (over.getAsBoolean()) {
        waiting.remove(over);
      }
    }
    if (waiting.isEmpty()) {
      try {
        vcpuOp(VcpuOp.STOP_PERIODIC_TIMER, 0);
      } catch (HypercallFailedException e) {
        throw new IllegalStateException("domain 0's timer does not stop", e);
      }
    }
  }
}
