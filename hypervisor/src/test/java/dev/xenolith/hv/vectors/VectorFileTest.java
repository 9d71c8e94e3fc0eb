package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorFileTest {
  private static final long SEED = 0x1234;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    List<VectorFile.Entry> entries = new ArrayList<>();
    SplitMix random = new SplitMix(SEED);
    for (int i = 0; i < 50; i++) {
      entries.add(entry(SplitMix.seedOf(SEED, i), random));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    VectorFile.write(bytes, SEED, entries);
    List<VectorFile.Entry> back = VectorFile.read(new ByteArrayInputStream(bytes.toByteArray()));
    assertEquals(describe(entries), describe(back));
  }

  private static String describe(List<VectorFile.Entry> entries) {
    StringBuilder s = new StringBuilder();
    for (VectorFile.Entry e : entries) {
      s.append(e.test()).append(' ').append(e.test().undefined()).append(' ');
      s.append(e.test().codeOffset()).append(" -> ").append(e.result()).append('\n');
    }
    return s.toString();
  }

  private static VectorFile.Entry entry(long seed, SplitMix random) {
    int[] gpr = new int[8];
    for (int i = 0; i < gpr.length; i++) {
      gpr[i] = random.percent(50) ? random.nextInt() : StatePool.register(seed, i);
    }
    int[] selectors = {0x2B, 0x23, 0x2B, SiliconLdt.selector(2), 0, 0x2B};
    int offset = random.below(0x1000);
    var in = new SiliconCase.Registers(gpr, Windows.CODE + offset, 0x202, selectors);
    var patch = new SiliconCase.Patch(Windows.DATA + 4, new byte[] {1, 2, 3});
    var test = new SiliconCase(in, new byte[] {0x66, 0x01, 0x03}, offset, List.of(patch), 0x10);
    boolean fault = random.percent(30);
    boolean many = random.percent(20);
    int[] changed = gpr.clone();
    changed[random.below(8)]++;
    var out = new SiliconCase.Registers(changed, Windows.CODE + offset + 3, 0x246, selectors);
    return new VectorFile.Entry(
        test,
        new SiliconResult(
            out,
            fault ? SiliconResult.Outcome.EXCEPTION : SiliconResult.Outcome.DONE,
            fault ? 14 : 0,
            fault ? 7 : 0,
            fault ? Windows.DATA : 0,
            many ? 500 : 2,
            many ? 0x123456789ABCDEFL : 0,
            many ? new int[0] : new int[] {Windows.DATA, Windows.STACK},
            many ? new byte[0] : new byte[] {1, -1}));
  }
}
