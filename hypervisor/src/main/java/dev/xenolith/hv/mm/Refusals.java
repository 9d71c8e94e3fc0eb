package dev.xenolith.hv.mm;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Collects what a {@link Refusal} says while a request is under way, and sends it off when the
 * request is refused. Cheap for requests that succeed: names and numbers are only remembered.
 */
final class Refusals {
  /**
   * Looking for holders walks page tables; a guest that is refused for ever must not cost that for
   * ever.
   */
  private static final int MOST_SEARCHES = 256;

  private final FrameTable frames;
  private final MachineToPhys m2p;
  private final Consumer<Refusal> sink;
  private final LongFunction<List<String>> holders;
  private String operation = "";
  private DomainMemory caller;
  private long argument1;
  private long argument2;
  private long table;
  private int level;
  private int slot;
  private long value;
  private int searches;
  private boolean quiet;
  private Refusal last;

  Refusals(
      FrameTable frames,
      MachineToPhys m2p,
      Consumer<Refusal> sink,
      LongFunction<List<String>> holders) {
    this.frames = frames;
    this.m2p = m2p;
    this.sink = sink;
    this.holders = holders;
  }

  /** A request begins. {@code name} may use the two numbers as format arguments. */
  void begin(String name, DomainMemory who, long first, long second) {
    operation = name;
    caller = who;
    argument1 = first;
    argument2 = second;
    level = 0;
  }

  /** The entry looked at now. */
  void entry(long tableMfn, int tableLevel, int entrySlot, long pte) {
    table = tableMfn;
    level = tableLevel;
    slot = entrySlot;
    value = pte;
  }

  /** No entry is looked at any more. */
  void noEntry() {
    level = 0;
  }

  /** Whether refusals are expected now and not worth a word. */
  void quiet(boolean expected) {
    quiet = expected;
  }

  /** Reports a refusal about a frame and answers the error. */
  int refuse(int errno, long targetMfn, String rule) {
    if (quiet) {
      return errno;
    }
    boolean search = frames.isValid(targetMfn) && searches < MOST_SEARCHES;
    if (search) {
      searches++;
    }
    FrameState target = FrameState.of(frames, m2p, targetMfn);
    return send(errno, rule, target, search ? holders.apply(targetMfn) : List.of());
  }

  /** Reports a refusal that is about no frame in particular and answers the error. */
  int refuse(int errno, String rule) {
    return send(errno, rule, null, List.of());
  }

  private int send(int errno, String rule, FrameState target, List<String> heldBy) {
    String who = caller == null ? "" : caller.id() + " ";
    Refusal.Entry entry = level == 0 ? null : new Refusal.Entry(table, level, slot, value);
    String what = operation.formatted(argument1, argument2);
    last = new Refusal(who + what, errno, rule, entry, target, heldBy);
    sink.accept(last);
    return errno;
  }

  /** The last refusal, or null. */
  Refusal last() {
    return last;
  }
}
