package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Processor;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 64-bit code that changes is seen as changed, interpreted and compiled, in one page and where an
 * instruction lies in two.
 */
class ChangedLongCodeTest {
  private static final int ALIAS = 0x80000;
  private static final int PAGE = 0x1000;

  /** Here the instruction that changes lies in one page, there in two. */
  private static final int NEAR = Vm.CODE;

  private static final int ACROSS = Vm.CODE + PAGE - 6;

  /** The byte of the loop that makes {@code inc eax} an {@code inc ebx}. */
  private static final int PATCH = 6;

  private static final int INC_EAX = 0xC0;
  private static final int INC_EBX = 0xC3;
  private static final int TIMES = 50;
  private static final int PIECE = 10;

  private final Vm vm = new Vm();

  @AfterEach
  void close() {
    vm.close();
  }

  /** A loop that, when 20 turns are left, may patch itself through an address. */
  private void loop(int start, int patchAt, boolean patches) {
    vm.long64(3).reset();
    int when = patches ? 20 : 100;
    int[] code = {
      0xB9,
      TIMES,
      0,
      0,
      0, // mov ecx, 50
      0xFF,
      INC_EAX, // 1: inc eax
      0x83,
      0xF9,
      when, // cmp ecx, when
      0x75,
      0x08, // jne 2f
      0xC6,
      0x04,
      0x25,
      patchAt,
      patchAt >> 8,
      patchAt >> 16,
      patchAt >> 24,
      INC_EBX,
      0xFF,
      0xC9, // 2: dec ecx
      0x75,
      0xED, // jnz 1b
      0xCC
    };
    vm.put(start, code).state().setRip(start);
  }

  private void compiles(boolean compiled) {
    if (compiled) {
      vm.engine().hot().hurry();
    }
  }

  /** Runs in small pieces, so that the engine looks where it is. */
  private void runToInt3(boolean compiled) {
    CpuExit exit = new CpuExit.Preempted();
    while (exit instanceof CpuExit.Preempted) {
      exit = vm.run(PIECE);
    }
    assertInstanceOf(CpuExit.SoftInterrupt.class, exit);
    assertEquals(compiled, vm.engine().hot().compiled > 0);
  }

  private void runTurns(int turns) {
    for (int i = 0; i < turns; i++) {
      vm.run(i == 0 ? 6 : 5);
    }
    assertEquals(turns, vm.get(CpuState.RAX));
  }

  private void assertTurns(int before) {
    assertEquals(before, vm.get(CpuState.RAX));
    assertEquals(TIMES - before, vm.get(CpuState.RBX));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLoopThatPatchesItselfRunsTheNewCodeAtOnce(boolean compiled) {
    compiles(compiled);
    loop(NEAR, NEAR + PATCH, true);
    runToInt3(compiled);
    assertTurns(31);
    assertEquals(1 + TIMES * 5 + 1, vm.engine().retired());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInstructionInTwoPagesMayBePatchedInTheSecond(boolean compiled) {
    compiles(compiled);
    loop(ACROSS, ACROSS + PATCH, true);
    runToInt3(compiled);
    assertTurns(31);
    assertEquals(1 + TIMES * 5 + 1, vm.engine().retired());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPatchThroughAnotherMappingIsSeen(boolean compiled) {
    compiles(compiled);
    for (int start : new int[] {NEAR, ACROSS}) {
      int patch = start + PATCH;
      vm.page(ALIAS, patch & -PAGE | Vm.PRESENT | Vm.WRITABLE | Vm.USER);
      loop(start, ALIAS + (patch & PAGE - 1), true);
      runToInt3(compiled);
      assertTurns(31);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPatchByTheHypervisorIsSeen(boolean compiled) {
    compiles(compiled);
    for (int start : new int[] {NEAR, ACROSS}) {
      loop(start, 0, false);
      runTurns(20);
      vm.memory().putU8(start + PATCH, INC_EBX);
      runToInt3(compiled);
      assertTurns(20);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFirstByteOfAnInstructionInTwoPagesMayChangeToo(boolean compiled) {
    compiles(compiled);
    loop(ACROSS, 0, false);
    runTurns(20);
    // Two instructions in its place: nop; nop.
    vm.memory().putU8(ACROSS + PATCH - 1, 0x90);
    vm.memory().putU8(ACROSS + PATCH, 0x90);
    runToInt3(compiled);
    assertEquals(20, vm.get(CpuState.RAX));
    assertEquals(1 + 20 * 5 + 30 * 6, vm.engine().retired());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPatchByAnotherProcessorIsSeen(boolean compiled) {
    compiles(compiled);
    InterpreterEngine second = new InterpreterEngine(vm.memory(), Processor.bare());
    // Paging off: linear addresses are machine addresses.
    second.state().setSegment(CpuState.CS, Vm.code32(0), vm.descriptor(Vm.code32(0)));
    for (int segment : new int[] {CpuState.DS, CpuState.ES, CpuState.SS}) {
      second.state().setSegment(segment, Vm.data32(0), vm.descriptor(Vm.data32(0)));
    }
    for (int start : new int[] {NEAR, ACROSS}) {
      loop(start, 0, false);
      runTurns(20);
      // mov byte [patch], inc ebx; int3
      int patch = start + PATCH;
      vm.put(Vm.DATA, 0xC6, 0x05, patch, patch >> 8, patch >> 16, patch >> 24, INC_EBX, 0xCC);
      second.state().setRip(Vm.DATA);
      assertInstanceOf(CpuExit.SoftInterrupt.class, second.run(100));
      runToInt3(compiled);
      assertTurns(20);
    }
    second.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSecondPageMappedElsewhereRunsTheOtherCode(boolean compiled) {
    compiles(compiled);
    loop(ACROSS, 0, false);
    int page = Vm.CODE + PAGE;
    vm.memory().put(ALIAS, vm.memory().copy(page, PAGE), 0, PAGE);
    vm.memory().putU8(ALIAS, INC_EBX);
    runTurns(20);
    vm.page(page, ALIAS | Vm.PRESENT | Vm.USER);
    for (int i = 0; i < 20; i++) {
      vm.run(5);
    }
    vm.page(page, page | Vm.PRESENT | Vm.USER);
    runToInt3(compiled);
    assertEquals(30, vm.get(CpuState.RAX));
    assertEquals(20, vm.get(CpuState.RBX));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSecondPageThatIsGoneFaultsAtTheInstructionInTwo(boolean compiled) {
    compiles(compiled);
    loop(ACROSS, 0, false);
    runTurns(20);
    vm.page(Vm.CODE + PAGE, 0);
    CpuExit.Exception fault = assertInstanceOf(CpuExit.Exception.class, vm.run(100));
    assertEquals(Vm.CODE + PAGE, fault.linear());
    assertEquals(ACROSS + 5, vm.state().rip());
  }
}
