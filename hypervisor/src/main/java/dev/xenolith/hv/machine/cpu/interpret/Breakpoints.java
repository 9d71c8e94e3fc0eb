package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;

/** The breakpoints in the debug registers (SDM vol. 3, 17.2). */
final class Breakpoints {
  private static final int COUNT = 4;
  private static final int DR6 = 6;
  private static final int DR7 = 7;
  private static final int EXECUTE = 0;
  private static final int WRITE = 1;
  private static final int READ_WRITE = 3;
  private static final long ENABLES = 0xFF;

  private final CpuState state;
  private boolean data;
  private boolean code;
  private int hits;

  Breakpoints(CpuState state) {
    this.state = state;
  }

  /** Takes over what DR7 says now. */
  void refresh() {
    data = false;
    code = false;
    if ((state.dr(DR7) & ENABLES) == 0) {
      return;
    }
    for (int i = 0; i < COUNT; i++) {
      if (enabled(i)) {
        code |= kind(i) == EXECUTE;
        data |= (kind(i) & WRITE) != 0;
      }
    }
  }

  private boolean enabled(int i) {
    return (state.dr(DR7) >>> 2 * i & 3) != 0;
  }

  private int kind(int i) {
    return (int) (state.dr(DR7) >>> 16 + 4 * i) & 3;
  }

  private int length(int i) {
    int code = (int) (state.dr(DR7) >>> 18 + 4 * i) & 3;
    return code == 2 ? 8 : code + 1;
  }

  /** Whether some data breakpoint is on. */
  boolean watchData() {
    return data;
  }

  /** Whether some instruction breakpoint is on. */
  boolean watchCode() {
    return code;
  }

  /** Notes a read. */
  void read(long linear, int bytes) {
    access(linear, bytes, READ_WRITE);
  }

  /** Notes a write. */
  void written(long linear, int bytes) {
    access(linear, bytes, WRITE);
  }

  private void access(long linear, int bytes, int least) {
    for (int i = 0; i < COUNT; i++) {
      long start = state.dr(i) & -length(i);
      boolean kindMatches = kind(i) == READ_WRITE || kind(i) == least;
      boolean overlaps = linear < start + length(i) && start < linear + bytes;
      if (enabled(i) && kindMatches && overlaps) {
        hits |= 1 << i;
      }
    }
  }

  /** Which breakpoints match the instruction at this address, as bits of DR6. */
  int atInstruction(long linear) {
    int matching = 0;
    for (int i = 0; i < COUNT; i++) {
      if (enabled(i) && kind(i) == EXECUTE && state.dr(i) == linear) {
        matching |= 1 << i;
      }
    }
    return matching;
  }

  /** The data breakpoints hit since the last call, as bits of DR6. */
  int takeHits() {
    int taken = hits;
    hits = 0;
    return taken;
  }

  /** Notes causes of a debug exception in DR6. */
  void cause(long bits) {
    state.setDr(DR6, state.dr(DR6) & ~0xFL | bits);
  }
}
