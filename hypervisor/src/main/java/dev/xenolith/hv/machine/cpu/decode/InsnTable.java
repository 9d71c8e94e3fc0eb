package dev.xenolith.hv.machine.cpu.decode;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rows of {@code x86.insn}, and where to find them by opcode. Immutable. */
public final class InsnTable {
  private static final Row[] NO_ROWS = {};

  /** Holds the whole table once somebody asks for it. */
  private static final class Whole {
    static final InsnTable TABLE = new InsnTable(unpack());
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

  private static List<Row> unpack() {
    String[] lists = PackedRows.OPERANDS.split("\\|");
    OperandSpec[][] operands = new OperandSpec[lists.length][];
    for (int i = 0; i < lists.length; i++) {
      operands[i] = OperandSpec.parseAll(lists[i]);
    }
    Op[] ops = Op.values();
    Feature[] features = Feature.values();
    String packed = PackedRows.ROWS;
    int count = packed.length() / RowPacking.CHARS;
    Row[] rows = new Row[count];
    RowFields fields = new RowFields();
    for (int id = 0; id < count; id++) {
      RowPacking.unpack(packed, id, fields, ops, features, operands);
      rows[id] = new Row(id, fields);
    }
    return Arrays.asList(rows);
  }
}
