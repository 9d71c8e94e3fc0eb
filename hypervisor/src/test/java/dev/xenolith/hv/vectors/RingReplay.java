package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import java.util.List;

/** Runs Bochs's cases on the engine and tells what differs. */
final class RingReplay implements AutoCloseable {
  private static final int RF = 0x10000;
  private static final int PAE = 0x20;
  private static final int IDT_BASE = 0x250000;
  private static final int IDT_LIMIT = 0xFFF;
  private static final int LDT_ATTRIBUTES = 0x82;
  private static final int TASK_ATTRIBUTES = 0x8B;
  private static final long DR6 = 0xFFFF0FF0L;
  private static final int DR7 = 0x400;

  /** The gates that rings.c makes. */
  private static final Ending.Gates GATES =
      new Ending.Gates() {
        @Override
        public int dpl(int vector) {
          return switch (vector) {
            case 3, 4, 0x80, 0x83 -> 3;
            case 0x81 -> 2;
            case 0x82 -> 1;
            default -> 0;
          };
        }

        @Override
        public boolean present(int vector) {
          return vector != 0x83;
        }
      };

  private final RingTables tables = new RingTables();
  private final TestMachine machine = new TestMachine((byte) 0xCC, true);

  RingReplay() {
    machine.setTables(tables.gdt(), tables.ldt());
  }

  /**
   * Runs one case, step by step and as a guest runs; null when everything is equal, else what is
   * not.
   */
  String difference(RingCase c, RingResult expected) {
    String stepping = difference(c, expected, true);
    if (stepping != null) {
      return stepping;
    }
    String running = difference(c, expected, false);
    return running == null ? null : " when not stepping:" + running;
  }

  private String difference(RingCase c, RingResult expected, boolean stepping) {
    machine.load(c.test(), tables::of);
    CpuState s = machine.state();
    s.ldt().set(RingTables.LOCAL_TABLE, machine.localTable(), IDT_LIMIT, LDT_ATTRIBUTES);
    s.task().set(RingTables.TASK, RingTables.TASK_BASE, RingTables.TASK_LIMIT, TASK_ATTRIBUTES);
    s.setIdt(IDT_BASE, IDT_LIMIT);
    s.setCr(CpuState.CR2, 0);
    s.setCr(CpuState.CR4, PAE | c.cr4());
    for (int i = 0; i < 4; i++) {
      s.setDr(i, Integer.toUnsignedLong(c.dr()[i]));
    }
    s.setDr(6, DR6);
    s.setDr(7, c.dr7() | DR7);
    CpuExit exit = stepping ? machine.run(c.test()) : machine.runThrough(c.test());
    Ending ending = Ending.of(exit, s.rip(), s.cpl(), GATES);
    List<TestMachine.Change> changes = machine.takeChanges(c.test());
    StringBuilder wrong = new StringBuilder();
    ending.compare(expected.base(), wrong);
    boolean exception = exit instanceof CpuExit.Exception;
    compareRegisters(c.test(), exception, expected.base().out(), wrong);
    compareSystem(expected, wrong);
    TestMachine.compareMemory(changes, 0, expected.base(), wrong);
    return wrong.isEmpty() ? null : wrong.toString();
  }

  private void compareRegisters(
      SiliconCase c, boolean exception, SiliconCase.Registers want, StringBuilder wrong) {
    CpuState s = machine.state();
    for (int i = 0; i < 8; i++) {
      equal("gpr" + i, s.gpr(i), Integer.toUnsignedLong(want.gpr()[i]), wrong);
    }
    for (int i = 0; i < 6; i++) {
      equal("selector" + i, s.selector(i), want.selectors()[i], wrong);
    }
    // When the case was done, RF in the frame belongs to what stands behind it.
    int compared = ~(c.undefined() | (exception ? 0 : RF));
    equal("eflags", s.rflags() & compared, want.eflags() & compared, wrong);
  }

  private void compareSystem(RingResult want, StringBuilder wrong) {
    CpuState s = machine.state();
    equal("cr0", s.cr(CpuState.CR0), Integer.toUnsignedLong(want.cr0()), wrong);
    equal("cr4", s.cr(CpuState.CR4), Integer.toUnsignedLong(want.cr4()), wrong);
    equal("dr6", s.dr(6), Integer.toUnsignedLong(want.dr6()), wrong);
    equal("dr7", s.dr(7), Integer.toUnsignedLong(want.dr7()), wrong);
    equal("ldtr", s.ldt().selector(), want.ldtr(), wrong);
    equal("tr", s.task().selector(), want.task(), wrong);
    equal("gdt limit", s.gdtLimit(), want.gdtLimit(), wrong);
    equal("idt limit", s.idtLimit(), want.idtLimit(), wrong);
  }

  private static void equal(String name, long is, long want, StringBuilder wrong) {
    if (is != want) {
      wrong.append(' ').append(name).append('=').append(Long.toHexString(is));
      wrong.append(" not ").append(Long.toHexString(want));
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}
