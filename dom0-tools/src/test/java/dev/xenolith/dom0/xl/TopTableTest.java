package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.host.TestHost;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopTableTest {
  private static final TopTable.Choice PLAIN = new TopTable.Choice(false, false, false);

  @TempDir private Path folder;

  private static Tree json(String text) {
    return Tree.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static TopTable.Look look(long seconds, long cpuNanos, String name) {
    Tree domain =
        json(
            ("{'domid':1,'name':'%s','state':'r-----','memory_kib':8192,'max_memory_kib':16384,"
                 + "'vcpus':2,'cpu_time_ns':%d,'disks':{'count':2,'out_of_requests':3,'reads':40,"
                 + "'writes':50,'sectors_read':600,'sectors_written':700}}")
                .formatted(name, cpuNanos));
    Tree vcpu = json("{'domid':1,'vcpu':0,'cpu_time_ns':%d}".formatted(cpuNanos));
    Tree machine =
        json(
            "{'physical':{'total_pages':16384,'free_pages':8192,'cpus':1,'cpu_khz':2400000},"
                + "'version':{'major':4,'minor':17,'extra':'.5'}}");
    return new TopTable.Look(seconds * 1_000_000_000, List.of(domain), List.of(vcpu), machine);
  }

  @Test
  void theFirstTableKnowsNoSharesOfTheCpu() {
    List<String> lines = new TopTable(PLAIN).lines(look(1, 5_000_000_000L, "one"));
    assertEquals(
        "      NAME  STATE   CPU(sec) CPU(%)     MEM(k) MEM(%)  MAXMEM(k) MAXMEM(%) VCPUS NETS"
            + " NETTX(k) NETRX(k) VBDS   VBD_OO   VBD_RD   VBD_WR  VBD_RSECT  VBD_WSECT SSID",
        lines.getFirst());
    assertEquals(
        "       one -----r          5    0.0       8192   12.5      16384      25.0     2    0"
            + "        0        0    2        3       40       50        600        700    0",
        lines.get(1));
  }

  @Test
  void theNextTableTellsWhatWasUsedSinceTheLast() {
    TopTable table = new TopTable(PLAIN);
    table.lines(look(10, 1_000_000_000L, "one"));
    assertTrue(table.lines(look(14, 2_000_000_000L, "one")).get(1).contains("   25.0 "));
  }

  @Test
  void namesAreCutOffAndHarmless() {
    String name = "a\\u001b[2Jbcdefghijklm";
    assertTrue(new TopTable(PLAIN).lines(look(1, 0, name)).get(1).startsWith("a\\x1b[2Jbc "));
    TopTable full = new TopTable(new TopTable.Choice(true, false, false));
    assertTrue(full.lines(look(1, 0, name)).get(1).startsWith("a\\x1b[2Jbcdefghijklm "));
  }

  @Test
  void vcpusAndHeadersComeWithEachDomainWhereAskedFor() {
    List<String> lines =
        new TopTable(new TopTable.Choice(false, true, true)).lines(look(1, 7_000_000_000L, "one"));
    assertEquals(3, lines.size());
    assertEquals("VCPUs(sec):    0:          7s", lines.get(2));
  }

  @Test
  void batchModePrintsSoManyTables() throws Exception {
    try (TestHost test = new TestHost(folder)) {
      test.create("one", TinyKernel.waiting());
      TypedXl xl = new TypedXl(test.state().path());
      TypedXl.Outcome outcome = xl.type("top", "-b", "-i", "2", "-d", "0");
      assertEquals(0, outcome.status(), outcome.err());
      List<String> lines = outcome.out().lines().toList();
      assertEquals(6, lines.size(), outcome.out());
      assertTrue(lines.get(1).startsWith("  Domain-0 "), outcome.out());
      assertTrue(lines.get(5).startsWith("       one "), outcome.out());
    }
  }
}
