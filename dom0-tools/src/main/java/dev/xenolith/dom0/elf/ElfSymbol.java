package dev.xenolith.dom0.elf;

/**
 * One named place of an image.
 *
 * @param value its virtual address, unsigned
 * @param size in bytes, or 0 when the image does not say
 * @param info binding and type as ELF packs them
 */
public record ElfSymbol(String name, long value, long size, int info) {
  private static final int STT_NOTYPE = 0;
  private static final int STT_FUNC = 2;

  /**
   * Whether an address inside it may be explained by its name: a function or a bare assembler
   * label.
   */
  public boolean isCode() {
    int type = info & 0xF;
    return type == STT_FUNC || type == STT_NOTYPE;
  }
}
