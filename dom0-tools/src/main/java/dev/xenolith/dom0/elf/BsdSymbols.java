package dev.xenolith.dom0.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * What a kernel with the note BSD_SYMTAB finds behind its last segment: a size word and an ELF
 * header of its own that has three section headers (none, symbols, their names), then the two
 * tables (libelf: elf_load_bsdsyms). The size word does not count itself.
 */
final class BsdSymbols {
  private static final int SECTIONS = 3;
  private static final int SYMBOLS = 1;
  private static final int NAMES = 2;
  private static final int SIZE_WORD = 4;

  /** libelf keeps room for the larger, 64-bit headers, whatever the width. */
  private static final int EHDR_ROOM = 64;

  private static final int HEADERS_ROOM = SIZE_WORD + EHDR_ROOM + SECTIONS * 64;

  private final ElfImage elf;
  private final ElfSection symbols;
  private final ElfSection names;
  private final boolean wide;

  private BsdSymbols(ElfImage elf, ElfSection symbols, ElfSection names) {
    this.elf = elf;
    this.symbols = symbols;
    this.names = names;
    wide = elf.is64Bit();
  }

  /** The block for an image, or nothing when the image has no complete symbol table. */
  static Optional<byte[]> of(ElfImage elf) {
    List<ElfSection> sections = elf.sections();
    for (ElfSection s : sections.subList(Math.min(1, sections.size()), sections.size())) {
      if (s.type() == ElfSection.SHT_SYMTAB) {
        // As libelf: the first symbol table is the only one.
        ElfSection names = s.link() > 0 && s.link() < sections.size() ? sections.get(s.link()) : s;
        boolean whole =
            names.type() == ElfSection.SHT_STRTAB
                && elf.image().contains(s.offset(), s.size())
                && elf.image().contains(names.offset(), names.size())
                && s.size() + names.size() < Integer.MAX_VALUE / 2;
        return whole ? Optional.of(new BsdSymbols(elf, s, names).block()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private int aligned(long length) {
    int word = wide ? 8 : 4;
    return (int) (length + word - 1 & -word);
  }

  private byte[] block() {
    int symbolsAt = aligned(HEADERS_ROOM);
    int namesAt = aligned(symbolsAt + symbols.size());
    // Elsewhere stays zero: bytes that are nobody's must tell nothing (XSA-194).
    ByteBuffer b =
        ByteBuffer.allocate(aligned(namesAt + names.size())).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0, (int) (namesAt + names.size()) - SIZE_WORD);
    putHeader(b);
    putSection(b, SYMBOLS, symbols, symbolsAt);
    b.putInt(sectionAt(SYMBOLS) + (wide ? 40 : 24), NAMES);
    putSection(b, NAMES, names, namesAt);
    return b.array();
  }

  /** The image's own header, with what is said of tables that are not there put right. */
  private void putHeader(ByteBuffer b) {
    int size = wide ? 64 : 52;
    b.put(SIZE_WORD, elf.bytes(), 0, size);
    int phoff = SIZE_WORD + (wide ? 32 : 28);
    b.putInt(SIZE_WORD + 20, 1);
    if (wide) {
      b.putLong(phoff, 0).putLong(phoff + 8, EHDR_ROOM);
    } else {
      b.putInt(phoff, 0).putInt(phoff + 4, EHDR_ROOM);
    }
    int ehsize = SIZE_WORD + (wide ? 52 : 40);
    b.putShort(ehsize, (short) size);
    b.putShort(ehsize + 2, (short) 0).putShort(ehsize + 4, (short) 0);
    b.putShort(ehsize + 6, (short) sectionHeaderSize()).putShort(ehsize + 8, (short) SECTIONS);
    b.putShort(ehsize + 10, (short) 0);
  }

  private int sectionHeaderSize() {
    return wide ? 64 : 40;
  }

  private int sectionAt(int index) {
    return SIZE_WORD + EHDR_ROOM + index * sectionHeaderSize();
  }

  private void putSection(ByteBuffer b, int index, ElfSection section, int at) {
    b.put(sectionAt(index), elf.bytes(), (int) section.headerOffset(), sectionHeaderSize());
    // Offsets count from the ELF header, as in a file.
    if (wide) {
      b.putLong(sectionAt(index) + 24, at - SIZE_WORD);
    } else {
      b.putInt(sectionAt(index) + 16, at - SIZE_WORD);
    }
    b.put(at, elf.bytes(), (int) section.offset(), (int) section.size());
  }
}
