package dev.xenolith.hv.trace;

import dev.xenolith.abi.trace.TraceRecord;

/** Where a trace goes: a file, a bounded memory of the last records, a screen. */
@FunctionalInterface
public interface TraceSink {
  /**
   * Takes one record, in order of time, on the thread of the simulated physical CPU. Must not block
   * for long.
   */
  void accept(TraceRecord trace);
}
