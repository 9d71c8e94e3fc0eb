package dev.xenolith.hv.trace;

import dev.xenolith.abi.trace.TraceEvent.Block;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import java.util.List;

/** Copies the guest memory that a hypercall's arguments name. */
final class CallMemory {
  private CallMemory() {}

  /** What the call is given. */
  static List<Block> before(TracedVcpu caller, int number, long[] args) {
    return List.of();
  }

  /** What the call gave back. */
  static List<Block> after(
      TracedVcpu caller, int number, long[] args, Outcome outcome, long result) {
    return List.of();
  }
}
