package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import java.util.List;

/** Runs silicon's cases on the engine and tells what differs. */
final class SiliconReplay implements AutoCloseable {
  private static final int RF = 0x10000;
  private static final int USER = 3;

  /** Linux lets user mode name two vectors; INT 0x80, the third, is in no case. */
  static final Ending.Gates LINUX =
      new Ending.Gates() {
        @Override
        public int dpl(int vector) {
          return vector == 3 || vector == 4 ? USER : 0;
        }

        @Override
        public boolean present(int vector) {
          return true;
        }
      };

  private final TestMachine machine = new TestMachine(Windows.HLT, false);

  SiliconReplay() {
    long[] gdt = new long[512];
    gdt[SiliconLdt.FLAT_CODE >>> 3] = SiliconLdt.of(SiliconLdt.FLAT_CODE);
    gdt[SiliconLdt.FLAT_DATA >>> 3] = SiliconLdt.of(SiliconLdt.FLAT_DATA);
    long[] ldt = new long[SiliconLdt.ENTRIES];
    for (int i = 0; i < ldt.length; i++) {
      ldt[i] = SiliconLdt.entry(i);
    }
    machine.setTables(gdt, ldt);
    int present = 0x82;
    int limit = SiliconLdt.ENTRIES * 8 - 1;
    machine.state().ldt().set(0x40, machine.localTable(), limit, present);
  }

  /**
   * Runs one case, step by step and as a guest runs; null when everything is equal, else what is
   * not.
   */
  String difference(SiliconCase c, SiliconResult expected) {
    String stepping = difference(c, expected, true);
    if (stepping != null) {
      return stepping;
    }
    String running = difference(c, expected, false);
    return running == null ? null : " when not stepping:" + running;
  }

  private String difference(SiliconCase c, SiliconResult expected, boolean stepping) {
    machine.load(c, SiliconLdt::of);
    CpuExit exit = stepping ? machine.run(c) : machine.runThrough(c);
    Ending ending = Ending.of(exit, machine.state().rip(), USER, LINUX);
    long hash = expected.changed() > SiliconResult.TOLD ? machine.hash() : 0;
    List<TestMachine.Change> changes = machine.takeChanges(c);
    StringBuilder wrong = new StringBuilder();
    ending.compare(expected, wrong);
    boolean fault = exit instanceof CpuExit.Exception && !beyondCode(c);
    compareRegisters(c, fault, expected, wrong);
    TestMachine.compareMemory(changes, hash, expected, wrong);
    return wrong.isEmpty() ? null : wrong.toString();
  }

  /**
   * Whether already the way in failed, as a fault of IRET in the kernel, which then makes the
   * frame.
   */
  private static boolean beyondCode(SiliconCase c) {
    int limit = SiliconLdt.limit(c.in().selectors()[SiliconCase.CS]);
    return Integer.compareUnsigned(c.in().eip(), limit) > 0;
  }

  private void compareRegisters(
      SiliconCase c, boolean fault, SiliconResult expected, StringBuilder wrong) {
    CpuState s = machine.state();
    SiliconCase.Registers want = expected.out();
    for (int i = 0; i < 8; i++) {
      if (s.gpr(i) != Integer.toUnsignedLong(want.gpr()[i])) {
        wrong.append(" gpr").append(i).append('=').append(Long.toHexString(s.gpr(i)));
      }
    }
    // When the case was done, RF in the frame belongs to the HLT behind it.
    int ignored = c.undefined() | (fault ? 0 : RF);
    int flags = (int) s.rflags();
    if (((flags ^ want.eflags()) & ~ignored) != 0) {
      wrong.append(" eflags=").append(Integer.toHexString(flags));
      wrong.append(" (xor ").append(Integer.toHexString((flags ^ want.eflags()) & ~ignored));
      wrong.append(')');
    }
    for (int i = 0; i < 6; i++) {
      // The way back through the kernel takes the RPL away from a null selector.
      boolean bothNull = s.selector(i) < 4 && want.selectors()[i] == 0;
      if (s.selector(i) != want.selectors()[i] && !bothNull) {
        wrong.append(" selector").append(i).append('=').append(Integer.toHexString(s.selector(i)));
      }
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}
