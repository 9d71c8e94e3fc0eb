package dev.xenolith.hv.machine.cpu.interpret;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.decode.ByteSource;
import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Decoded;
import dev.xenolith.hv.machine.cpu.decode.Decoder;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import dev.xenolith.hv.machine.cpu.mmu.PageWalk;
import dev.xenolith.hv.machine.cpu.mmu.Tlb;
import jdk.internal.misc.Unsafe;

/** Fetches and decodes instructions: CS, its limit, and the right to execute the pages. */
final class CodeFetch implements ByteSource {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long PAGE_OFFSET = 0xFFF;
  private static final long LOW_32 = 0xFFFFFFFFL;
  private static final int USER_LEVEL = 3;

  private final CpuState state;
  private final PageWalk walk;
  private final long memoryBase;
  private final Decoder decoder = new Decoder();
  private CodeMode mode = CodeMode.BITS32;
  private int table;
  private long start;
  private long page;
  private long host;
  private GuestFault fault;

  CodeFetch(CpuState state, PageWalk walk, long memoryBase) {
    this.memoryBase = memoryBase;
    this.state = state;
    this.walk = walk;
  }

  /** What CS says of the code. */
  CodeMode mode() {
    return mode;
  }

  /** Takes over what changed of CS and the privilege level. */
  void refresh() {
    boolean big = state.segment(CpuState.CS).big();
    mode = state.longCode() ? CodeMode.BITS64 : big ? CodeMode.BITS32 : CodeMode.BITS16;
    table = state.cpl() == USER_LEVEL ? Tlb.FETCH + Tlb.USER : Tlb.FETCH;
  }

  /**
   * Decodes the instruction at an offset into CS.
   *
   * @throws GuestFault when it cannot be fetched or is none
   */
  void decode(long rip, Insn insn) {
    start = rip;
    page = 1;
    fault = null;
    Decoded outcome = decoder.decode(mode, this, insn);
    switch (outcome) {
      case OK -> {}
      case NEED_BYTE -> throw fault;
      case TOO_LONG -> throw GuestFault.of(Vector.GP, 0);
      case UNDEFINED -> throw GuestFault.of(Vector.UD);
    }
  }

  /** Linear address of an offset into CS. */
  long linear(long rip) {
    return mode == CodeMode.BITS64 ? rip : state.base(CpuState.CS) + rip & LOW_32;
  }

  /**
   * Host address of the code at a linear address.
   *
   * @throws GuestFault with the page fault, or #GP where the code ran out of the canonical half
   */
  long hostOf(long linear) {
    if (linear << 16 >> 16 != linear) {
      throw GuestFault.of(Vector.GP, 0);
    }
    return walk.hostOrFault(linear, table);
  }

  /** Machine address of the code at a linear address; throws as {@link #hostOf}. */
  long physical(long linear) {
    return hostOf(linear) - memoryBase;
  }

  @Override
  public int at(int index) {
    long offset = start + index;
    if (mode != CodeMode.BITS64 && offset > state.limit(CpuState.CS)) {
      fault = GuestFault.of(Vector.GP, 0);
      return UNAVAILABLE;
    }
    long linear = linear(offset);
    if ((linear & ~PAGE_OFFSET) != page) {
      try {
        host = hostOf(linear) - (linear & PAGE_OFFSET);
      } catch (GuestFault unreachable) {
        fault = unreachable;
        return UNAVAILABLE;
      }
      page = linear & ~PAGE_OFFSET;
    }
    return UNSAFE.getByte(host + (linear & PAGE_OFFSET)) & 0xFF;
  }
}
