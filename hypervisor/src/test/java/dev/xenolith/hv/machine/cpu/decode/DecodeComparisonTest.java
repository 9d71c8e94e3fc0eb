package dev.xenolith.hv.machine.cpu.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares some four million byte strings with objdump's library and iced-x86. Runs with {@code
 * -Dxenolith.long=true}; with {@code -Dxenolith.record=true} it also writes the sample and the list
 * of differences anew.
 */
@EnabledIfSystemProperty(
    named = "xenolith.long",
    matches = "true",
    disabledReason = "takes some minutes and needs gcc, libopcodes and npm: -Dxenolith.long=true")
class DecodeComparisonTest {
  private static final long SEED = 0x4d15_a55e_4b1eL;
  private static final int BATCH = 50_000;
  private static final int BATCHES = 7;
  private static final int SAMPLE_OF_EACH_BATCH = 960;
  private static final int SHOWN = 20;
  private static final int[] PREFIXES = {0, 0x66, 0x67, 0xf3};
  private static final int[] PREFIXES_64 = {0, 0x66, 0xf2, 0x4d};
  private static final Path LIST = Path.of("src", "vectors", "decode", "differences.md");
  private static final Path SAMPLE =
      Path.of("src/test/resources/dev/xenolith/hv/machine/cpu/decode", DecodeSample.RESOURCE);

  @TempDir Path work;

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Specimen> examples = new TreeMap<>();
  private final List<Specimen> sample = new ArrayList<>();
  private final List<String> unexplained = new ArrayList<>();
  private long compared;

  @Test
  void millionsOfStringsAreDecodedAsByTwoOthersOrDifferForAListedReason() throws IOException {
    Optional<String> missing = DecodeOracles.missing(work);
    assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
    DecodeOracles oracles = DecodeOracles.in(work);
    System.out.println("seed " + SEED);
    for (CodeMode mode : CodeMode.values()) {
      for (int batch = 0; batch < BATCHES; batch++) {
        List<Specimen> specimens = new Specimens().make(mode, SEED + batch, BATCH);
        oracles.ask(mode, specimens);
        specimens.forEach(this::compare);
        sample.addAll(specimens.subList(0, SAMPLE_OF_EACH_BATCH));
      }
      enumerate(oracles, mode);
    }
    System.out.println(compared + " compared; differences " + counts);
    if (Boolean.getBoolean("xenolith.record")) {
      record();
    }
    assertEquals("", String.join("\n", unexplained));
  }

  private void enumerate(DecodeOracles oracles, CodeMode mode) {
    int[] prefixes = mode == CodeMode.BITS64 ? PREFIXES_64 : PREFIXES;
    List<Specimen> specimens = new ArrayList<>();
    for (int opcode = 0; opcode < Specimens.OPCODES; opcode++) {
      specimens.addAll(new Specimens().enumerate(mode, SEED + opcode, opcode, prefixes));
      if (specimens.size() > BATCH || opcode == Specimens.OPCODES - 1) {
        oracles.ask(mode, specimens);
        specimens.forEach(this::compare);
        specimens.clear();
      }
    }
  }

  private void compare(Specimen specimen) {
    compared++;
    if (!specimen.agreesWithObjdump()) {
      note("objdump ", specimen, ObjdumpDifference.explaining(specimen));
    }
    if (!IcedDifference.agrees(specimen)) {
      note("iced-x86 ", specimen, IcedDifference.explaining(specimen));
    }
    if (!IcedFlags.agree(specimen) && unexplained.size() < SHOWN) {
      unexplained.add(IcedFlags.describe(specimen) + "\n" + specimen);
    }
  }

  private void note(String whose, Specimen specimen, Optional<? extends Enum<?>> reason) {
    if (reason.isEmpty()) {
      if (unexplained.size() < SHOWN) {
        unexplained.add(whose + specimen);
      }
      return;
    }
    String key = whose + reason.orElseThrow().name();
    counts.merge(key, 1, Integer::sum);
    if (examples.putIfAbsent(key, specimen) == null) {
      sample.add(specimen);
    }
  }

  private void record() throws IOException {
    Files.createDirectories(SAMPLE.getParent());
    try (OutputStream to = Files.newOutputStream(SAMPLE)) {
      DecodeSample.write(to, sample);
    }
    StringBuilder list = new StringBuilder();
    list.append("# Where the decoder differs from objdump and iced-x86\n\n");
    list.append(compared)
        .append(" byte strings were compared (every row of `x86.insn` with random ");
    list.append(
        "prefixes, operands and\n"
            + "displacements; each opcode with each modrm and some prefixes; noise; 16-, 32- and\n"
            + "64-bit code):\n");
    list.append("length, validity and both texts with libopcodes of binutils 2.40, the library\n");
    list.append(
        "inside objdump (`-M intel64` in 64-bit code); length, validity, operands and flags\n");
    list.append("with the npm package iced-x86 1.21.0. Each difference belongs to one of these\n");
    list.append("classes. Written by `DecodeComparisonTest` with `-Dxenolith.record=true`.\n");
    list.append("\n## objdump\n");
    for (ObjdumpDifference difference : ObjdumpDifference.values()) {
      describe(list, "objdump " + difference.name(), difference.name(), difference.reason());
    }
    list.append("\n## iced-x86\n");
    for (IcedDifference difference : IcedDifference.values()) {
      describe(list, "iced-x86 " + difference.name(), difference.name(), difference.reason());
    }
    Files.writeString(LIST, list);
  }

  private void describe(StringBuilder to, String key, String name, String reason) {
    to.append("\n### ").append(name.toLowerCase(Locale.ROOT).replace('_', ' '));
    to.append(" (").append(counts.getOrDefault(key, 0)).append(")\n\n").append(reason).append("\n");
    Specimen s = examples.get(key);
    if (s != null) {
      int length = Math.min(s.bytes.length, Math.max(s.insn.length(), s.objdumpLength));
      to.append("\n    ").append(s.mode.bits()).append("-bit  ");
      to.append(HexFormat.of().formatHex(s.bytes, 0, length));
      to.append("\n    here      ").append(s.intel);
      to.append("\n    objdump   ").append(s.objdumpIntel);
      to.append("\n    iced-x86  ").append(s.iced).append("\n");
    }
  }
}
