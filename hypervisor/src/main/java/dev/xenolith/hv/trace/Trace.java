package dev.xenolith.hv.trace;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import dev.xenolith.abi.trace.TraceRecord;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Takes down what happens, if somebody asked.
 *
 * <p>Those who have something to tell test {@link #wants} first, which reads one field, and build
 * the event only then:
 *
 * <pre>{@code
 * if (trace.wants(TraceClass.EVENT)) {
 *   trace.record(domainRaw, vcpuRaw, new TraceEvent.EventSent(port, toDomain, toPort));
 * }
 * }</pre>
 *
 * <p>Used on the thread of the simulated physical CPU alone.
 */
public final class Trace {
  private final LongSupplier systemTimeNanos;
  private int wanted;
  private TraceSink sink = ignored -> {};

  /** A trace nobody has asked for yet. */
  public Trace(LongSupplier systemTimeNanos) {
    this.systemTimeNanos = Objects.requireNonNull(systemTimeNanos);
  }

  /** Whether events of this class are taken. */
  public boolean wants(TraceClass what) {
    return (wanted & what.bit) != 0;
  }

  /** Sends events of these classes to the sink from now on. */
  public void start(Set<TraceClass> classes, TraceSink to) {
    sink = Objects.requireNonNull(to);
    wanted = classes.stream().mapToInt(c -> c.bit).reduce(0, (a, b) -> a | b);
  }

  /** Takes nothing from now on. */
  public void stop() {
    wanted = 0;
    sink = ignored -> {};
  }

  /**
   * Takes an event that concerns this domain and vCPU, either of which may be {@link
   * TraceRecord#NOBODY}.
   */
  public void record(int domainRaw, int vcpuRaw, TraceEvent event) {
    sink.accept(new TraceRecord(systemTimeNanos.getAsLong(), domainRaw, vcpuRaw, event));
  }

  /**
   * A hypercall begins. To be called, with {@link #exit} at its end, while {@link
   * TraceClass#HYPERCALL} is wanted.
   *
   * @param number as the guest gave it
   * @param depth 0 for the guest's own call, 1 for a call inside a multicall
   * @param args the argument registers; copied
   * @return the time, to be handed to {@link #exit}
   */
  public long enter(TracedVcpu caller, int number, int depth, long[] args) {
    long now = systemTimeNanos.getAsLong();
    boolean pv64 = caller.abi() == Abi.PV64;
    var event =
        new TraceEvent.HypercallEnter(
            number, depth, pv64, args.clone(), CallMemory.before(caller, number, args));
    sink.accept(new TraceRecord(now, caller.domainRaw(), caller.vcpuRaw(), event));
    return now;
  }

  /**
   * A hypercall ends.
   *
   * @param enteredNanos what {@link #enter} returned
   * @param args the argument registers as they were on entry
   * @param result the result; of no meaning unless the outcome is {@link Outcome#RETURNED}
   */
  public void exit(
      TracedVcpu caller,
      long enteredNanos,
      int number,
      int depth,
      long[] args,
      Outcome outcome,
      long result) {
    long now = systemTimeNanos.getAsLong();
    var memory = CallMemory.after(caller, number, args, outcome);
    var event =
        new TraceEvent.HypercallExit(
            number, depth, caller.abi() == Abi.PV64, outcome, result, now - enteredNanos, memory);
    sink.accept(new TraceRecord(now, caller.domainRaw(), caller.vcpuRaw(), event));
  }
}
