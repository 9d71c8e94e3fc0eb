package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may go wrong before an instruction is even known. */
class FetchTest {
  private static final int NEXT_PAGE = Vm.CODE + 0x1000;
  private static final int FETCH_BY_USER = 4;
  private static final int FETCH = 16;
  private static final int PROTECTION = 1;

  private final Vm vm = new Vm();

  @AfterEach
  void close() {
    vm.close();
  }

  private static CpuExit.Exception fault(int code, long linear) {
    return new CpuExit.Exception(Vector.PF, code, true, linear);
  }

  @Test
  void anInstructionAcrossPagesFaultsAtThePageThatIsMissing() {
    // inc ebx, then mov eax, imm32 with its last two bytes in the next page
    vm.put(NEXT_PAGE - 4, 0x43, 0xB8, 0x78, 0x56, 0x34, 0x12, 0xCC);
    vm.page(NEXT_PAGE, 0);
    vm.state().setRip(NEXT_PAGE - 4);
    assertEquals(fault(FETCH_BY_USER | FETCH, NEXT_PAGE), vm.run(100));
    assertEquals(NEXT_PAGE - 3, vm.state().rip());
    assertEquals(1, vm.get(CpuState.RBX));
    assertEquals(1, vm.engine().retired());
    vm.page(NEXT_PAGE, NEXT_PAGE | Vm.PRESENT | Vm.USER);
    assertEquals(CpuExit.SoftInterrupt.class, vm.run(100).getClass());
    assertEquals(0x12345678, vm.get(CpuState.RAX));
  }

  @Test
  void anInstructionAcrossPagesIsFetchedFromWhereTheyAreMappedNow() {
    vm.put(NEXT_PAGE - 3, 0xB8, 1, 0, 0, 0, 0xCC);
    vm.put(0x90000, 0, 2, 0xCC);
    vm.state().setRip(NEXT_PAGE - 3);
    vm.run(100);
    assertEquals(1, vm.get(CpuState.RAX));
    vm.page(NEXT_PAGE, 0x90000 | Vm.PRESENT | Vm.USER);
    vm.state().setRip(NEXT_PAGE - 3);
    vm.run(100);
    assertEquals(0x02000001, vm.get(CpuState.RAX));
  }

  @Test
  void aPageThatMustNotBeExecutedFaults() {
    vm.code(0x90);
    vm.page(Vm.CODE, Vm.CODE | Vm.PRESENT | Vm.USER | Vm.NO_EXECUTE);
    assertEquals(fault(FETCH_BY_USER | FETCH | PROTECTION, Vm.CODE), vm.run(100));
  }

  @Test
  void aPageOfTheSupervisorFaultsInRing3AndRunsInRing1() {
    vm.code(0xCC);
    vm.page(Vm.CODE, Vm.CODE | Vm.PRESENT);
    assertEquals(fault(FETCH_BY_USER | FETCH | PROTECTION, Vm.CODE), vm.run(100));
    vm.ring(1);
    assertEquals(CpuExit.SoftInterrupt.class, vm.run(100).getClass());
  }

  @Test
  void fifteenBytesAreTheMost() {
    int[] code = new int[16];
    Arrays.fill(code, 0x66);
    code[14] = 0x90;
    vm.code(code);
    assertEquals(new CpuExit.Preempted(), vm.run(1));
    code[14] = 0x66;
    code[15] = 0x90;
    vm.code(code);
    assertEquals(CpuExit.Exception.of(Vector.GP, 0), vm.run(1));
  }

  @Test
  void theCodeSegmentEndsSomewhere() {
    // A segment of 16 bytes at CODE.
    vm.descriptor(0xA3, 0x0040_FB01_0000_000FL);
    vm.put(Vm.CODE + 14, 0x40, 0x40, 0x40);
    vm.state().setSegment(CpuState.CS, 0xA3, vm.descriptor(0xA3));
    vm.state().setRip(14);
    assertEquals(CpuExit.Exception.of(Vector.GP, 0), vm.run(100));
    assertEquals(16, vm.state().rip());
    assertEquals(2, vm.get(CpuState.RAX));
  }

  @Test
  void aFaultSetsTheResumeFlagAndTheNextInstructionClearsIt() {
    vm.code(0x0F, 0x0B);
    assertEquals(CpuExit.Exception.of(Vector.UD), vm.run(100));
    assertEquals(Rflags.RF, vm.state().rflags() & Rflags.RF);
    vm.code(0x90, 0xCC);
    vm.run(1);
    assertEquals(0, vm.state().rflags() & Rflags.RF);
  }
}
