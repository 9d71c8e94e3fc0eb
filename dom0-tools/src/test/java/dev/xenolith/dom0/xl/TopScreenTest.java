package dev.xenolith.dom0.xl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.dom0.client.Tree;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopScreenTest {
  private final TopView view = new TopView(false, 3);
  private final TopScreen screen = new TopScreen(view, new TopTable(view));

  private static TopTable.Look look(int domains) {
    List<Tree> all = new ArrayList<>();
    for (int i = 0; i < domains; i++) {
      String json = "{\"domid\":%d,\"name\":\"d%02d\",\"state\":\"r-----\"}".formatted(i, i);
      all.add(Tree.parse(json.getBytes(StandardCharsets.UTF_8)));
    }
    return new TopTable.Look(1, all, List.of(), Tree.parse("{}".getBytes(StandardCharsets.UTF_8)));
  }

  private String draw(int domains, int rows, int columns) {
    return screen.draw(look(domains), new TopScreen.Size(rows, columns));
  }

  private static List<String> plain(String drawn) {
    return drawn.replaceAll("\033\\[[0-9;]*[A-Za-z]", "").lines().toList();
  }

  private void press(String keys) {
    keys.chars().forEach(view::press);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 40, 80, 132, 400})
  void noLineIsLongerThanTheTerminal(int columns) {
    for (String line : plain(draw(3, 24, columns))) {
      assertTrue(line.length() <= Math.max(2, columns), line);
    }
  }

  @Test
  void noMoreLinesAreDrawnThanTheTerminalHas() {
    List<String> lines = plain(draw(100, 24, 80));
    assertEquals(24, lines.size());
    assertTrue(lines.get(4).startsWith("       d00 "), lines.get(4));
    assertEquals(
        "  Delay  Networks  vBds  VCPUs  Repeat header  Sort order  Quit  ", lines.getLast());
  }

  @Test
  void theColumnThatRowsAreSortedByIsBold() {
    assertTrue(draw(1, 24, 80).contains("\033[1m      NAME\033[m"), "NAME");
    press("sss");
    assertTrue(draw(1, 24, 80).contains("\033[1mCPU(%)\033[m\033[7m"), "CPU(%)");
  }

  @Test
  void keysTurnThingsOnAndOff() {
    press("nBvR");
    assertTrue(view.networks && view.disks && view.vcpus && view.repeatHeader);
    assertTrue(draw(1, 24, 80).contains("\033[m\033[43mv\033[7mB\033[m\033[43mds\033[m"));
    press("NbVr");
    assertFalse(view.networks || view.disks || view.vcpus || view.repeatHeader);
  }

  @Test
  void sortingGoesThroughAllColumnsAndBeginsAnew() {
    press("s".repeat(18));
    assertEquals(TopColumn.SSID, view.sort);
    press("S");
    assertEquals(TopColumn.NAME, view.sort);
  }

  @Test
  void theDelayIsAskedForAtTheBottom() {
    press("d1x2\b5");
    assertEquals("  Delay(sec): 15", plain(draw(1, 24, 80)).getLast());
    assertEquals(3, view.delaySeconds);
    press("\r");
    assertEquals(15, view.delaySeconds);
    assertNull(view.question());
  }

  @Test
  void noDelayAndAWithdrawnOneChangeNothing() {
    press("d\rd0\rd9\033");
    assertEquals(3, view.delaySeconds);
    assertNull(view.question());
  }

  @ParameterizedTest
  @ValueSource(ints = {'q', 'Q', TopView.ESCAPE, 3, TopView.END})
  void aKeyThatLeaves(int key) {
    assertFalse(view.press(key));
  }

  @Test
  void arrowsAreOneKeyAndEscapeAloneAnother() throws Exception {
    TopKeys keys = new TopKeys(new ByteArrayInputStream("\033[B\033OA\033[Cx\033".getBytes()));
    keys.run();
    List<Integer> all = new ArrayList<>();
    for (Integer key = keys.poll(0); key != null; key = keys.poll(0)) {
      all.add(key);
    }
    assertEquals(List.of(TopView.DOWN, TopView.UP, 0, (int) 'x', TopView.ESCAPE, TopView.END), all);
  }
}
