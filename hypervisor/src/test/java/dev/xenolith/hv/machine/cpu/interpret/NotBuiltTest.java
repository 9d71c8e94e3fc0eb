package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instructions that the table knows and nobody has built. */
class NotBuiltTest {
  private static final long CR0 = 0x8005_0033L;
  private static final long EMULATE = 4;
  private static final long TASK_SWITCHED = 8;

  private final Vm vm = new Vm();

  @AfterEach
  void close() {
    vm.close();
  }

  private CpuExit run(long cr0, int... code) {
    vm.code(code);
    vm.state().setCr(CpuState.CR0, cr0);
    return vm.run(10);
  }

  @Test
  void theyAreUndefinedAndTheNoteNamesTheirBytes() {
    assertEquals(CpuExit.Exception.of(Vector.UD), run(CR0, 0x66, 0x0F, 0xC7, 0xF1));
    assertEquals("not built: 66 0f c7 f1 (rdrand)", vm.engine().note());
    assertEquals(CpuExit.Exception.of(Vector.UD), run(CR0, 0x0F, 0x0B));
    assertNull(vm.engine().note());
  }

  @Test
  void theControlRegisterHasTheFirstWord() {
    assertEquals(CpuExit.Exception.of(Vector.NM), run(CR0 | TASK_SWITCHED, 0x0F, 0xFE, 0xC1));
    assertEquals(CpuExit.Exception.of(Vector.UD), run(CR0 | EMULATE, 0x0F, 0xFE, 0xC1));
    assertEquals(CpuExit.Exception.of(Vector.NM), run(CR0 | EMULATE, 0xD9, 0xE8));
    assertNull(vm.engine().note());
  }
}
