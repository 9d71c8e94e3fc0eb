package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Saving and restoring the floating-point state; EBX points at the area. */
class StateOpsTest {
  private static final long CR0 = 0x8005_0033L;
  private static final int TASK_SWITCHED = 8;
  private static final long CR4 = 0x40620;
  private static final int AREA = Vm.DATA;
  private static final int HEADER = AREA + 512;
  private static final int ONES = -1;
  private static final int[] FXSAVE = {0x0F, 0xAE, 0x03};
  private static final int[] FXRSTOR = {0x0F, 0xAE, 0x0B};
  private static final int[] XSAVE = {0x0F, 0xAE, 0x23};
  private static final int[] XRSTOR = {0x0F, 0xAE, 0x2B};
  private static final int[] XSAVEOPT = {0x0F, 0xAE, 0x33};
  private static final int[] XSAVEC = {0x0F, 0xC7, 0x23};
  private static final int[] FNSAVE = {0xDD, 0x33};
  private static final int[] FNSTENV = {0xD9, 0x33};
  private static final int[] FRSTOR = {0xDD, 0x23};

  private final Vm vm = new Vm();
  private final FpuState fpu = vm.state().fpu();

  @BeforeEach
  void enable() {
    vm.state().setCr(CpuState.CR4, CR4);
    fpu.setXcr0(FpuState.XCR0_ALL);
    vm.set(CpuState.RBX, AREA);
    vm.set(CpuState.RAX, ONES & 0xFFFFFFFFL);
    vm.set(CpuState.RDX, ONES & 0xFFFFFFFFL);
  }

  @AfterEach
  void close() {
    vm.close();
  }

  private CpuExit step(int... code) {
    return vm.code(code).step();
  }

  private void run(int... code) {
    assertInstanceOf(CpuExit.Preempted.class, step(code));
  }

  private void fill() {
    fpu.setControl(0x27F);
    fpu.setStatus(5 << 11 | 0x20);
    fpu.setFull(0xE0);
    fpu.setRegister(5, 0x8000000000000001L, 0x3FFF);
    fpu.setRegister(6, 0, 0);
    fpu.setRegister(7, 0xC000000000000000L, 0xFFFF);
    fpu.setLast(0x123, 0x23, 0x12345678, 0x2B, 0x9ABCDEF0L);
    fpu.setMxcsr(0x9FC0);
    for (int i = 0; i < 32; i++) {
      fpu.xmm()[i] = 0x1111111111111111L * (i + 1);
    }
  }

  private FpuState copy() {
    FpuState copy = new FpuState();
    copy.copyFrom(fpu);
    return copy;
  }

  private void assertX87(FpuState expected) {
    assertEquals(expected.control(), fpu.control());
    assertEquals(expected.status(), fpu.status());
    assertEquals(expected.full(), fpu.full());
    assertEquals(expected.instructionPointer(), fpu.instructionPointer());
    assertEquals(expected.dataPointer(), fpu.dataPointer());
    for (int i = 0; i < 8; i++) {
      assertEquals(expected.significand(i), fpu.significand(i));
      assertEquals(expected.signExponent(i), fpu.signExponent(i));
    }
  }

  @Test
  void fxsaveAndFxrstorCarryEverythingThat32BitCodeReaches() {
    fill();
    FpuState before = copy();
    run(FXSAVE);
    assertEquals(0x0123_00E0_2820_027FL, vm.memory().getU64(AREA));
    assertEquals(0x8000000000000001L, vm.memory().getU64(AREA + 32), "ST0 comes first");
    assertEquals(0xFFFF_0000_9FC0L, vm.memory().getU64(AREA + 24));
    assertEquals(0, vm.memory().getU64(AREA + 288), "XMM8 is for 64-bit code");
    fpu.reset();
    run(FXRSTOR);
    assertX87(before);
    assertEquals(before.mxcsr(), fpu.mxcsr());
    assertEquals(before.xmm()[15], fpu.xmm()[15]);
    assertEquals(0, fpu.xmm()[16]);
  }

  @Test
  void anAreaThatIsNotAlignedIsAProtectionFault() {
    vm.set(CpuState.RBX, AREA + 8);
    assertEquals(CpuExit.Exception.of(Vector.GP, 0), step(FXSAVE));
    vm.set(CpuState.RBX, AREA + 16);
    assertEquals(CpuExit.Exception.of(Vector.GP, 0), step(XSAVE));
  }

  @Test
  void bitsThatMxcsrDoesNotHaveAreAProtectionFaultAndNothingIsLoaded() {
    fill();
    run(FXSAVE);
    vm.memory().putU32(AREA + 24, 0x11F80);
    FpuState before = copy();
    vm.memory().putU64(AREA + 32, 0);
    assertEquals(CpuExit.Exception.of(Vector.GP, 0), step(FXRSTOR));
    assertX87(before);
  }

  @Test
  void taskSwitchedAndNoXsaveComeFirst() {
    vm.state().setCr(CpuState.CR0, CR0 | TASK_SWITCHED);
    for (int[] code : new int[][] {FXSAVE, FXRSTOR, XSAVE, XRSTOR, XSAVEOPT, XSAVEC, FNSAVE}) {
      assertEquals(CpuExit.Exception.of(Vector.NM), step(code));
    }
    vm.state().setCr(CpuState.CR4, CR4 & ~0x40000);
    assertEquals(CpuExit.Exception.of(Vector.UD), step(XSAVE));
    assertEquals(CpuExit.Exception.of(Vector.UD), step(0x0F, 0x01, 0xD0));
  }

  @Test
  void xsaveWritesWhatIsAskedForAndSaysWhatIsInUse() {
    fill();
    vm.memory().putU64(HEADER, 0);
    vm.set(CpuState.RAX, 1);
    run(XSAVE);
    assertEquals(1, vm.memory().getU64(HEADER));
    assertEquals(0, vm.memory().getU64(AREA + 24), "MXCSR is SSE's");
    vm.set(CpuState.RAX, 2);
    run(XSAVE);
    assertEquals(3, vm.memory().getU64(HEADER));
    assertEquals(0x1111111111111111L, vm.memory().getU64(AREA + 160));
  }

  @Test
  void xsaveoptLeavesOutWhatIsAsAfterReset() {
    fpu.reset();
    vm.memory().putU64(AREA + 160, 77);
    vm.memory().putU64(HEADER, 3);
    run(XSAVEOPT);
    assertEquals(0, vm.memory().getU64(HEADER));
    assertEquals(77, vm.memory().getU64(AREA + 160));
  }

  @Test
  void xsavecWritesACompactedHeaderThatXrstorTakes() {
    fill();
    FpuState before = copy();
    run(XSAVEC);
    assertEquals(3, vm.memory().getU64(HEADER));
    assertEquals(1L << 63 | 3, vm.memory().getU64(HEADER + 8));
    fpu.reset();
    run(XRSTOR);
    assertX87(before);
    assertEquals(before.mxcsr(), fpu.mxcsr());
  }

  @Test
  void xrstorInitialisesWhatTheHeaderDoesNotName() {
    fill();
    run(XSAVE);
    vm.memory().putU64(HEADER, 0);
    run(XRSTOR);
    assertX87(new FpuState());
    assertEquals(0x9FC0, fpu.mxcsr(), "the standard format has MXCSR always");
    assertEquals(0, fpu.xmm()[0]);
    assertEquals(0x1111111111111111L * 17, fpu.xmm()[16], "XMM8 is for 64-bit code");
  }

  @Test
  void aHeaderThatNamesWhatIsNotThereIsAProtectionFault() {
    run(XSAVE);
    vm.memory().putU64(HEADER, 4);
    assertEquals(CpuExit.Exception.of(Vector.GP, 0), step(XRSTOR));
    vm.memory().putU64(HEADER, 0);
    vm.memory().putU64(HEADER + 16, 1);
    assertEquals(CpuExit.Exception.of(Vector.GP, 0), step(XRSTOR));
  }

  @Test
  void fnsaveWritesFullTagsAndStartsAnew() {
    fill();
    FpuState before = copy();
    run(FNSAVE);
    assertEquals(0xFFFF027F, vm.memory().getU32(AREA));
    assertEquals(0xFFFF_93FF, vm.memory().getU32(AREA + 8), "special, zero, valid, empty");
    assertEquals(0x0123_0023, vm.memory().getU32(AREA + 16));
    assertEquals(FpuState.CONTROL_RESET, fpu.control());
    assertEquals(0, fpu.full());
    run(FRSTOR);
    assertX87(before);
  }

  @Test
  void fnstenvMasksAllExceptions() {
    fpu.setControl(0x340);
    run(FNSTENV);
    assertEquals(0xFFFF0340, vm.memory().getU32(AREA));
    assertEquals(0x37F, fpu.control());
  }

  @Test
  void anExceptionThatWaitsComesWithTheNextInstructionThatLooksForOne() {
    fpu.setStatus(1);
    vm.memory().putU16(AREA, 0x37E);
    run(0xD9, 0x2B); // FLDCW
    assertEquals(CpuExit.Exception.of(Vector.MF), step(0x9B));
    assertEquals(CpuExit.Exception.of(Vector.MF), step(0xD9, 0x2B));
    run(FNSTENV);
    assertEquals(0xFFFF8081, vm.memory().getU32(AREA + 4));
    run(0x9B);
  }

  @Test
  void xgetbvTellsWhatIsEnabledAndWhatIsInUse() {
    fpu.reset();
    vm.set(CpuState.RCX, 0);
    run(0x0F, 0x01, 0xD0);
    assertEquals(3, vm.get(CpuState.RAX));
    vm.set(CpuState.RCX, 1);
    run(0x0F, 0x01, 0xD0);
    assertEquals(0, vm.get(CpuState.RAX));
    vm.set(CpuState.RCX, 2);
    assertEquals(CpuExit.Exception.of(Vector.GP, 0), step(0x0F, 0x01, 0xD0));
  }

  @Test
  void aFaultInTheSecondPageWritesNothing() {
    fill();
    vm.page(Vm.DATA + 0x1000, 0);
    vm.set(CpuState.RBX, AREA + 0x1000 - 64);
    assertInstanceOf(CpuExit.Exception.class, step(FNSAVE));
    assertEquals(0, vm.memory().getU64(AREA + 0x1000 - 64));
    assertEquals(0x27F, fpu.control());
  }
}
