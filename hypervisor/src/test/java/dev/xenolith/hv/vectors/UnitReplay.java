package dev.xenolith.hv.vectors;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuImage;
import dev.xenolith.hv.machine.cpu.FpuState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Runs cases with floating-point state on the engine and tells what differs. */
final class UnitReplay implements AutoCloseable {
  private static final int RF = 0x10000;
  private static final int USER = 3;

  /** PAE, OSFXSR, OSXMMEXCPT, FSGSBASE, OSXSAVE. */
  private static final long CR4 = 1 << 5 | 1 << 9 | 1 << 10 | 1 << 16 | 1 << 18;

  /** How a case is run. */
  private enum Way {
    STEPPING,
    RUNNING,
    IN_32_BIT_CODE
  }

  private final TestMachine machine = new TestMachine(Windows.HLT, false);

  UnitReplay() {
    long[] gdt = new long[512];
    for (int selector :
        new int[] {SiliconLdt.FLAT_CODE, SiliconLdt.FLAT_DATA, SiliconLdt.LONG_CODE}) {
      gdt[selector >>> 3] = SiliconLdt.of(selector);
    }
    machine.setTables(gdt, new long[1]);
  }

  /**
   * Runs one case, step by step, as a guest runs, and in 32-bit code if it may be; null when
   * everything is equal, else what is not.
   */
  String difference(UnitCase c, UnitResult expected) {
    for (Way way : Way.values()) {
      if (way != Way.IN_32_BIT_CODE || c.portable()) {
        String difference = difference(c, expected, way);
        if (difference != null) {
          return " " + way + difference;
        }
      }
    }
    return null;
  }

  private String difference(UnitCase c, UnitResult expected, Way way) {
    load(c);
    boolean compatible = way == Way.IN_32_BIT_CODE;
    if (compatible) {
      makeCompatible();
    }
    SiliconCase base = c.base();
    CpuExit exit = way == Way.STEPPING ? machine.run(base) : machine.runThrough(base);
    CpuState s = machine.state();
    Ending ending = Ending.of(exit, s.rip(), USER, SiliconReplay.LINUX);
    long hash = expected.base().changed() > SiliconResult.TOLD ? machine.hash() : 0;
    List<TestMachine.Change> changes = machine.takeChanges(base);
    StringBuilder wrong = new StringBuilder();
    ending.compare(expected.base(), wrong);
    long mask = compatible ? 0xFFFFFFFFL : -1;
    for (int i = 0; i < (compatible ? 8 : UnitCase.REGISTERS); i++) {
      if (s.gpr(i) != (expected.gpr()[i] & mask)) {
        wrong.append(" gpr").append(i).append('=').append(Long.toHexString(s.gpr(i)));
      }
    }
    boolean fault = exit instanceof CpuExit.Exception;
    int flags = (int) s.rflags() ^ expected.base().out().eflags();
    flags &= ~(base.undefined() | (fault ? 0 : RF));
    if (flags != 0) {
      wrong.append(" rflags xor ").append(Integer.toHexString(flags));
    }
    TestMachine.compareMemory(changes, hash, expected.base(), wrong);
    long[] image = image(s.fpu());
    String state = UnitTolerance.difference(c, expected.image(), image);
    if (state != null) {
      wrong.append(' ').append(state).append(UnitText.of(s.gprs(), image, expected.image()));
    }
    return wrong.isEmpty() ? null : wrong.toString();
  }

  /** The same selector, but a 32-bit segment behind it; registers as 32-bit code has them. */
  private void makeCompatible() {
    CpuState s = machine.state();
    s.setSegment(CpuState.CS, SiliconLdt.LONG_CODE, SiliconLdt.of(SiliconLdt.FLAT_CODE));
    for (int i = 0; i < UnitCase.REGISTERS; i++) {
      s.setGpr(i, i < 8 ? s.gpr(i) & 0xFFFFFFFFL : 0);
    }
  }

  private void load(UnitCase c) {
    machine.load(c.base(), SiliconLdt::of);
    CpuState s = machine.state();
    s.setCr(CpuState.CR4, CR4);
    for (int i = 0; i < UnitCase.REGISTERS; i++) {
      s.setGpr(i, c.gpr()[i]);
    }
    FpuState fpu = s.fpu();
    fpu.reset();
    fpu.setXcr0(FpuState.XCR0_ALL);
    ByteBuffer area = ByteBuffer.allocate(FpuImage.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    area.asLongBuffer().put(c.image());
    FpuImage image = new FpuImage(area.array());
    image.loadX87(fpu, true);
    image.loadXmm(fpu, true);
    fpu.setMxcsr(image.mxcsr());
  }

  private static long[] image(FpuState fpu) {
    byte[] bytes = new byte[FpuImage.SIZE];
    FpuImage image = new FpuImage(bytes);
    image.saveX87(fpu, true);
    image.saveMxcsr(fpu);
    image.saveXmm(fpu, true);
    long[] words = new long[UnitCase.WORDS];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    return words;
  }

  @Override
  public void close() {
    machine.close();
  }
}
