package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.client.Tree;
import dev.xenolith.dom0.host.TestHost;
import dev.xenolith.dom0.toolstack.TinyKernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopTableTest {
  private final TopView view = new TopView(false, 3);
  private final TopTable table = new TopTable(view);

  @TempDir private Path folder;

  private static Tree json(String text) {
    return Tree.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static Tree domain(int domid, String name, String state, long cpuNanos) {
    return json(
        ("{'domid':%d,'name':'%s','state':'%s','memory_kib':8192,'max_memory_kib':16384,"
                + "'vcpus':2,'cpu_time_ns':%d,'disks':["
                + "{'number':51712,'out_of_requests':3,'reads':40,'writes':50,'sectors_read':600,"
                + "'sectors_written':700},"
                + "{'number':51728,'out_of_requests':1,'reads':1,'writes':1,'sectors_read':1,"
                + "'sectors_written':1}],"
                + "'networks':[{'number':0,'sent':{'packets':7,'bytes':4096},"
                + "'received':{'packets':9,'bytes':3071}}]}")
            .formatted(domid, name, state, cpuNanos));
  }

  private static TopTable.Look look(long seconds, List<Tree> domains) {
    List<Tree> vcpus = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      vcpus.add(json("{'domid':1,'vcpu':%d,'cpu_time_ns':7000000000}".formatted(i)));
    }
    Tree machine =
        json(
            "{'physical':{'total_pages':16384,'free_pages':8192,'cpus':1,'cpu_khz':2400000},"
                + "'version':{'major':4,'minor':17,'extra':'.5'}}");
    return new TopTable.Look(seconds * 1_000_000_000, domains, vcpus, machine);
  }

  private static TopTable.Look look(long seconds, long cpuNanos, String name) {
    return look(seconds, List.of(domain(1, name, "r-----", cpuNanos)));
  }

  private List<String> lines(TopTable.Look look) {
    return table.lines(look).stream().map(TopTable.Line::text).toList();
  }

  @Test
  void theFirstTableKnowsNoSharesOfTheCpu() {
    List<String> lines = lines(look(1, 5_000_000_000L, "one"));
    assertEquals(
        "      NAME  STATE   CPU(sec) CPU(%)     MEM(k) MEM(%)  MAXMEM(k) MAXMEM(%) VCPUS NETS"
            + " NETTX(k) NETRX(k) VBDS   VBD_OO   VBD_RD   VBD_WR  VBD_RSECT  VBD_WSECT SSID",
        lines.getFirst());
    assertEquals(
        "       one -----r          5    0.0       8192   12.5      16384      25.0     2    1"
            + "        4        2    2        4       41       51        601        701    0",
        lines.get(1));
  }

  @Test
  void theNextTableTellsWhatWasUsedSinceTheLast() {
    lines(look(10, 1_000_000_000L, "one"));
    assertTrue(lines(look(14, 2_000_000_000L, "one")).get(1).contains("   25.0 "));
  }

  @Test
  void namesAreCutOffAndHarmless() {
    String name = "a\\u001b[2Jbcdefghijklm";
    assertTrue(lines(look(1, 0, name)).get(1).startsWith("a\\x1b[2Jbc "));
  }

  @Test
  void fullNamesWidenTheirColumn() {
    TopTable full = new TopTable(new TopView(true, 3));
    List<TopTable.Line> lines =
        full.lines(
            look(
                1,
                List.of(domain(1, "longer-than-ten", "r-----", 0), domain(2, "b", "r-----", 0))));
    assertTrue(lines.get(0).text().startsWith("           NAME  STATE "), lines.toString());
    assertTrue(lines.get(1).text().startsWith("              b -----r "), lines.toString());
    assertTrue(lines.get(2).text().startsWith("longer-than-ten -----r "), lines.toString());
  }

  @Test
  void vcpusCardsAndDisksComeBelowTheirDomainWhereAskedFor() {
    view.vcpus = true;
    view.networks = true;
    view.disks = true;
    List<String> lines = lines(look(1, 0, "one"));
    String seven = ":          7s";
    assertEquals(
        List.of(
            "VCPUs(sec):   0"
                + seven
                + "  1"
                + seven
                + "  2"
                + seven
                + "  3"
                + seven
                + "  4"
                + seven,
            "          5" + seven,
            "Net0 RX:     3071bytes        9pkts        -err        -drop"
                + "  TX:     4096bytes        7pkts        -err        -drop",
            "VBD BlkBack 51712 [ca: 0]  OO:        3   RD:       40   WR:       50"
                + "   RSECT:        600   WSECT:        700",
            "VBD BlkBack 51728 [ca:10]  OO:        1   RD:        1   WR:        1"
                + "   RSECT:          1   WSECT:          1"),
        lines.subList(2, lines.size()));
  }

  @Test
  void theHeaderIsRepeatedWhereAskedFor() {
    List<Tree> two = List.of(domain(1, "a", "r-----", 0), domain(2, "b", "r-----", 0));
    assertEquals(3, lines(look(1, two)).size());
    view.repeatHeader = true;
    List<String> lines = lines(look(1, two));
    assertEquals(lines.get(0), lines.get(2));
    assertEquals(4, lines.size());
  }

  private List<String> names(List<Tree> domains) {
    return lines(look(1, domains)).stream().skip(1).map(l -> l.substring(0, 10).strip()).toList();
  }

  @Test
  void rowsAreSortedByNameAtFirstAndByAnyColumnThen() {
    List<Tree> domains =
        List.of(
            domain(1, "b", "-b----", 3_000_000_000L),
            domain(2, "A", "---sc-", 1_000_000_000L),
            domain(3, "c", "---s--", 9_000_000_000L));
    assertEquals(List.of("A", "b", "c"), names(domains), "without regard to capitals");
    view.sort = TopColumn.STATE;
    assertEquals(List.of("c", "b", "A"), names(domains), "shutdown, blocked, crashed");
    view.sort = TopColumn.CPU;
    assertEquals(List.of("c", "b", "A"), names(domains), "the greatest first");
    view.sort = TopColumn.SSID;
    assertEquals(List.of("b", "A", "c"), names(domains), "as they come where all are the same");
  }

  @Test
  void theArrowsLeaveDomainsOutUntilTheLast() {
    List<Tree> two = List.of(domain(1, "a", "r-----", 0), domain(2, "b", "r-----", 0));
    view.skipped = 1;
    assertEquals(List.of("b"), names(two));
    view.skipped = 9;
    assertEquals(List.of("b"), names(two));
    assertEquals(1, view.skipped, "so that one arrow back shows");
  }

  @Test
  void aDomainWithoutALimitSaysSo() {
    Tree domain =
        json("{'domid':0,'name':'Domain-0','state':'r-----','max_memory_kib':17179869180}");
    assertTrue(lines(look(1, List.of(domain))).get(1).contains("   no limit       n/a "));
  }

  @Test
  void theSummaryCountsEachDomainOnce() {
    List<Tree> domains = new ArrayList<>();
    for (String state : List.of("r-----", "-b----", "--p---", "---sc-", "---s--", "---s-d")) {
      domains.add(domain(domains.size(), "x", state, 0));
    }
    List<String> summary = TopTable.summary(look(1, domains));
    assertEquals(
        "6 domains: 1 running, 1 blocked, 1 paused, 1 crashed, 0 dying, 2 shutdown",
        summary.get(1));
    assertEquals(
        "Mem: 65536k total, 32768k used, 32768k free    CPUs: 1 @ 2400MHz", summary.get(2));
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
