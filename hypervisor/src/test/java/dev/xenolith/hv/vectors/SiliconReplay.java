package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import java.util.List;

/** Runs silicon's cases on the engine and tells what differs. */
final class SiliconReplay implements AutoCloseable {
  private static final int RF = 0x10000;
  private static final int BREAKPOINT = 3;
  private static final int OVERFLOW = 4;
  private static final int DEBUG = 1;
  private static final int GP = 13;

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

  /** What an exit means in terms of an exception on the host, whose gates are Linux's. */
  private record Ending(SiliconResult.Outcome outcome, int vector, int error, int cr2, long rip) {}

  /** Runs one case; null when everything is equal, else what is not. */
  String difference(SiliconCase c, SiliconResult expected) {
    machine.load(c, SiliconLdt::of);
    CpuExit exit = machine.run(c);
    Ending ending = ending(exit);
    long hash = expected.changed() > SiliconResult.TOLD ? machine.hash() : 0;
    List<TestMachine.Change> changes = machine.takeChanges(c);
    StringBuilder wrong = new StringBuilder();
    compareEnding(ending, expected, wrong);
    compareRegisters(c, ending, expected, wrong);
    compareMemory(changes, hash, expected, wrong);
    return wrong.isEmpty() ? null : wrong.toString();
  }

  private Ending ending(CpuExit exit) {
    long rip = machine.state().rip();
    return switch (exit) {
      case CpuExit.Preempted p -> new Ending(SiliconResult.Outcome.DONE, 0, 0, 0, rip);
      case CpuExit.Halted h -> new Ending(SiliconResult.Outcome.DONE, 0, 0, 0, rip);
      case CpuExit.Exception e -> exception(e.vector(), e.errorCode(), (int) e.linear(), rip);
      case CpuExit.SoftInterrupt i -> softInterrupt(i, rip);
      case CpuExit.Syscall s -> new Ending(SiliconResult.Outcome.HANG, -1, 0, 0, rip);
      case CpuExit.Sysenter s -> new Ending(SiliconResult.Outcome.HANG, -2, 0, 0, rip);
    };
  }

  private static Ending exception(int vector, int error, int cr2, long rip) {
    return new Ending(SiliconResult.Outcome.EXCEPTION, vector, error, cr2, rip);
  }

  private static Ending softInterrupt(CpuExit.SoftInterrupt i, long rip) {
    boolean open = i.vector() == BREAKPOINT || i.vector() == OVERFLOW;
    if (open || i.kind() == CpuExit.SoftInterrupt.Kind.INT1) {
      int vector = i.kind() == CpuExit.SoftInterrupt.Kind.INT1 ? DEBUG : i.vector();
      return exception(vector, 0, 0, i.nextRip());
    }
    return exception(GP, i.vector() * 8 + 2, 0, rip);
  }

  private static void compareEnding(Ending is, SiliconResult expected, StringBuilder wrong) {
    boolean hang = expected.outcome() == SiliconResult.Outcome.HANG;
    SiliconResult.Outcome want = hang ? SiliconResult.Outcome.DONE : expected.outcome();
    boolean same =
        is.outcome == want
            && is.vector == expected.vector()
            && is.error == expected.error()
            && is.cr2 == expected.cr2();
    if (!same) {
      wrong.append(" ends ").append(is.outcome).append(" vector ").append(is.vector);
      wrong.append(" error ").append(Integer.toHexString(is.error));
      wrong.append(" cr2 ").append(Integer.toHexString(is.cr2));
    }
  }

  private void compareRegisters(
      SiliconCase c, Ending ending, SiliconResult expected, StringBuilder wrong) {
    CpuState s = machine.state();
    SiliconCase.Registers want = expected.out();
    for (int i = 0; i < 8; i++) {
      if (s.gpr(i) != Integer.toUnsignedLong(want.gpr()[i])) {
        wrong.append(" gpr").append(i).append('=').append(Long.toHexString(s.gpr(i)));
      }
    }
    if (ending.rip != Integer.toUnsignedLong(want.eip())) {
      wrong.append(" eip=").append(Long.toHexString(ending.rip));
    }
    int ignored = RF | c.undefined();
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

  private static void compareMemory(
      List<TestMachine.Change> is, long hash, SiliconResult expected, StringBuilder wrong) {
    boolean same = is.size() == expected.changed() && hash == expected.hash();
    for (int i = 0; same && i < expected.addresses().length; i++) {
      TestMachine.Change change = is.get(i);
      same = change.address() == expected.addresses()[i] && change.value() == expected.bytes()[i];
    }
    if (!same) {
      wrong.append(" memory: ").append(is.size()).append(" changed");
      for (TestMachine.Change change : is.subList(0, Math.min(is.size(), 12))) {
        wrong.append(' ').append(Integer.toHexString(change.address())).append('=');
        wrong.append(Integer.toHexString(change.value() & 0xFF));
      }
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}
