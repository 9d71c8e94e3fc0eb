package dev.xenolith.dom0.elf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions of a kernel by their addresses. */
public final class SymbolTable {
  /** One function or label. */
  record Entry(long address, String name) {}

  /** No table at all: nothing is explained. */
  public static final SymbolTable EMPTY = new SymbolTable(List.of());

  private static final Pattern ADDRESS = Pattern.compile("\\[<([0-9a-f]{8,16})>\\]");

  /** What lies farther behind a symbol is not in it: the tables state no sizes. */
  private static final long FARTHEST = 1 << 20;

  private final long[] addresses;
  private final String[] names;

  SymbolTable(List<Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort((a, b) -> Long.compareUnsigned(a.address, b.address));
    addresses = sorted.stream().mapToLong(Entry::address).toArray();
    names = sorted.stream().map(Entry::name).toArray(String[]::new);
  }

  /** The functions in an image's own symbol table; none where it was stripped. */
  static SymbolTable of(ElfImage elf) {
    return new SymbolTable(
        elf.symbols().stream()
            .filter(ElfSymbol::isCode)
            .sorted(Comparator.comparingInt(s -> s.size() == 0 ? 0 : 1)) // labels before functions
            .map(s -> new Entry(s.value(), s.name()))
            .toList());
  }

  /** How many names there are. */
  public int size() {
    return names.length;
  }

  /** The address as {@code name+0x12/0x40}, as Linux writes it; empty when nothing is near. */
  public String describe(long address) {
    int at = last(address);
    if (at < 0 || Long.compareUnsigned(address - addresses[at], FARTHEST) >= 0) {
      return "";
    }
    int next = at + 1;
    while (next < addresses.length && addresses[next] == addresses[at]) {
      next++;
    }
    String size = next < addresses.length ? "/0x%x".formatted(addresses[next] - addresses[at]) : "";
    return "%s+0x%x%s".formatted(names[at], address - addresses[at], size);
  }

  /** The last entry that is not above the address, or -1. */
  private int last(long address) {
    int low = 0;
    int high = addresses.length - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      if (Long.compareUnsigned(addresses[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /**
   * The line with a name behind each address that it has in the form {@code [<ffffffff81000000>]}.
   */
  public String annotate(String line) {
    Matcher matcher = ADDRESS.matcher(line);
    StringBuilder to = new StringBuilder();
    while (matcher.find()) {
      String name = describe(Long.parseUnsignedLong(matcher.group(1), 16));
      matcher.appendReplacement(
          to, Matcher.quoteReplacement(matcher.group() + (name.isEmpty() ? "" : " " + name)));
    }
    return matcher.appendTail(to).toString();
  }
}
