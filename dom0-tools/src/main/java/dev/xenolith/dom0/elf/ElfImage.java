package dev.xenolith.dom0.elf;

import java.util.ArrayList;
import java.util.List;

/** An ELF image for x86, 32 or 64 bit, with its tables read and its loadable ranges checked. */
public final class ElfImage {
  /** e_machine of 32-bit x86. */
  public static final int EM_386 = 3;

  /** e_machine of 64-bit x86. */
  public static final int EM_X86_64 = 62;

  private static final int CLASS_32 = 1;
  private static final int CLASS_64 = 2;
  private static final int PN_XNUM = 0xFFFF;
  private static final int NAME_LIMIT = 4096;

  private final ImageBytes image;
  private final boolean wide;
  private final int machine;
  private final long entry;
  private final List<ElfSegment> segments;
  private final List<ElfSection> sections;

  private ElfImage(ImageBytes image) throws BadImageException {
    this.image = image;
    checkIdent();
    wide = image.u8(4, "the ELF class") == CLASS_64;
    machine = image.u16(18, "the machine of the ELF header");
    if (machine != (wide ? EM_X86_64 : EM_386)) {
      throw new BadImageException(
          "the image is for machine %d in ELF class %d; only 32-bit x86 (3) and x86-64 (62) can run"
              .formatted(machine, wide ? 64 : 32),
          18);
    }
    entry = word(24, "the entry address");
    segments = readSegments();
    sections = readSections();
  }

  /** Whether these bytes begin as an ELF image does. */
  public static boolean looksLikeElf(byte[] bytes) {
    return bytes.length >= 4
        && bytes[0] == 0x7F
        && bytes[1] == 'E'
        && bytes[2] == 'L'
        && bytes[3] == 'F';
  }

  /**
   * Reads headers and tables.
   *
   * @param bytes the whole image, kept and not copied
   * @throws BadImageException when it is not a little-endian x86 ELF image or a table lies outside
   *     of it
   */
  public static ElfImage read(byte[] bytes) throws BadImageException {
    return new ElfImage(new ImageBytes(bytes));
  }

  private void checkIdent() throws BadImageException {
    if (!looksLikeElf(image.array())) {
      throw new BadImageException("the image does not start with the ELF magic number", 0);
    }
    int elfClass = image.u8(4, "the ELF class");
    if (elfClass != CLASS_32 && elfClass != CLASS_64) {
      throw new BadImageException("the ELF class is " + elfClass + ", neither 32 nor 64 bit", 4);
    }
    if (image.u8(5, "the ELF byte order") != 1) {
      throw new BadImageException("the image is not little-endian", 5);
    }
    if (image.u8(6, "the ELF version") != 1) {
      throw new BadImageException("the ELF version is not 1", 6);
    }
  }

  private List<ElfSegment> readSegments() throws BadImageException {
    long table = word(wide ? 32 : 28, "the offset of the program headers");
    int stride = image.u16(wide ? 54 : 42, "the size of a program header");
    int count = image.u16(wide ? 56 : 44, "the number of program headers");
    if (count == 0) {
      return List.of();
    }
    int smallest = wide ? 56 : 32;
    if (stride < smallest) {
      throw new BadImageException(
          "a program header is said to have " + stride + " bytes, less than " + smallest,
          wide ? 54 : 42);
    }
    if (count == PN_XNUM) {
      throw new BadImageException("the image has 65535 or more program headers", wide ? 56 : 44);
    }
    image.check(table, (long) stride * count, "the program header table", wide ? 32 : 28);
    List<ElfSegment> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ElfSegment segment =
          wide ? segment64(table + (long) i * stride) : segment32(table + (long) i * stride);
      checkSegment(segment, i);
      list.add(segment);
    }
    return List.copyOf(list);
  }

  private ElfSegment segment32(long at) throws BadImageException {
    String what = "a program header";
    return new ElfSegment(
        at,
        (int) image.u32(at, what),
        (int) image.u32(at + 24, what),
        image.u32(at + 4, what),
        image.u32(at + 8, what),
        image.u32(at + 12, what),
        image.u32(at + 16, what),
        image.u32(at + 20, what),
        image.u32(at + 28, what));
  }

  private ElfSegment segment64(long at) throws BadImageException {
    String what = "a program header";
    return new ElfSegment(
        at,
        (int) image.u32(at, what),
        (int) image.u32(at + 4, what),
        image.u64(at + 8, what),
        image.u64(at + 16, what),
        image.u64(at + 24, what),
        image.u64(at + 32, what),
        image.u64(at + 40, what),
        image.u64(at + 48, what));
  }

  private void checkSegment(ElfSegment s, int index) throws BadImageException {
    if (!s.isLoaded()) {
      return;
    }
    image.check(s.offset(), s.fileSize(), "segment " + index, s.headerOffset());
    if (Long.compareUnsigned(s.fileSize(), s.memorySize()) > 0) {
      throw new BadImageException(
          "segment %d has 0x%x bytes in the image but only 0x%x in memory"
              .formatted(index, s.fileSize(), s.memorySize()),
          s.headerOffset());
    }
    if (s.memorySize() < 0 || Long.compareUnsigned(s.paddr() + s.memorySize(), s.paddr()) < 0) {
      throw new BadImageException(
          "segment %d, 0x%x bytes at physical 0x%x, wraps around the end of memory"
              .formatted(index, s.memorySize(), s.paddr()),
          s.headerOffset());
    }
  }

  private List<ElfSection> readSections() throws BadImageException {
    long table = word(wide ? 40 : 32, "the offset of the section headers");
    int stride = image.u16(wide ? 58 : 46, "the size of a section header");
    int count = image.u16(wide ? 60 : 48, "the number of section headers");
    int names = image.u16(wide ? 62 : 50, "the index of the section names");
    int smallest = wide ? 64 : 40;
    // A kernel is loaded by its segments: sections that were cut off are no reason to refuse it.
    if (count == 0 || stride < smallest || !image.contains(table, (long) stride * count)) {
      return List.of();
    }
    long namesAt = names < count ? sectionOffset(table + (long) names * stride) : -1;
    List<ElfSection> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(section(table + (long) i * stride, namesAt));
    }
    return List.copyOf(list);
  }

  private long sectionOffset(long at) throws BadImageException {
    return wide ? image.u64(at + 24, "a section header") : image.u32(at + 16, "a section header");
  }

  private ElfSection section(long at, long namesAt) throws BadImageException {
    String what = "a section header";
    long name = image.u32(at, what);
    return new ElfSection(
        at,
        namesAt < 0 || !image.contains(namesAt + name, 1) ? "" : sectionName(namesAt + name),
        (int) image.u32(at + 4, what),
        wide ? image.u64(at + 16, what) : image.u32(at + 12, what),
        sectionOffset(at),
        wide ? image.u64(at + 32, what) : image.u32(at + 20, what),
        (int) image.u32(at + (wide ? 40 : 24), what),
        wide ? image.u64(at + 56, what) : image.u32(at + 36, what));
  }

  private String sectionName(long at) {
    try {
      return image.string(at, NAME_LIMIT, "a section name");
    } catch (BadImageException unreadable) {
      return "";
    }
  }

  private long word(long offset, String what) throws BadImageException {
    return wide ? image.u64(offset, what) : image.u32(offset, what);
  }

  /** Whether this is a 64-bit image. */
  public boolean is64Bit() {
    return wide;
  }

  /** e_machine: {@link #EM_386} or {@link #EM_X86_64}. */
  public int machine() {
    return machine;
  }

  /** e_entry, a virtual address. */
  public long entry() {
    return entry;
  }

  /** The program headers in the order of the image. */
  public List<ElfSegment> segments() {
    return segments;
  }

  /** The section headers, empty when the image has none or they were cut off. */
  public List<ElfSection> sections() {
    return sections;
  }

  /** The bytes of the image: not a copy. */
  public byte[] bytes() {
    return image.array();
  }

  ImageBytes image() {
    return image;
  }

  /** The named symbols of all symbol tables, those with unreadable names left out. */
  public List<ElfSymbol> symbols() {
    return new SymbolReader(this).read();
  }

  /**
   * Names of this image's functions: those of its symbol table or, where it was stripped, those
   * that a Linux kernel keeps for itself.
   */
  public SymbolTable code() {
    SymbolTable own = SymbolTable.of(this);
    return own.size() > 0 ? own : Kallsyms.of(this).orElse(SymbolTable.EMPTY);
  }
}
