package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Code that changes is seen as changed, whoever wrote it and however it is mapped. */
class ChangedCodeTest {
  private static final int ALIAS = 0x80000;

  private final Vm vm = new Vm();

  @AfterEach
  void close() {
    vm.close();
  }

  private void runToInt3() {
    CpuExit exit = vm.run(100_000);
    assertEquals(
        CpuExit.SoftInterrupt.Kind.INT3,
        assertInstanceOf(CpuExit.SoftInterrupt.class, exit).kind());
  }

  @Test
  void aStoreIntoTheNextInstructionTakesEffectAtOnce() {
    // mov byte [CODE+8], 0x43 (inc ebx); nop; inc eax -> inc ebx; int3
    vm.code(0xC6, 0x05, 8, 0, 1, 0, 0x43, 0x90, 0x40, 0xCC);
    runToInt3();
    assertEquals(0, vm.get(CpuState.RAX));
    assertEquals(1, vm.get(CpuState.RBX));
    assertEquals(3, vm.engine().retired());
  }

  @Test
  void aLoopThatRewritesItselfRunsTheNewCode() {
    // mov ecx, 50; 1: inc eax; add byte [CODE+5], 0 (same byte back); dec ecx; jnz 1b; int3
    vm.code(0xB9, 50, 0, 0, 0, 0x40, 0x80, 0x05, 5, 0, 1, 0, 0, 0x49, 0x75, 0xF5, 0xCC);
    runToInt3();
    assertEquals(50, vm.get(CpuState.RAX));
    assertEquals(1 + 50 * 4, vm.engine().retired());
  }

  @Test
  void aWriteByTheHypervisorIsSeen() {
    // inc eax; int3
    vm.code(0x40, 0xCC);
    runToInt3();
    vm.memory().putU8(Vm.CODE, 0x43);
    vm.state().setRip(Vm.CODE);
    runToInt3();
    assertEquals(1, vm.get(CpuState.RAX));
    assertEquals(1, vm.get(CpuState.RBX));
  }

  @Test
  void aWriteThroughAnotherMappingIsSeen() {
    vm.page(ALIAS, Vm.CODE | Vm.PRESENT | Vm.WRITABLE | Vm.USER);
    // inc eax; mov byte [ALIAS], 0x43; int3
    vm.code(0x40, 0xC6, 0x05, 0, 0, 8, 0, 0x43, 0xCC);
    runToInt3();
    vm.state().setRip(Vm.CODE);
    runToInt3();
    assertEquals(1, vm.get(CpuState.RAX));
    assertEquals(1, vm.get(CpuState.RBX));
  }

  @Test
  void anotherEngineSeesItToo() {
    vm.code(0x40, 0xCC);
    runToInt3();
    try (Vm other = new Vm()) {
      assertEquals(0, other.memory().getU8(Vm.CODE));
    }
    InterpreterEngine second =
        new InterpreterEngine(vm.memory(), dev.xenolith.hv.machine.cpu.Processor.bare());
    // Paging off: linear addresses are machine addresses.
    second.state().setSegment(CpuState.CS, Vm.code32(0), vm.descriptor(Vm.code32(0)));
    for (int segment : new int[] {CpuState.DS, CpuState.ES, CpuState.SS}) {
      second.state().setSegment(segment, Vm.data32(0), vm.descriptor(Vm.data32(0)));
    }
    // mov byte [CODE], 0x43; int3
    vm.put(Vm.DATA, 0xC6, 0x05, 0, 0, 1, 0, 0x43, 0xCC);
    second.state().setRip(Vm.DATA);
    assertInstanceOf(CpuExit.SoftInterrupt.class, second.run(100));
    second.close();
    vm.state().setRip(Vm.CODE);
    runToInt3();
    assertEquals(1, vm.get(CpuState.RBX));
  }

  @Test
  void dataBesideCodeMayBeWrittenAllTheTime() {
    // mov ecx, 1000; 1: inc dword [CODE+0x800]; dec ecx; jnz 1b; int3
    vm.code(0xB9, 0xE8, 3, 0, 0, 0xFF, 0x05, 0, 8, 1, 0, 0x49, 0x75, 0xF7, 0xCC);
    runToInt3();
    assertEquals(1000, vm.memory().getU32(Vm.CODE + 0x800));
  }

  @Test
  void aPageMappedElsewhereRunsTheOtherCodeOnceFlushed() {
    vm.put(ALIAS, 0x43, 0xCC);
    vm.code(0x40, 0xCC);
    runToInt3();
    vm.page(Vm.CODE, ALIAS | Vm.PRESENT | Vm.USER);
    vm.state().setRip(Vm.CODE);
    runToInt3();
    assertEquals(1, vm.get(CpuState.RAX));
    assertEquals(1, vm.get(CpuState.RBX));
    vm.page(Vm.CODE, Vm.CODE | Vm.PRESENT | Vm.USER);
    vm.state().setRip(Vm.CODE);
    runToInt3();
    assertEquals(2, vm.get(CpuState.RAX));
  }
}
