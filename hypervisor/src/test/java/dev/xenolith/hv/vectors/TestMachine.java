package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.SystemRegisters;
import dev.xenolith.hv.machine.cpu.interpret.InterpreterEngine;
import dev.xenolith.hv.machine.memory.MachineMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine before the memory of a case: the windows of {@link Windows}, plus, where no case looks,
 * the descriptor tables and a writable alias of the code.
 */
final class TestMachine implements AutoCloseable {
  /** Linear address of the GDT's page; the LDT's page follows. Rings 0 to 2 may reach it. */
  static final int TABLES = 0x30000000;

  static final int TABLES_SIZE = 2 * Windows.PAGE;

  /** A page behind DATA that only rings 0 to 2 may touch; the silicon cases do without. */
  static final int INNER_PAGE = Windows.DATA + Windows.DATA_SIZE;

  /** Above 4 GiB, where no 32-bit code can look. */
  private static final long CODE_ALIAS = 0x1_3800_0000L;

  private static final long HIDDEN_TABLES = 0x1_3000_0000L;
  private static final int CR0 = 0x80050033;
  private static final int CR4_PAE = 0x20;
  private static final long PRESENT = 1;
  private static final long WRITABLE = 2;
  private static final long USER = 4;
  private static final long SEEN = 0x60;
  private static final long NO_EXECUTE = 1L << 63;
  private static final int FIRST_TABLE_FRAME = 3;
  private static final int FIRST_WINDOW_FRAME = 16;
  private static final int FRAMES = 64;
  private static final int STEPS = 20000;
  private static final int THROUGH = 100_000;

  /** A piece of memory that cases may change. */
  private record Window(int address, int size, int maddr, byte[] background, byte[] before) {
    Window(int address, int size, int maddr) {
      this(address, size, maddr, new byte[size], new byte[size]);
    }

    void fill(MachineMemory memory, int at, byte value) {
      background[at] = value;
      before[at] = value;
      memory.putU8(maddr + at, value);
    }
  }

  private final MachineMemory memory = new MachineMemory(FRAMES);
  private final InterpreterEngine engine = new InterpreterEngine(memory, Processor.bare());
  private final List<Window> windows = new ArrayList<>();
  private final byte filling;
  private int nextFrame = FIRST_WINDOW_FRAME;
  private int nextTable = FIRST_TABLE_FRAME;
  private final long tablesBase;

  /** A byte of memory that a case changed. */
  record Change(int address, byte value) {
    String text() {
      return ' ' + Integer.toHexString(address) + '=' + Integer.toHexString(value & 0xFF);
    }
  }

  TestMachine(byte filling, boolean rings) {
    this.filling = filling;
    memory.putU64(frame(1), frame(2) | PRESENT | WRITABLE | USER);
    int code = nextFrame;
    map(Windows.CODE, 2, PRESENT | USER);
    nextFrame = code;
    map(CODE_ALIAS, 2, PRESENT | WRITABLE | NO_EXECUTE);
    int data = frame(nextFrame);
    map(Windows.DATA, 2, PRESENT | WRITABLE | USER | NO_EXECUTE);
    map(Windows.DATA + Windows.DATA_WRITABLE, 1, PRESENT | USER | NO_EXECUTE);
    if (rings) {
      map(INNER_PAGE, 1, PRESENT | WRITABLE | NO_EXECUTE);
    }
    window(Windows.DATA, Windows.DATA_SIZE + (rings ? Windows.PAGE : 0), data);
    int stack = frame(nextFrame);
    map(Windows.STACK, 2, PRESENT | WRITABLE | USER | NO_EXECUTE);
    window(Windows.STACK, Windows.STACK_SIZE, stack);
    for (int i = 0; i < Windows.CODE_SIZE; i++) {
      memory.putU8(frame(code) + i, filling);
    }
    int tables = frame(nextFrame);
    tablesBase = rings ? TABLES : HIDDEN_TABLES;
    map(tablesBase, 2, PRESENT | WRITABLE | NO_EXECUTE);
    windows.add(new Window(TABLES, TABLES_SIZE, tables));
    CpuState s = engine.state();
    s.setCr(CpuState.CR0, Integer.toUnsignedLong(CR0));
    s.setCr(CpuState.CR3, frame(1));
    s.setCr(CpuState.CR4, CR4_PAE);
    s.system()
        .setEfer(SystemRegisters.EFER_LME | SystemRegisters.EFER_LMA | SystemRegisters.EFER_NXE);
  }

  private static int frame(int number) {
    return number * Windows.PAGE;
  }

  private void map(long address, int pages, long bits) {
    for (int i = 0; i < pages; i++) {
      long linear = address + (long) i * Windows.PAGE;
      long directory = below(frame(2), linear >>> 30);
      long table = below(directory, linear >>> 21 & 511);
      memory.putU64(table + (linear >>> 12 & 511) * 8, frame(nextFrame++) | bits | SEEN);
    }
  }

  private long below(long table, long index) {
    long slot = table + index * 8;
    if (memory.getU64(slot) == 0) {
      memory.putU64(slot, frame(nextTable++) | PRESENT | WRITABLE | USER);
    }
    return memory.getU64(slot) & -4096;
  }

  private void window(int address, int size, int maddr) {
    Window w = new Window(address, size, maddr);
    for (int i = 0; i < size; i++) {
      w.fill(memory, i, Windows.pattern(address + i));
    }
    windows.add(w);
  }

  /** Fills the descriptor tables, GDT first, 512 entries each. */
  void setTables(long[] gdt, long[] ldt) {
    Window w = windows.getLast();
    for (int i = 0; i < TABLES_SIZE; i++) {
      long[] table = i < Windows.PAGE ? gdt : ldt;
      int at = i % Windows.PAGE / 8;
      w.fill(memory, i, (byte) (at < table.length ? table[at] >>> 8 * (i & 7) : 0));
    }
  }

  /** Linear address of the local table. */
  long localTable() {
    return tablesBase + Windows.PAGE;
  }

  CpuState state() {
    return engine.state();
  }

  /** Brings registers, memory and tables to where a case starts. */
  void load(SiliconCase c, java.util.function.IntToLongFunction descriptorOf) {
    putCode(c, false);
    for (SiliconCase.Patch p : c.patches()) {
      patch(p, false);
    }
    CpuState s = engine.state();
    for (int i = 0; i < 8; i++) {
      s.setGpr(i, Integer.toUnsignedLong(c.in().gpr()[i]));
    }
    for (int i = 0; i < 6; i++) {
      int selector = c.in().selectors()[i];
      s.setSegment(i, selector, descriptorOf.applyAsLong(selector));
    }
    s.setRip(Integer.toUnsignedLong(c.in().eip()));
    s.setRflags(Integer.toUnsignedLong(c.in().eflags()));
    s.setInterruptShadow(false);
    s.setCr(CpuState.CR0, Integer.toUnsignedLong(CR0));
    s.setCr(CpuState.CR4, CR4_PAE);
    s.setGdt(tablesBase, Windows.PAGE - 1);
  }

  /** Runs until the instruction (or the last of several) is done or an exit says otherwise. */
  CpuExit run(SiliconCase c) {
    CpuState s = engine.state();
    int start = c.in().eip();
    CpuExit exit = engine.run(1);
    for (int i = 0; i < STEPS && exit instanceof CpuExit.Preempted; i++) {
      int into = (int) s.rip() - start;
      boolean same = s.selector(CpuState.CS) == c.in().selectors()[SiliconCase.CS];
      if (!same || into < 0 || into >= c.insn().length) {
        break;
      }
      exit = engine.run(1);
    }
    return exit;
  }

  /**
   * Runs as a guest runs, in blocks, until the filling behind the case ends it: what shows is the
   * state before the instruction that cannot be executed or fetched, by the same rule as in
   * silicon.c.
   */
  CpuExit runThrough(SiliconCase c) {
    CpuExit exit = engine.run(THROUGH);
    CpuState s = engine.state();
    boolean moved =
        (int) s.rip() != c.in().eip()
            || s.selector(CpuState.CS) != c.in().selectors()[SiliconCase.CS];
    if (moved && exit instanceof CpuExit.SoftInterrupt i) {
      int into = (int) s.rip() - c.in().eip();
      boolean inside =
          into >= 0
              && into < c.insn().length
              && s.selector(CpuState.CS) == c.in().selectors()[SiliconCase.CS];
      boolean filling = i.kind() == CpuExit.SoftInterrupt.Kind.INT3 && !inside;
      return filling ? new CpuExit.Preempted() : exit;
    }
    if (moved && exit instanceof CpuExit.Exception e) {
      boolean filling = e.vector() == 13 && e.errorCode() == 0;
      boolean fetch = e.vector() == 14 && (e.errorCode() & 0x10) != 0;
      return filling || fetch ? new CpuExit.Preempted() : exit;
    }
    return exit;
  }

  /** What the case changed; memory is as before it afterwards. */
  List<Change> takeChanges(SiliconCase c) {
    List<Change> changes = new ArrayList<>();
    for (Window w : windows) {
      compare(w, changes);
    }
    for (SiliconCase.Patch p : c.patches()) {
      patch(p, true);
    }
    putCode(c, true);
    return changes;
  }

  private void patch(SiliconCase.Patch p, boolean undo) {
    for (int i = 0; i < p.bytes().length; i++) {
      int address = p.address() + i;
      Window w = windowOf(address);
      if (w != null) {
        int at = address - w.address;
        w.before[at] = undo ? w.background[at] : p.bytes()[i];
        memory.putU8(w.maddr + at, w.before[at]);
      }
    }
  }

  private void compare(Window w, List<Change> changes) {
    for (int i = 0; i < w.size; i += 8) {
      long now = memory.getU64(w.maddr + i);
      if (now != quad(w.before, i)) {
        for (int k = i; k < i + 8; k++) {
          byte b = (byte) memory.getU8(w.maddr + k);
          if (b != w.before[k]) {
            changes.add(new Change(w.address + k, b));
            memory.putU8(w.maddr + k, w.before[k]);
          }
        }
      }
    }
  }

  private static long quad(byte[] bytes, int at) {
    return (long) Views.QUAD.get(bytes, at);
  }

  private static final class Views {
    static final java.lang.invoke.VarHandle QUAD =
        java.lang.invoke.MethodHandles.byteArrayViewVarHandle(
            long[].class, java.nio.ByteOrder.LITTLE_ENDIAN);
  }

  /** Says how changes differ from what a judge told. */
  static void compareMemory(
      List<Change> is, long hash, SiliconResult expected, StringBuilder wrong) {
    boolean same = is.size() == expected.changed() && hash == expected.hash();
    for (int i = 0; same && i < expected.addresses().length; i++) {
      Change change = is.get(i);
      same = change.address() == expected.addresses()[i] && change.value() == expected.bytes()[i];
    }
    if (!same) {
      wrong.append(" memory: ").append(is.size()).append(" changed");
      List<Change> told = expected.changes();
      is.stream()
          .filter(change -> !told.contains(change))
          .limit(12)
          .forEach(change -> wrong.append(change.text()));
    }
  }

  /** FNV-1a of DATA and STACK as they are now. */
  long hash() {
    long h = 0xCBF29CE484222325L;
    for (Window w : windows) {
      if (w.address != TABLES) {
        for (int i = 0; i < w.size; i++) {
          h = (h ^ memory.getU8(w.maddr + i)) * 0x100000001B3L;
        }
      }
    }
    return h;
  }

  private Window windowOf(int address) {
    for (Window w : windows) {
      if (Integer.compareUnsigned(address - w.address, w.size) < 0) {
        return w;
      }
    }
    return null;
  }

  /** Through the engine, so that it notices that code has changed. */
  private void putCode(SiliconCase c, boolean undo) {
    int length = Math.min(c.insn().length, Windows.CODE_SIZE - c.codeOffset());
    byte[] bytes = c.insn();
    if (undo) {
      bytes = new byte[length];
      java.util.Arrays.fill(bytes, filling);
    }
    int left = engine.linear().write(CODE_ALIAS + c.codeOffset(), bytes, 0, length);
    if (left != 0) {
      throw new IllegalStateException("the alias of the code cannot be written");
    }
  }

  @Override
  public void close() {
    engine.close();
    memory.close();
  }
}
