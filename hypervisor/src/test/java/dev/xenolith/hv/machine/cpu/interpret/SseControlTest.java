package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.FpuState;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the control registers say about MMX and SSE; user mode of a host cannot be asked that. */
class SseControlTest {
  private static final long CR0 = 0x8005_0033L;
  private static final long EMULATE = 4;
  private static final long TASK_SWITCHED = 8;
  private static final long CR4 = 0x20;
  private static final long OSFXSR = 1 << 9;
  private static final long OSXMMEXCPT = 1 << 10;
  private static final int[] PADDD = {0x66, 0x0F, 0xFE, 0xC1};
  private static final int[] PADDD_MMX = {0x0F, 0xFE, 0xC1};
  private static final int[] DIVSD = {0xF2, 0x0F, 0x5E, 0xC1};
  private static final int MXCSR_NO_ZERO_DIVIDE = FpuState.MXCSR_RESET & ~0x200;
  private static final int ROUNDS = 20_000;

  private final Vm vm = new Vm();
  private final FpuState fpu = vm.state().fpu();

  @AfterEach
  void close() {
    vm.close();
  }

  private CpuExit run(long cr0, long cr4, int... code) {
    vm.code(code);
    vm.state().setCr(CpuState.CR0, cr0);
    vm.state().setCr(CpuState.CR4, cr4);
    return vm.run(1);
  }

  private static CpuExit fault(int vector) {
    return CpuExit.Exception.of(vector);
  }

  @Test
  void sseIsUndefinedUntilTheKernelSaysThatItSavesIt() {
    assertEquals(fault(Vector.UD), run(CR0, CR4, PADDD));
    assertInstanceOf(CpuExit.Preempted.class, run(CR0, CR4 | OSFXSR, PADDD));
  }

  @Test
  void mmxAsksForNoSuchPromise() {
    assertInstanceOf(CpuExit.Preempted.class, run(CR0, CR4, PADDD_MMX));
    assertEquals(0xFF, fpu.full());
  }

  @Test
  void switchedTasksAndEmulationComeFirst() {
    assertEquals(fault(Vector.NM), run(CR0 | TASK_SWITCHED, CR4 | OSFXSR, PADDD));
    assertEquals(fault(Vector.NM), run(CR0 | TASK_SWITCHED, CR4, PADDD_MMX));
    assertEquals(fault(Vector.UD), run(CR0 | EMULATE | TASK_SWITCHED, CR4 | OSFXSR, PADDD));
    assertEquals(fault(Vector.UD), run(CR0 | EMULATE, CR4, PADDD_MMX));
  }

  @Test
  void anUnmaskedExceptionIsUndefinedUntilTheKernelHasAHandler() {
    fpu.setMxcsr(MXCSR_NO_ZERO_DIVIDE);
    fpu.xmm()[0] = Double.doubleToRawLongBits(1);
    assertEquals(fault(Vector.UD), run(CR0, CR4 | OSFXSR, DIVSD));
    assertEquals(fault(Vector.XM), run(CR0, CR4 | OSFXSR | OSXMMEXCPT, DIVSD));
    assertEquals(MXCSR_NO_ZERO_DIVIDE | 4, fpu.mxcsr());
    assertEquals(Double.doubleToRawLongBits(1), fpu.xmm()[0]);
  }

  @Test
  void nothingIsAllocated() {
    // paddd, pshufb, mulpd, cvtsd2si, pcmpistri, aesenc, movdqu store and load, back
    int[] loop = {
      0x66, 0x0F, 0xFE, 0xC1, 0x66, 0x0F, 0x38, 0x00, 0xD1, 0x66, 0x0F, 0x59, 0xDC, 0xF2, 0x0F,
      0x2D, 0xC3, 0x66, 0x0F, 0x3A, 0x63, 0xC1, 0x0C, 0x66, 0x0F, 0x38, 0xDC, 0xEE, 0xF3, 0x0F,
      0x7F, 0x2B, 0xF3, 0x0F, 0x6F, 0x3B, 0xEB, 0xDA
    };
    vm.set(CpuState.RBX, Vm.DATA + 0xFF8);
    run(CR0, CR4 | OSFXSR | OSXMMEXCPT, loop);
    vm.run(ROUNDS);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertInstanceOf(CpuExit.Preempted.class, vm.run(ROUNDS));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < ROUNDS, allocated + " bytes");
  }
}
