package dev.xenolith.hv.machine.cpu.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The file {@code x86.insn} itself, read when somebody wants the names. Decoding takes {@link
 * PackedRows}.
 */
final class TableText {
  private static final String RESOURCE = "x86.insn";

  private static final class Loaded {
    static final List<RowText> ROWS = load();
  }

  private TableText() {}

  /** All rows, in the order of the file. */
  static List<RowText> rows() {
    return Loaded.ROWS;
  }

  static RowText row(int id) {
    return Loaded.ROWS.get(id);
  }

  private static List<RowText> load() {
    String text;
    try (InputStream in = TableText.class.getResourceAsStream(RESOURCE)) {
      text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<RowText> rows = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      if (end > start && text.charAt(start) != '#') {
        rows.add(new RowText(text.substring(start, end)));
      }
      start = end + 1;
    }
    return List.copyOf(rows);
  }
}
