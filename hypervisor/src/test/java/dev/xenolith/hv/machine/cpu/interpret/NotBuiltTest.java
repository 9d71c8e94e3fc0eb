package dev.xenolith.hv.machine.cpu.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.Vector;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instructions that the table knows and nobody has built. */
class NotBuiltTest {
  private final Vm vm = new Vm();

  @AfterEach
  void close() {
    vm.close();
  }

  private CpuExit run(int... code) {
    vm.code(code);
    return vm.run(10);
  }

  @Test
  void theyAreUndefinedAndTheNoteNamesTheirBytes() {
    assertEquals(CpuExit.Exception.of(Vector.UD), run(0x66, 0x0F, 0xC7, 0xF1));
    assertEquals("not built: 66 0f c7 f1 (rdrand)", vm.engine().note());
    assertEquals(CpuExit.Exception.of(Vector.UD), run(0x0F, 0x0B));
    assertNull(vm.engine().note());
  }
}
