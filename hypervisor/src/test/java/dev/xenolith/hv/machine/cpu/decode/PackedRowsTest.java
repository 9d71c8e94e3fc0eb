package dev.xenolith.hv.machine.cpu.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@link PackedRows}, {@link Op} and {@link Feature} what {@code x86.insn} says. With {@code
 * -Dxenolith.regenerate=true} the packed rows are written anew; a new Op or Feature is added by
 * hand, in the order of the file.
 */
class PackedRowsTest {
  private static final Path SOURCE =
      Path.of("src/main/java/dev/xenolith/hv/machine/cpu/decode/PackedRows.java");
  private static final int LINE = 5 * RowPacking.CHARS - 6;

  private final StringBuilder rows = new StringBuilder();
  private final List<String> operands = new ArrayList<>();

  PackedRowsTest() {
    for (RowText row : TableText.rows()) {
      if (!operands.contains(row.operandText)) {
        operands.add(row.operandText);
      }
      rows.append(RowPacking.pack(row, operands.indexOf(row.operandText)));
    }
  }

  @Test
  void thePackedRowsAreThoseOfTheFile() throws IOException {
    if (Boolean.getBoolean("xenolith.regenerate")) {
      Files.writeString(SOURCE, source());
      return;
    }
    assertEquals(String.join("|", operands), PackedRows.OPERANDS);
    assertEquals(rows.toString(), PackedRows.ROWS);
  }

  @Test
  void everyMeaningAndFeatureOfTheFileHasItsConstantInItsOrder() {
    Set<String> ops = new LinkedHashSet<>();
    Set<String> features = new LinkedHashSet<>();
    features.add(Feature.I386.name());
    for (RowText row : TableText.rows()) {
      ops.add(row.op.name());
      features.add(row.feature.name());
    }
    assertEquals(List.copyOf(ops), Arrays.stream(Op.values()).map(Op::name).toList());
    assertEquals(
        List.copyOf(features), Arrays.stream(Feature.values()).map(Feature::name).toList());
  }

  private String source() {
    return """
    package dev.xenolith.hv.machine.cpu.decode;

    /**
     * GENERATED from x86.insn by PackedRowsTest with -Dxenolith.regenerate=true; do not edit. The rows as {@link
     * RowPacking} has them, and the operand lists they number.
     */
    final class PackedRows {
      static final String OPERANDS =
    %s;

      static final String ROWS =
    %s;

      private PackedRows() {}
    }
    """
        .formatted(literal(String.join("|", operands)), literal(rows.toString()));
  }

  private static String literal(String text) {
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < text.length(); at += LINE) {
      String part = text.substring(at, Math.min(text.length(), at + LINE));
      lines.add((at == 0 ? "      \"" : "          + \"") + part.replace("\\", "\\\\") + "\"");
    }
    return String.join("\n", lines);
  }
}
