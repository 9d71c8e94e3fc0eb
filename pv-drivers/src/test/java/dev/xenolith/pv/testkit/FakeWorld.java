package dev.xenolith.pv.testkit;

import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A machine without a hypervisor: everything happens on the test's thread, in order. */
public final class FakeWorld {
  /** A frame that a domain grants. */
  static final class Grant {
    final long mfnRaw;
    final boolean readOnly;
    int mapped;

    Grant(long mfnRaw, boolean readOnly) {
      this.mfnRaw = mfnRaw;
      this.readOnly = readOnly;
    }
  }

  /** A port: who hears of it, and the port it leads to. */
  static final class Port {
    Runnable handler;
    Port peer;
  }

  record Key(DomId domain, int number) {}

  private static final int MOST_STEPS = 1_000_000;

  final ByteArrayBytes memory;
  final Map<Key, Grant> grants = new HashMap<>();
  final Map<Key, Port> ports = new HashMap<>();
  final List<BooleanSupplier> asked = new ArrayList<>();
  private final FakeStore store = new FakeStore(this);
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();
  private long nextFrame = 1;
  long work;

  /** A world with this many frames. */
  public FakeWorld(int frames) {
    memory = new ByteArrayBytes(frames * Mfn.PAGE_SIZE);
  }

  /** All memory, by machine address. */
  public ByteArrayBytes memory() {
    return memory;
  }

  /** Xenstore. */
  public FakeStore store() {
    return store;
  }

  /** A frame nobody has. */
  public Mfn newFrame() {
    return new Mfn(nextFrame++);
  }

  /** Has something done when the world runs. */
  public void later(Runnable step) {
    later.add(step);
  }

  /** Does all there is to do. */
  public void run() {
    for (int steps = 0; !later.isEmpty(); steps++) {
      if (steps == MOST_STEPS) {
        throw new AssertionError("this goes on for ever");
      }
      later.poll().run();
    }
  }

  /** What domains have done for others: granted pages looked up, and what a test adds to it. */
  public long work() {
    return work;
  }

  /** Something was done that only the test knows of. */
  public void addWork(int units) {
    work += units;
  }

  /** A second passes. */
  public void second() {
    List<BooleanSupplier> now = List.copyOf(asked);
    asked.clear();
    now.stream().filter(over -> !over.getAsBoolean()).forEach(asked::add);
    run();
  }

  /** A domain ends: its ports, its watches (and everybody's), and what is on its way. */
  public void end(FakeDomain domain) {
    later.clear();
    asked.clear();
    store.forgetWatches();
    ports
        .entrySet()
        .removeIf(
            e -> {
              boolean its = e.getKey().domain.equals(domain.self());
              if (its && e.getValue().peer != null) {
                e.getValue().peer.peer = null;
              }
              return its;
            });
  }

  /** How many mappings of a domain's grants there are. */
  public int mappings(DomId granter) {
    return grants.entrySet().stream()
        .filter(e -> e.getKey().domain.equals(granter))
        .mapToInt(e -> e.getValue().mapped)
        .sum();
  }
}
