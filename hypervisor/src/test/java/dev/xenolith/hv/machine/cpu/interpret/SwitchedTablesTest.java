package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import dev.xenolith.hv.machine.memory.MachineMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine knows of page tables lives through others, and never too long. */
class SwitchedTablesTest {
  private static final long ALL = Vm.PRESENT | Vm.WRITABLE | Vm.USER;

  /** A second set of tables, the same but for one page. */
  private static final int L4 = Vm.MAPPED + 0x20000;

  private static final int L3 = L4 + 0x1000;
  private static final int L2 = L4 + 0x2000;
  private static final int L1 = L4 + 0x3000;

  /** The page behind the first, which jumps here and back by a register. */
  private static final int BEHIND = Vm.CODE + 0x1000;

  /** What is mapped there in the second set. */
  private static final int ELSEWHERE = 0x80000;

  private static final int INC_EBX = 0xC3;
  private static final int INC_ESI = 0xC6;

  /** How many instructions one turn has. */
  private static final int TURN = 6;

  private static final int TURNS = 20;

  private final Vm vm = new Vm();
  private final MachineMemory memory = vm.memory();
  private final long first = vm.state().cr(CpuState.CR3);

  @BeforeEach
  void twoSets() {
    vm.long64(3).reset();
    memory.putU64(L4, L3 | ALL);
    memory.putU64(L3, L2 | ALL);
    memory.putU64(L2, L1 | ALL);
    for (int page = 0; page < 512; page++) {
      memory.putU64(L1 + 8L * page, (long) page << 12 | ALL);
    }
    memory.putU64(L1 + 8L * (BEHIND >>> 12), ELSEWHERE | ALL);
    put(Vm.CODE, 0xC0, BEHIND);
    put(BEHIND, INC_EBX, Vm.CODE);
    put(ELSEWHERE, INC_ESI, Vm.CODE);
  }

  @AfterEach
  void close() {
    vm.close();
  }

  /** inc of a register; mov edx, next; jmp rdx. */
  private void put(int at, int register, int next) {
    vm.put(at, 0xFF, register, 0xBA, next, next >> 8, next >> 16, next >> 24, 0xFF, 0xE2);
  }

  private void turn(long tables) {
    vm.state().setCr(CpuState.CR3, tables);
    vm.engine().switchTables();
    vm.run(TURN);
  }

  /** Runs what leaves the page behind alone. */
  private void halfTurn(long tables) {
    vm.state().setCr(CpuState.CR3, tables);
    vm.engine().switchTables();
    vm.run(1);
  }

  private void assertTurns(int ofFirst, int ofSecond) {
    assertEquals(ofFirst + ofSecond, vm.get(CpuState.RAX));
    assertEquals(ofFirst, vm.get(CpuState.RBX));
    assertEquals(ofSecond, vm.get(CpuState.RSI));
  }

  @Test
  void aPageThatOtherTablesMapElsewhereRunsTheOtherCode() {
    for (int i = 0; i < TURNS; i++) {
      turn(first);
      turn(L4);
    }
    assertTurns(TURNS, TURNS);
  }

  @Test
  void aTableThatWasWrittenIsReadAgainAtTheNextSwitch() {
    turn(first);
    turn(L4);
    turn(first);
    memory.putU64(L1 + 8L * (BEHIND >>> 12), BEHIND | ALL);
    turn(L4);
    assertTurns(3, 1);
  }

  @Test
  void aSwitchToTheSameTablesReadsThemAgainIfTheyWereWritten() {
    turn(L4);
    memory.putU64(L1 + 8L * (BEHIND >>> 12), BEHIND | ALL);
    turn(L4);
    assertTurns(1, 1);
  }

  @Test
  void codeThatWasWrittenMeanwhileIsSeen() {
    turn(first);
    turn(L4);
    put(BEHIND, INC_ESI, Vm.CODE);
    turn(first);
    assertTurns(1, 2);
  }

  @Test
  void aFlushForgetsWhatIsKnownOfAllTables() {
    turn(L4);
    halfTurn(first);
    vm.engine().flushTlb(true);
    assertEquals(0, known(L4));
    turn(L4);
    assertEquals(ELSEWHERE, known(L4));
  }

  /** Where the page is known to be under these tables, before anything is looked up; 0 if not. */
  private long known(long tables) {
    vm.state().setCr(CpuState.CR3, tables);
    vm.engine().switchTables();
    return vm.known(BEHIND);
  }

  @Test
  void whatIsKnownOutlivesOtherTables() {
    turn(L4);
    halfTurn(first);
    assertEquals(ELSEWHERE, known(L4));
  }

  @Test
  void accessedAndDirtyBitsMakeNothingForgotten() {
    turn(L4);
    halfTurn(first);
    vm.put(Vm.CODE + 0x20, 0xC6, 0x04, 0x25, 0, 0, 2, 0, 1); // mov byte [0x20000], 1
    vm.state().setRip(Vm.CODE + 0x20);
    vm.run(1);
    assertEquals(ELSEWHERE, known(L4));
  }

  @Test
  void aFrameThatBecomesSomethingElseIsNoTableAnyMore() {
    turn(L4);
    memory.forgetTable(L1 >>> 12);
    assertEquals(0, known(L4), "what was read through it is gone");
    long before = memory.tableWrites();
    memory.putU64(L1, memory.getU64(L1));
    assertEquals(before, memory.tableWrites());
  }

  @Test
  void moreTablesThanCanBeKeptAreForgottenOneByOne() {
    turn(L4);
    for (long tables = 0; tables < 10_000; tables++) {
      vm.state().setCr(CpuState.CR3, Vm.MAPPED + 0x100000 + tables % 100 * 0x1000);
      vm.engine().switchTables();
      assertEquals(0, vm.known(BEHIND), "under tables that were never read");
    }
    for (int i = 0; i < TURNS; i++) {
      turn(first);
      turn(L4);
    }
    assertTurns(TURNS, TURNS + 1);
  }
}
