package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A processor that was just made runs ordinary code. */
class FirstStepsTest {
  private final Vm vm = new Vm();

  @AfterEach
  void close() {
    vm.close();
  }

  @Test
  void aLoopAddsUpAndLeavesBySoftwareInterrupt() {
    // mov ecx, 1000; xor eax, eax; 1: add eax, ecx; dec ecx; jnz 1b; int 0x80
    vm.code(0xB9, 0xE8, 3, 0, 0, 0x31, 0xC0, 0x01, 0xC8, 0x49, 0x75, 0xFB, 0xCD, 0x80);
    CpuExit exit = vm.run(10_000);
    long interrupt = Vm.CODE + 12;
    assertEquals(
        new CpuExit.SoftInterrupt(0x80, CpuExit.SoftInterrupt.Kind.INT_N, interrupt + 2), exit);
    assertEquals(interrupt, vm.state().rip());
    assertEquals(500_500, vm.get(CpuState.RAX));
    assertEquals(2 + 3 * 1000, vm.engine().retired());
  }

  @Test
  void callsAndReturnsUseTheStack() {
    // call 1f; mov ebx, eax; int3; 1: push 7; pop eax; ret
    vm.code(0xE8, 3, 0, 0, 0, 0x89, 0xC3, 0xCC, 0x6A, 7, 0x58, 0xC3);
    CpuExit exit = vm.run(100);
    assertEquals(CpuExit.SoftInterrupt.Kind.INT3, ((CpuExit.SoftInterrupt) exit).kind());
    assertEquals(7, vm.get(CpuState.RBX));
    assertEquals(Vm.STACK, vm.get(CpuState.RSP));
  }

  @Test
  void aBudgetEndsARunExactly() {
    // 1: inc eax; jmp 1b
    vm.code(0x40, 0xEB, 0xFD);
    for (int budget : new int[] {1, 2, 3, 5, 100, 1001}) {
      long before = vm.engine().retired();
      assertEquals(new CpuExit.Preempted(), vm.run(budget));
      assertEquals(before + budget, vm.engine().retired());
    }
  }
}
