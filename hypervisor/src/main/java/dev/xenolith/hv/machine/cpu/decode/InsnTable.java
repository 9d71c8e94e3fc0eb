package dev.xenolith.hv.machine.cpu.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rows of {@code x86.insn}, and where to find them by opcode. Immutable. */
public final class InsnTable {
  private static final String RESOURCE = "x86.insn";
  private static final Row[] NO_ROWS = {};

  /** Holds the whole table once somebody asks for it. */
  private static final class Whole {
    static final InsnTable TABLE = new InsnTable(load());
  }

  private final List<Row> rows;
  private final Row[][] byOpcode = new Row[4 * 256][];

  private InsnTable(List<Row> rows) {
    this.rows = Collections.unmodifiableList(rows);
    for (Row row : rows) {
      for (int i = 0; i < row.opcodes; i++) {
        int slot = row.map << 8 | row.opcode + i;
        Row[] before = byOpcode[slot] == null ? NO_ROWS : byOpcode[slot];
        Row[] now = Arrays.copyOf(before, before.length + 1);
        now[before.length] = row;
        byOpcode[slot] = now;
      }
    }
  }

  /** The table as it is in the file: every instruction known. */
  public static InsnTable standard() {
    return Whole.TABLE;
  }

  /** The table of a processor with only these features, next to those of the 80386. */
  public InsnTable with(Set<Feature> features) {
    Set<Feature> all = EnumSet.of(Feature.I386);
    all.addAll(features);
    return new InsnTable(rows.stream().filter(row -> all.contains(row.feature())).toList());
  }

  /** All rows, in the order of the file. */
  public List<Row> rows() {
    return rows;
  }

  /** The rows of one opcode, first match first, or null. */
  Row[] at(int map, int opcode) {
    return byOpcode[map << 8 | opcode];
  }

  private static List<Row> load() {
    String text;
    try (InputStream in = InsnTable.class.getResourceAsStream(RESOURCE)) {
      text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Row> rows = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      if (end > start && text.charAt(start) != '#') {
        rows.add(new Row(rows.size(), new RowText(text.substring(start, end))));
      }
      start = end + 1;
    }
    return rows;
  }
}
