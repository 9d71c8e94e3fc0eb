package dev.xenolith.dom0.elf;

/**
 * One section header (Elf32_Shdr, Elf64_Shdr). Unlike segments' ranges, a section's is checked when
 * it is used: many images carry sections that were cut off after linking.
 *
 * @param headerOffset where in the image the header itself stands, for messages
 */
public record ElfSection(
    long headerOffset,
    String name,
    int type,
    long address,
    long offset,
    long size,
    int link,
    long entrySize) {
  /** sh_type of a symbol table. */
  public static final int SHT_SYMTAB = 2;

  /** sh_type of a table of names. */
  public static final int SHT_STRTAB = 3;

  /** sh_type of a section of notes. */
  public static final int SHT_NOTE = 7;
}
