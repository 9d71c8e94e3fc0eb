package dev.xenolith.hv.machine.cpu.mmu;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.GuestFault;
import dev.xenolith.hv.machine.cpu.LinearMemory;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.machine.memory.MachineMemory;

/**
 * The memory management unit of one processor: 4-level tables in IA-32e mode, 3-level ones with PAE
 * alone, none with paging off (SDM vol. 3, chapter 4). SMEP, SMAP and protection keys are off, as
 * under a hypervisor that runs PV guests.
 */
public final class PageWalk implements LinearMemory {
  /** Bits of a page-fault error code. */
  public static final int CODE_PRESENT = 1;

  public static final int CODE_WRITE = 2;
  public static final int CODE_USER = 4;
  public static final int CODE_RESERVED = 8;
  public static final int CODE_FETCH = 16;

  private static final long PRESENT = 1;
  private static final long WRITABLE = 2;
  private static final long USER = 4;
  private static final long ACCESSED = 0x20;
  private static final long DIRTY = 0x40;
  private static final long LARGE = 0x80;
  private static final long NO_EXECUTE = 1L << 63;
  private static final long FRAME = 0x0000_3FFF_FFFF_F000L;

  /** Physical addresses have 46 bits. */
  private static final long BEYOND_PHYSICAL = 0x000F_C000_0000_0000L;

  /** What the three upper levels of PAE must not set in their first level. */
  private static final long PAE_ROOT_RESERVED = 0x1E6 | NO_EXECUTE;

  private static final long CR0_PG = 1L << 31;
  private static final long CR0_WP = 1L << 16;
  private static final long PAGE_OFFSET = 0xFFF;

  /**
   * Bits 48 and up of a linear address repeat bit 47; others lead nowhere (SDM vol. 1, 3.3.7.1).
   */
  private static final int UNUSED_BITS = 16;

  private static final int RESTART = 0;
  private static final int DONE = 1;
  private static final int FAULTED = 2;

  private final CpuState state;
  private final MachineMemory memory;
  private final Tlb tlb = new Tlb();
  private final long hostBase;

  private int faultCode;
  private long faultAddress;
  private long walked;
  private boolean walkedLarge;
  private final long[] entryAddress = new long[4];
  private final long[] entryValue = new long[4];

  /** The unit of a processor with these registers, before this memory. */
  public PageWalk(CpuState state, MachineMemory memory) {
    this.state = state;
    this.memory = memory;
    this.hostBase = memory.base();
  }

  /** The buffer, for the engine's inlined look-ups. */
  public Tlb tlb() {
    return tlb;
  }

  /** Goes on with the tables that CR3 names now, with what is still known of them. */
  public void switchTables() {
    tlb.switchTo(state.cr(CpuState.CR3), memory.tableWrites());
  }

  @Override
  public int faultCode() {
    return faultCode;
  }

  @Override
  public long faultAddress() {
    return faultAddress;
  }

  @Override
  public long translate(long linear, Access access, boolean user) {
    long host = host(linear, table(access, user), true);
    return host == 0 ? FAULT : host - hostBase;
  }

  @Override
  public int read(long linear, byte[] to, int start, int length) {
    int done = 0;
    while (done < length) {
      long maddr = translate(linear + done, Access.READ, false);
      if (maddr == FAULT) {
        break;
      }
      int piece = piece(maddr, length - done);
      memory.get(maddr, to, start + done, piece);
      done += piece;
    }
    return length - done;
  }

  @Override
  public int write(long linear, byte[] from, int start, int length) {
    int done = 0;
    while (done < length) {
      long maddr = translate(linear + done, Access.WRITE, false);
      if (maddr == FAULT) {
        break;
      }
      int piece = piece(maddr, length - done);
      memory.put(maddr, from, start + done, piece);
      done += piece;
    }
    return length - done;
  }

  private static int piece(long maddr, int wanted) {
    return (int) Math.min(wanted, PAGE_OFFSET + 1 - (maddr & PAGE_OFFSET));
  }

  private static int table(Access access, boolean user) {
    int table =
        switch (access) {
          case READ -> Tlb.READ;
          case WRITE -> Tlb.WRITE;
          case EXECUTE -> Tlb.FETCH;
        };
    return user ? table + Tlb.USER : table;
  }

  /**
   * Host address of a byte, as the engine accesses it.
   *
   * @param table of the {@link Tlb}
   * @throws GuestFault with the page fault
   */
  public long hostOrFault(long linear, int table) {
    long host = host(linear, table, (state.cr(CpuState.CR0) & CR0_WP) != 0);
    if (host == 0) {
      throw GuestFault.page(faultCode, faultAddress);
    }
    return host;
  }

  /** Host address of a byte, or 0 after noting the fault. */
  private long host(long linear, int table, boolean writeProtect) {
    long cached = tlb.lookUp(table, linear);
    if (cached != 0) {
      return cached;
    }
    boolean write = table % Tlb.USER == Tlb.WRITE;
    boolean user = table >= Tlb.USER;
    int outcome;
    do {
      outcome = walk(linear, write, user, table % Tlb.USER == Tlb.FETCH, writeProtect);
    } while (outcome == RESTART);
    if (outcome == FAULTED) {
      return 0;
    }
    long host = hostBase + walked;
    if (!write || !memory.watched(walked >>> 12)) {
      tlb.enter(table, linear, host & ~PAGE_OFFSET, walkedLarge);
    }
    return host;
  }

  private int fault(long linear, int code) {
    faultAddress = linear;
    faultCode = code;
    return FAULTED;
  }

  private int walk(long linear, boolean write, boolean user, boolean fetch, boolean writeProtect) {
    if ((state.cr(CpuState.CR0) & CR0_PG) == 0) {
      return unpaged(linear, write, user);
    }
    long efer = state.system().efer();
    boolean longMode = (efer & SystemRegisters.EFER_LMA) != 0;
    boolean noExecute = (efer & SystemRegisters.EFER_NXE) != 0;
    int code = (write ? CODE_WRITE : 0) | (user ? CODE_USER : 0);
    code |= fetch && noExecute ? CODE_FETCH : 0;
    return longMode && linear << UNUSED_BITS >> UNUSED_BITS != linear
        ? fault(linear, code)
        : descend(linear, longMode, noExecute, code, writeProtect);
  }

  private int descend(
      long linear, boolean longMode, boolean noExecute, int code, boolean writeProtect) {
    long reserved = BEYOND_PHYSICAL | (noExecute ? 0 : NO_EXECUTE);
    long table = state.cr(CpuState.CR3) & (longMode ? FRAME : 0xFFFFFFE0L);
    long rights = WRITABLE | USER;
    boolean executable = true;
    int top = longMode ? 4 : 3;
    int depth = 0;
    for (int level = top; ; level--) {
      int shift = 12 + 9 * (level - 1);
      long slot = table + (linear >>> shift & 0x1FF) * 8;
      if (slot >= memory.size()) {
        return fault(linear, code | CODE_PRESENT | CODE_RESERVED);
      }
      memory.noteTable(slot >>> 12);
      long entry = memory.getU64(slot);
      if ((entry & PRESENT) == 0) {
        return fault(linear, code);
      }
      boolean leaf = level == 1 || (entry & LARGE) != 0 && level <= top - 1 && level != 4;
      if ((entry & reservedBits(level, top, leaf, reserved)) != 0) {
        return fault(linear, code | CODE_PRESENT | CODE_RESERVED);
      }
      boolean paeRoot = top == 3 && level == 3;
      rights &= paeRoot ? rights : entry;
      executable &= (entry & NO_EXECUTE) == 0;
      entryAddress[depth] = slot;
      entryValue[depth++] = paeRoot ? entry | ACCESSED : entry;
      if (leaf) {
        return finish(linear, entry, shift, depth, rights, executable, code, writeProtect);
      }
      table = entry & FRAME;
    }
  }

  private int unpaged(long linear, boolean write, boolean user) {
    if (linear >= memory.size() || linear < 0) {
      return fault(linear, (write ? CODE_WRITE : 0) | (user ? CODE_USER : 0) | CODE_RESERVED);
    }
    walked = linear;
    walkedLarge = false;
    return DONE;
  }

  private static long reservedBits(int level, int top, boolean leaf, long always) {
    if (top == 3 && level == 3) {
      return always | PAE_ROOT_RESERVED;
    }
    if (level == 4) {
      return always | LARGE;
    }
    if (leaf && level > 1) {
      long offset = (1L << 12 + 9 * (level - 1)) - 1;
      return always | offset & ~0x1FFFL;
    }
    return always;
  }

  private int finish(
      long linear,
      long entry,
      int shift,
      int depth,
      long rights,
      boolean executable,
      int code,
      boolean writeProtect) {
    boolean write = (code & CODE_WRITE) != 0;
    boolean user = (code & CODE_USER) != 0;
    boolean denied = user && (rights & USER) == 0;
    denied |= write && (rights & WRITABLE) == 0 && (user || writeProtect);
    denied |= (code & CODE_FETCH) != 0 && !executable;
    if (denied) {
      return fault(linear, code | CODE_PRESENT);
    }
    long mask = (1L << shift) - 1;
    long target = entry & FRAME & ~mask | linear & mask;
    if (target >= memory.size()) {
      return fault(linear, code | CODE_PRESENT | CODE_RESERVED);
    }
    if (!mark(depth, write)) {
      return RESTART;
    }
    walked = target;
    walkedLarge = shift > 12;
    return DONE;
  }

  /** Sets accessed and dirty bits; false if somebody changed an entry meanwhile. */
  private boolean mark(int depth, boolean write) {
    for (int i = 0; i < depth; i++) {
      long value = entryValue[i];
      long wanted = value | ACCESSED | (write && i == depth - 1 ? DIRTY : 0);
      if (wanted != value && !memory.markEntry(entryAddress[i], value, wanted)) {
        return false;
      }
    }
    return true;
  }
}
