package dev.xenolith.dom0.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
  private static final List<String> MAP =
      List.of(
          "0000000000000000 D per_cpu_start",
          "ffffffff81000000 T _text",
          "ffffffff81000000 T startup_64",
          "ffffffff81000040 t helper",
          "ffffffff82000000 R rodata");

  private static SymbolTable table() throws BadImageException {
    return SystemMap.read(MAP);
  }

  @Test
  void addressInsideAFunctionIsNamedAsLinuxNamesIt() throws Exception {
    assertEquals("helper+0x12", table().describe(0xFFFFFFFF81000052L));
    assertEquals("startup_64+0x1/0x40", table().describe(0xFFFFFFFF81000001L));
  }

  @Test
  void addressNearNoFunctionHasNoName() throws Exception {
    assertEquals("", table().describe(0x1000));
    assertEquals("", table().describe(0xFFFFFFFF82000000L), "data, and far behind the code");
    assertEquals("", SymbolTable.EMPTY.describe(0xFFFFFFFF81000000L));
  }

  @Test
  void addressesInALineGetTheirNames() throws Exception {
    assertEquals(
        "RIP: e033:[<ffffffff81000048>] helper+0x8  from [<0000000000001000>]",
        table().annotate("RIP: e033:[<ffffffff81000048>]  from [<0000000000001000>]"));
  }

  @Test
  void debiansStubOfASystemMapIsRefusedWithWhatItSays() {
    BadImageException e =
        assertThrows(
            BadImageException.class,
            () ->
                SystemMap.read(
                    List.of("ffffffffffffffff B The real System.map is in the -dbg package")));
    assertEquals(
        "no symbols in it; it says \"ffffffffffffffff B The real System.map is in the -dbg"
            + " package\"",
        e.getMessage());
  }
}
