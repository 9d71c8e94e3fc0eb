package dev.xenolith.hv.machine.cpu.testkit;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.machine.cpu.interpret.InterpreterEngine;
import dev.xenolith.hv.machine.cpu.mmu.PageWalk;
import dev.xenolith.hv.machine.cpu.mmu.Tlb;
import dev.xenolith.hv.machine.memory.MachineMemory;

/**
 * A machine with one processor in IA-32e mode, running 32-bit code in ring 3 unless told otherwise.
 *
 * <p>The first {@value #MAPPED} bytes of linear memory are mapped one to one to machine memory by
 * pages of 4 KiB, writable and open to all rings; change that with {@link #page}. Tables lie above.
 * The descriptor table has, for each ring r, 32-bit code at {@link #code32}, data at {@link
 * #data32}, and 16-bit ones.
 */
public final class Vm implements AutoCloseable {
  /** How much linear memory is mapped from 0. */
  public static final int MAPPED = 4 << 20;

  /** Where code is put unless the test says otherwise. */
  public static final int CODE = 0x10000;

  /** Where data is put unless the test says otherwise. */
  public static final int DATA = 0x20000;

  /** Where the stack pointer starts. */
  public static final int STACK = 0x40000;

  /** Where the global descriptor table starts. */
  public static final int GDT = MAPPED + 0x10000;

  /** Where the local descriptor table starts; LDTR is null until a test sets it. */
  public static final int LDT = MAPPED + 0x12000;

  /** Page-table bits. */
  public static final long PRESENT = 1;

  public static final long WRITABLE = 2;
  public static final long USER = 4;
  public static final long ACCESSED = 0x20;
  public static final long DIRTY = 0x40;
  public static final long NO_EXECUTE = 1L << 63;

  private static final int FRAMES = 0x800;
  private static final int L4 = MAPPED;
  private static final int L3 = MAPPED + 0x1000;
  private static final int L2 = MAPPED + 0x2000;
  private static final int L1 = MAPPED + 0x3000;
  private static final long FLAT = 0x00CF_0000_0000_FFFFL;
  private static final long FLAT_64 = 0x00AF_0000_0000_FFFFL;
  private static final long FLAT_16 = 0x0000_0000_0000_FFFFL;
  private static final int GDT_BYTES = 0x1000;

  private final MachineMemory memory = new MachineMemory(FRAMES);
  private final InterpreterEngine engine;

  /** A machine whose processor knows nothing of the world. */
  public Vm() {
    this(Processor.bare());
  }

  /** A machine with this processor. */
  public Vm(Processor processor) {
    engine = new InterpreterEngine(memory, processor);
    long all = PRESENT | WRITABLE | USER;
    memory.putU64(L4, L3 | all);
    memory.putU64(L3, L2 | all);
    for (int table = 0; table < (MAPPED >> 21) + 1; table++) {
      memory.putU64(L2 + 8L * table, L1 + 0x1000L * table | all);
    }
    for (int at = 0; at < MAPPED; at += 0x1000) {
      page(at, at | all);
    }
    // Where the descriptor tables are: for ring 0 alone.
    for (int at = GDT; at < LDT + 0x1000; at += 0x1000) {
      page(at, at | PRESENT | WRITABLE);
    }
    descriptors();
    CpuState state = engine.state();
    state.setCr(CpuState.CR0, 0x8005_0033L);
    state.setCr(CpuState.CR3, L4);
    state.setCr(CpuState.CR4, 0x20);
    state.system().setEfer(0xD01 & ~SystemRegisters.EFER_SCE);
    state.setGdt(GDT, GDT_BYTES - 1);
    ring(3);
    reset();
  }

  private void descriptors() {
    for (int ring = 0; ring < 4; ring++) {
      long rights = 0x93L | (long) ring << 5;
      descriptor(code32(ring), FLAT | rights + 8 << 40);
      descriptor(data32(ring), FLAT | rights << 40);
      descriptor(code64(ring), FLAT_64 | rights + 8 << 40);
      descriptor(code16(ring), FLAT_16 | rights + 8 << 40);
      descriptor(data16(ring), FLAT_16 | rights << 40);
    }
  }

  /** Selector of the flat 32-bit code of a ring. */
  public static int code32(int ring) {
    return 0x20 + ring * 0x20 | ring;
  }

  /** Selector of the flat 32-bit data of a ring. */
  public static int data32(int ring) {
    return code32(ring) + 8;
  }

  /** Selector of the 16-bit code of a ring: base 0, limit 64 KiB. */
  public static int code16(int ring) {
    return code32(ring) + 16;
  }

  /** Selector of the 16-bit data of a ring: base 0, limit 64 KiB. */
  public static int data16(int ring) {
    return code32(ring) + 24;
  }

  /** Selector of the 64-bit code of a ring. */
  public static int code64(int ring) {
    return 0xC0 + ring * 8 | ring;
  }

  /** Writes a descriptor where a selector names it, in the global or the local table. */
  public Vm descriptor(int selector, long descriptor) {
    memory.putU64(((selector & 4) == 0 ? GDT : LDT) + (selector & 0xFFF8), descriptor);
    return this;
  }

  /** The descriptor a selector names. */
  public long descriptor(int selector) {
    return memory.getU64(((selector & 4) == 0 ? GDT : LDT) + (selector & 0xFFF8));
  }

  /**
   * Sets the page-table entry of a page in the first {@value #MAPPED} bytes and forgets the old
   * one.
   */
  public Vm page(int linear, long entry) {
    memory.putU64(L1 + 8L * (linear >>> 12), entry);
    engine.invlpg(linear);
    return this;
  }

  /** The page-table entry of a page. */
  public long page(int linear) {
    return memory.getU64(L1 + 8L * (linear >>> 12));
  }

  /** Loads all segment registers with the flat 32-bit segments of a ring. */
  public Vm ring(int ring) {
    CpuState state = engine.state();
    state.setSegment(CpuState.CS, code32(ring), descriptor(code32(ring)));
    for (int segment :
        new int[] {CpuState.ES, CpuState.SS, CpuState.DS, CpuState.FS, CpuState.GS}) {
      state.setSegment(segment, data32(ring), descriptor(data32(ring)));
    }
    return this;
  }

  /** Loads all segment registers for 64-bit code of a ring. */
  public Vm long64(int ring) {
    ring(ring).state().setSegment(CpuState.CS, code64(ring), descriptor(code64(ring)));
    return this;
  }

  /** Clears the registers, and sets RIP, RSP and RFLAGS to where programs start. */
  public Vm reset() {
    for (int i = 0; i < 16; i++) {
      engine.state().setGpr(i, 0);
    }
    engine.state().setGpr(CpuState.RSP, STACK);
    engine.state().setRip(CODE);
    engine.state().setRflags(0x202);
    return this;
  }

  /** Puts code at {@link #CODE} and points RIP there. */
  public Vm code(int... bytes) {
    put(CODE, bytes);
    engine.state().setRip(CODE);
    return this;
  }

  /** Puts bytes anywhere. */
  public Vm put(int address, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      memory.putU8(address + i, bytes[i]);
    }
    return this;
  }

  /** Sets a general register. */
  public Vm set(int register, long value) {
    engine.state().setGpr(register, value);
    return this;
  }

  /** A general register. */
  public long get(int register) {
    return engine.state().gpr(register);
  }

  /** Sets the flags register. */
  public Vm flags(long value) {
    engine.state().setRflags(value);
    return this;
  }

  /**
   * Runs exactly one instruction, with all its repetitions.
   *
   * @return {@link CpuExit.Preempted} if it completed
   */
  public CpuExit step() {
    CpuState state = engine.state();
    long rip = state.rip();
    long before;
    CpuExit exit;
    do {
      before = state.gpr(CpuState.RCX);
      exit = engine.run(1);
    } while (exit instanceof CpuExit.Preempted
        && state.rip() == rip
        && state.gpr(CpuState.RCX) != before
        && isString(rip));
    return exit;
  }

  private boolean isString(long rip) {
    int at = (int) rip;
    while (memory.getU8(at) == 0xF2
        || memory.getU8(at) == 0xF3
        || memory.getU8(at) == 0x66
        || memory.getU8(at) == 0x67) {
      at++;
    }
    int opcode = memory.getU8(at);
    return opcode >= 0xA4 && opcode <= 0xAF || opcode >= 0x6C && opcode <= 0x6F;
  }

  /** Runs until something needs ring 0, or this many instructions. */
  public CpuExit run(long budget) {
    return engine.run(budget);
  }

  /** Where a page of code is known to be in memory without a look at the tables; 0 if it is not. */
  public long known(int linear) {
    long host = ((PageWalk) engine.linear()).tlb().lookUp(Tlb.FETCH + Tlb.USER, linear);
    return host == 0 ? 0 : host - memory.base();
  }

  /** The processor's registers. */
  public CpuState state() {
    return engine.state();
  }

  /** The processor. */
  public InterpreterEngine engine() {
    return engine;
  }

  /** The machine's memory; the first {@value #MAPPED} bytes of it are linear memory too. */
  public MachineMemory memory() {
    return memory;
  }

  @Override
  public void close() {
    engine.close();
    memory.close();
  }
}
