package dev.xenolith.hv.trace;

import dev.xenolith.abi.sign.NamedMemory;
import dev.xenolith.abi.sign.Signature;
import dev.xenolith.abi.trace.TraceEvent.Block;
import dev.xenolith.abi.trace.TraceEvent.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies the guest memory that a hypercall's arguments name. What a guest can make it copy is
 * bounded.
 */
final class CallMemory {
  private static final int MOST_PER_BLOCK = 4096;
  private static final int MOST_PER_CALL = 16 * 4096;
  private static final byte[] NOTHING = {};

  private final TracedVcpu caller;
  private final List<Block> blocks = new ArrayList<>();
  private int total;

  private CallMemory(TracedVcpu caller) {
    this.caller = caller;
  }

  /** What the call is given. */
  static List<Block> before(TracedVcpu caller, int number, long[] args) {
    return copy(caller, number, args, false);
  }

  /** What the call gave back. */
  static List<Block> after(TracedVcpu caller, int number, long[] args, Outcome outcome) {
    return outcome == Outcome.RETURNED ? copy(caller, number, args, true) : List.of();
  }

  private static List<Block> copy(TracedVcpu caller, int number, long[] args, boolean after) {
    Optional<Signature> signature = Signature.of(number, args);
    if (signature.isEmpty()) {
      return List.of();
    }
    CallMemory memory = new CallMemory(caller);
    NamedMemory.visit(signature.get(), caller.abi(), args, after, memory::read);
    return List.copyOf(memory.blocks);
  }

  private byte[] read(long address, int wanted) {
    int length = Math.min(Math.min(wanted, MOST_PER_BLOCK), MOST_PER_CALL - total);
    if (length <= 0) {
      return NOTHING;
    }
    byte[] bytes = new byte[length];
    if (!caller.peek(address, bytes, 0, length)) {
      bytes = NOTHING;
    }
    total += bytes.length;
    blocks.add(new Block(address, wanted, bytes));
    return bytes;
  }
}
