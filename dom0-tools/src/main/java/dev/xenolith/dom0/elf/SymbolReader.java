package dev.xenolith.dom0.elf;

import java.util.ArrayList;
import java.util.List;

/** Collects symbols for explanations. A damaged table gives fewer symbols, never a refusal. */
final class SymbolReader {
  private static final int NAME_LIMIT = 512;

  private final ElfImage elf;
  private final ImageBytes image;

  SymbolReader(ElfImage elf) {
    this.elf = elf;
    image = elf.image();
  }

  List<ElfSymbol> read() {
    List<ElfSymbol> symbols = new ArrayList<>();
    for (ElfSection table : elf.sections()) {
      if (table.type() == ElfSection.SHT_SYMTAB
          && image.contains(table.offset(), table.size())
          && table.link() >= 0
          && table.link() < elf.sections().size()) {
        readTable(table, elf.sections().get(table.link()), symbols);
      }
    }
    return symbols;
  }

  private void readTable(ElfSection table, ElfSection strings, List<ElfSymbol> to) {
    int stride = elf.is64Bit() ? 24 : 16;
    for (long at = table.offset(); at + stride <= table.offset() + table.size(); at += stride) {
      try {
        long nameOffset = image.u32(at, "a symbol");
        String name = image.string(strings.offset() + nameOffset, NAME_LIMIT, "a symbol's name");
        if (!name.isEmpty()) {
          to.add(symbol(name, at));
        }
      } catch (BadImageException unreadable) {
        // One symbol without a name explains nothing; the rest still may.
        continue;
      }
    }
  }

  private ElfSymbol symbol(String name, long at) throws BadImageException {
    String what = "a symbol";
    if (elf.is64Bit()) {
      return new ElfSymbol(
          name, image.u64(at + 8, what), image.u64(at + 16, what), image.u8(at + 4, what));
    }
    return new ElfSymbol(
        name, image.u32(at + 4, what), image.u32(at + 8, what), image.u8(at + 12, what));
  }
}
