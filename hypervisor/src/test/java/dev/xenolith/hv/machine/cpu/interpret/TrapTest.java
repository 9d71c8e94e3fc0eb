package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Rflags;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Single steps and breakpoints. */
class TrapTest {
  private static final CpuExit DEBUG = CpuExit.Exception.of(Vector.DB);
  private static final int SINGLE_STEP = 1 << 14;
  private static final int DR6 = 6;
  private static final int DR7 = 7;
  private static final int TRAPPING = 0x302;

  private final Vm vm = new Vm();

  @AfterEach
  void close() {
    vm.close();
  }

  private long causes() {
    return vm.state().dr(DR6) & 0xE00F;
  }

  @Test
  void theTrapFlagStopsAfterEachInstruction() {
    vm.code(0x40, 0x40, 0xCC).flags(TRAPPING);
    assertEquals(DEBUG, vm.run(100));
    assertEquals(Vm.CODE + 1, vm.state().rip());
    assertEquals(SINGLE_STEP, causes());
    assertEquals(0, vm.state().rflags() & Rflags.RF);
    assertEquals(DEBUG, vm.run(100));
    assertEquals(Vm.CODE + 2, vm.state().rip());
    assertEquals(2, vm.get(CpuState.RAX));
  }

  @Test
  void popfThatSetsTheTrapFlagStopsAfterTheNextInstruction() {
    // push 0x302; popf; nop; nop
    vm.code(0x68, 2, 3, 0, 0, 0x9D, 0x90, 0x90);
    assertEquals(DEBUG, vm.run(100));
    assertEquals(Vm.CODE + 7, vm.state().rip());
  }

  @Test
  void movSsHoldsTheTrapBackForOneInstruction() {
    // mov ss, eax; nop; nop
    vm.code(0x8E, 0xD0, 0x90, 0x90).set(CpuState.RAX, Vm.data32(3)).flags(TRAPPING);
    assertEquals(DEBUG, vm.run(100));
    assertEquals(Vm.CODE + 3, vm.state().rip());
  }

  @Test
  void anInstructionBreakpointStopsBeforeAndTheResumeFlagGoesOn() {
    vm.code(0x40, 0x40, 0xCC);
    vm.state().setDr(0, Vm.CODE + 1);
    vm.state().setDr(DR7, 0x401);
    assertEquals(DEBUG, vm.run(100));
    assertEquals(Vm.CODE + 1, vm.state().rip());
    assertEquals(1, causes());
    // Who goes on past it sets RF itself.
    assertEquals(0, vm.state().rflags() & Rflags.RF);
    vm.flags(vm.state().rflags() | Rflags.RF);
    assertEquals(CpuExit.SoftInterrupt.class, vm.run(100).getClass());
    assertEquals(2, vm.get(CpuState.RAX));
  }

  @Test
  void aWriteBreakpointStopsAfterTheWriteButNotAfterARead() {
    // mov eax, [DATA]; mov [DATA+2], al; nop
    vm.code(0xA1, 0, 0, 2, 0, 0xA2, 2, 0, 2, 0, 0x90);
    vm.state().setDr(1, Vm.DATA);
    vm.state().setDr(DR7, 0x400 | 4 | 0xDL << 20);
    assertEquals(DEBUG, vm.run(100));
    assertEquals(Vm.CODE + 10, vm.state().rip());
    assertEquals(2, causes());
  }

  @Test
  void repeatedStringsTrapAfterEachStep() {
    vm.code(0xF3, 0xAA, 0x90).set(CpuState.RCX, 3).set(CpuState.RDI, Vm.DATA).flags(TRAPPING);
    assertEquals(DEBUG, vm.run(100));
    assertEquals(Vm.CODE, vm.state().rip());
    assertEquals(2, vm.get(CpuState.RCX));
    vm.run(100);
    assertEquals(DEBUG, vm.run(100));
    assertEquals(Vm.CODE + 2, vm.state().rip());
    assertEquals(0, vm.get(CpuState.RCX));
  }
}
