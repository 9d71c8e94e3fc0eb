package dev.xenolith.dom0.kernel;

import dev.xenolith.abi.call.Hypercall;
import dev.xenolith.abi.call.VcpuOp;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.VcpuSetSingleshotTimer;
import dev.xenolith.abi.xen.VirqLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks once a second after what nobody signals, while somebody waits. It sets a one-shot timer
 * anew each time: a periodic one would wake nobody who sleeps.
 */
public final class SlowClock {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Hypercalls hypercalls;
  private final EventChannels events;
  private final KernelClock clock;
  private final List<BooleanSupplier> waiting = new ArrayList<>();
  private boolean bound;

  SlowClock(Hypercalls hypercalls, EventChannels events, KernelClock clock) {
    this.hypercalls = hypercalls;
    this.events = events;
    this.clock = clock;
  }

  /** Asks once a second whether something is over, until it is. */
  public void askUntil(BooleanSupplier over) {
    waiting.add(over);
    if (waiting.size() == 1) {
      setTimer();
    }
  }

  private void setTimer() {
    try (Arguments.Scope scope = hypercalls.open()) {
      bind();
      long at = scope.struct(VcpuSetSingleshotTimer.LAYOUT);
      long next = clock.systemTime() + PERIOD_NANOS;
      VcpuSetSingleshotTimer.TIMEOUT_ABS_NS.put(scope.memory(), at, Abi.PV64, next);
      vcpuOp(VcpuOp.SET_SINGLESHOT_TIMER, at);
    } catch (HypercallFailedException e) {
      throw new IllegalStateException("the kernel has no timer", e);
    }
  }

  private void bind() throws HypercallFailedException {
    if (!bound) {
      vcpuOp(VcpuOp.STOP_PERIODIC_TIMER, 0); // with which every vCPU starts: 100 ticks a second
      events.bindVirq(VirqLine.TIMER, this::tick);
      bound = true;
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
    if (!waiting.isEmpty()) {
      setTimer();
    }
  }
}
