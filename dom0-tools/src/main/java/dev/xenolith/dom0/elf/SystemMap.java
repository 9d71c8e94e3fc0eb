package dev.xenolith.dom0.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code nm} prints and Linux installs as System.map: address, type, name. */
public final class SystemMap {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{8,16}) ([A-Za-z?]) (\\S+)");
  private static final String CODE_TYPES = "tTwW";

  private SystemMap() {}

  /**
   * The functions in these lines.
   *
   * @throws BadImageException when there are none: Debian installs a file of one line that says
   *     where the real one is
   */
  public static SymbolTable read(List<String> lines) throws BadImageException {
    List<SymbolTable.Entry> entries = new ArrayList<>();
    for (String line : lines) {
      Matcher m = LINE.matcher(line.strip());
      if (m.matches() && CODE_TYPES.contains(m.group(2))) {
        entries.add(new SymbolTable.Entry(Long.parseUnsignedLong(m.group(1), 16), m.group(3)));
      }
    }
    if (entries.isEmpty()) {
      String first = lines.isEmpty() ? "nothing" : "\"" + lines.getFirst().strip() + "\"";
      throw new BadImageException("no symbols in it; it says " + first);
    }
    return new SymbolTable(entries);
  }
}
