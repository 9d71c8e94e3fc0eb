package dev.xenolith.hv.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xenolith.hv.machine.cpu.decode.CodeMode;
import dev.xenolith.hv.machine.cpu.decode.Decoded;
import dev.xenolith.hv.machine.cpu.decode.Decoder;
import dev.xenolith.hv.machine.cpu.decode.Insn;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of what each ring may do: one test for each instruction in each ring. */
class RingTableTest {
  private static final int LEAST = 5000;
  private static final int SHOWN = 10;
  private static final List<String> SENSITIVE =
      List.of(
          "popf",
          "pushf",
          "iret",
          "cli",
          "sti",
          "sgdt",
          "sidt",
          "sldt",
          "str",
          "smsw",
          "lgdt",
          "lidt",
          "lldt",
          "ltr",
          "lmsw",
          "clts",
          "mov_to_cr",
          "mov_from_cr",
          "mov_to_dr",
          "mov_from_dr",
          "in",
          "out",
          "ins",
          "outs",
          "invlpg",
          "wbinvd",
          "rdmsr",
          "wrmsr",
          "lar",
          "lsl",
          "verr",
          "verw",
          "arpl",
          "mov_to_sreg",
          "pop_sreg",
          "call_far",
          "jmp_far",
          "ret_far",
          "int",
          "int3",
          "into",
          "bound",
          "sysenter");

  private static List<RingFile.Entry> answers() throws IOException {
    try (InputStream in = RingTableTest.class.getResourceAsStream("rings.gz")) {
      return RingFile.read(in);
    }
  }

  private static Map<String, List<RingFile.Entry>> byInstruction(int ring) throws IOException {
    Decoder decoder = new Decoder();
    Insn insn = new Insn();
    Map<String, List<RingFile.Entry>> all = new TreeMap<>();
    for (RingFile.Entry e : answers()) {
      if (e.test().ring() == ring) {
        byte[] bytes = e.test().test().insn();
        Decoded how =
            decoder.decode(CodeMode.BITS32, at -> at < bytes.length ? bytes[at] & 0xFF : 0, insn);
        boolean known = how == Decoded.OK;
        String name = known ? insn.op().name().toLowerCase(Locale.ROOT) : "undefined opcode";
        all.computeIfAbsent(name, n -> new ArrayList<>()).add(e);
      }
    }
    return all;
  }

  @TestFactory
  Stream<DynamicContainer> eachRingSeesWhatItMay() throws IOException {
    List<DynamicContainer> rings = new ArrayList<>();
    for (int ring = 0; ring < 4; ring++) {
      Map<String, List<RingFile.Entry>> table = byInstruction(ring);
      Stream<DynamicTest> rows =
          table.entrySet().stream()
              .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> replay(row.getValue())));
      rings.add(DynamicContainer.dynamicContainer("ring " + ring, rows));
    }
    return rings.stream();
  }

  private static void replay(List<RingFile.Entry> cases) {
    List<String> wrong = new ArrayList<>();
    try (RingReplay replay = new RingReplay()) {
      for (RingFile.Entry e : cases) {
        String difference = replay.difference(e.test(), e.result());
        if (difference != null) {
          wrong.add(e.test() + "\n  expected " + e.result() + "\n  but" + difference);
        }
      }
    }
    List<String> first = wrong.subList(0, Math.min(wrong.size(), SHOWN));
    assertEquals(0, wrong.size(), () -> wrong.size() + " differ:\n" + String.join("\n", first));
  }

  @Test
  void everySensitiveInstructionIsAskedInEveryRing() throws IOException {
    for (int ring = 0; ring < 4; ring++) {
      Map<String, List<RingFile.Entry>> table = byInstruction(ring);
      List<String> missing = new ArrayList<>(SENSITIVE);
      missing.removeAll(table.keySet());
      assertEquals(List.of(), missing, "in ring " + ring);
      int cases = table.values().stream().mapToInt(List::size).sum();
      assertTrue(cases >= LEAST, cases + " cases");
    }
  }
}
