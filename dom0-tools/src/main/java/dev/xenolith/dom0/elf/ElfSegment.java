package dev.xenolith.dom0.elf;

/**
 * One program header (Elf32_Phdr, Elf64_Phdr). File ranges of loadable segments are inside the
 * image.
 *
 * @param headerOffset where in the image the header itself stands, for messages
 * @param offset of the first byte, in the image
 * @param vaddr virtual address, unsigned
 * @param paddr physical address, unsigned; what the domain builder goes by
 * @param fileSize bytes in the image
 * @param memorySize bytes in memory; those beyond the file's are zero
 */
public record ElfSegment(
    long headerOffset,
    int type,
    int flags,
    long offset,
    long vaddr,
    long paddr,
    long fileSize,
    long memorySize,
    long align) {
  /** p_type of a segment to be loaded. */
  public static final int PT_LOAD = 1;

  /** p_type of a segment of notes. */
  public static final int PT_NOTE = 4;

  private static final int PF_X = 1;
  private static final int PF_W = 2;
  private static final int PF_R = 4;

  /** Whether its bytes go to memory: PT_LOAD with any permission, as libelf decides it. */
  public boolean isLoaded() {
    return type == PT_LOAD && (flags & (PF_X | PF_W | PF_R)) != 0;
  }
}
