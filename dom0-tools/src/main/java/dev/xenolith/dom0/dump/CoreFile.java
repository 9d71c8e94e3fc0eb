package dev.xenolith.dom0.dump;

import dev.xenolith.abi.xen.ElfNote;
import dev.xenolith.dom0.ctrl.HypervisorVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The file around a domain's pages: what comes before them and what comes behind them. It has
 * sections and no segments. Always a 64-bit file, whatever the domain is.
 */
final class CoreFile {
  /** A page of the domain that is gone, or was never found. */
  static final long INVALID = -1;

  private static final int EHDR_BYTES = 64;
  private static final int PHDR_BYTES = 56;
  private static final int SHDR_BYTES = 64;
  private static final int ET_CORE = 4;
  private static final int EM_X86_64 = 62;
  private static final int SHT_PROGBITS = 1;
  private static final int SHT_STRTAB = 3;
  private static final int SHT_NOTE = 7;
  private static final int PAGE = 4096;

  /** XC_CORE_MAGIC: a PV domain. */
  private static final long MAGIC_PV = 0xF00F_EBEDL;

  /** XEN_DUMPCORE_FORMAT_VERSION(0, 1). */
  private static final long FORMAT_VERSION = 1;

  /** The name "Xen" with its zero, and three numbers before it. */
  private static final int NOTE_HEAD = 16;

  private static final int HEADER_DESC = 32;
  private static final int VERSION_DESC = 1280;
  private static final int FORMAT_DESC = 8;

  /** A row of .xen_p2m: pfn and gmfn. */
  private static final int P2M_ROW = 16;

  private record Section(String name, int type, long bytes, int align, long entry) {}

  private final List<byte[]> contexts;
  private final int contextBytes;
  private final byte[] sharedInfo;
  private final long pages;
  private final List<Section> sections = new ArrayList<>();

  /**
   * A file.
   *
   * @param contexts vcpu_guest_context of each vCPU that has one, in the domain's width
   * @param contextBytes what each takes in the file: the 64-bit structure's size
   * @param sharedInfo the page
   * @param pages how many pages there will be
   */
  CoreFile(List<byte[]> contexts, int contextBytes, byte[] sharedInfo, long pages) {
    this.contexts = contexts;
    this.contextBytes = contextBytes;
    this.sharedInfo = sharedInfo;
    this.pages = pages;
    sections.add(new Section("", 0, 0, 0, 0));
    sections.add(new Section(".shstrtab", SHT_STRTAB, 0, 0, 0));
    sections.add(new Section(".note.Xen", SHT_NOTE, noteBytes(), 0, 0));
    long status = (long) contextBytes * contexts.size();
    sections.add(new Section(".xen_prstatus", SHT_PROGBITS, status, 8, contextBytes));
    sections.add(new Section(".xen_shared_info", SHT_PROGBITS, PAGE, 8, PAGE));
    sections.add(new Section(".xen_pages", SHT_PROGBITS, pages * PAGE, PAGE, PAGE));
    sections.add(new Section(".xen_p2m", SHT_PROGBITS, pages * P2M_ROW, 8, P2M_ROW));
  }

  private static int noteBytes() {
    return 4 * NOTE_HEAD + HEADER_DESC + VERSION_DESC + FORMAT_DESC;
  }

  private static final int SHSTRTAB = 1;
  private static final int NOTE = 2;
  private static final int PAGES = 5;

  private byte[] names() {
    StringBuilder names = new StringBuilder();
    sections.forEach(s -> names.append(s.name()).append('\0'));
    return names.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private long headerEnd() {
    return EHDR_BYTES + (long) SHDR_BYTES * sections.size();
  }

  private long pagesAt() {
    long at = headerEnd();
    for (int i = NOTE; i < PAGES; i++) {
      at += sections.get(i).bytes();
    }
    return at + PAGE - 1 & -PAGE;
  }

  /** All that comes before the pages. */
  byte[] head(HypervisorVersion version, boolean wide) {
    ByteBuffer out = buffer(Math.toIntExact(pagesAt()));
    elfHeader(out);
    sectionHeaders(out);
    notes(out, version, wide);
    for (byte[] context : contexts) {
      int at = out.position();
      out.put(context).position(at + contextBytes);
    }
    out.put(sharedInfo);
    return out.array();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void elfHeader(ByteBuffer out) {
    out.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 1}).position(16);
    out.putShort((short) ET_CORE).putShort((short) EM_X86_64).putInt(1);
    out.putLong(0).putLong(0).putLong(EHDR_BYTES).putInt(0);
    out.putShort((short) EHDR_BYTES).putShort((short) PHDR_BYTES).putShort((short) 0);
    out.putShort((short) SHDR_BYTES).putShort((short) sections.size()).putShort((short) SHSTRTAB);
  }

  private void sectionHeaders(ByteBuffer out) {
    int name = 0;
    long at = headerEnd();
    for (int i = 0; i < sections.size(); i++) {
      Section s = sections.get(i);
      at = i == PAGES ? pagesAt() : at;
      boolean strings = i == SHSTRTAB;
      long offset = strings ? namesAt() : i == 0 ? 0 : at;
      long size = strings ? names().length : s.bytes();
      out.putInt(name).putInt(s.type()).putLong(0).putLong(0);
      out.putLong(offset).putLong(size).putInt(0).putInt(0);
      out.putLong(s.align()).putLong(s.entry());
      name += s.name().length() + 1;
      at += s.bytes();
    }
  }

  private long namesAt() {
    return pagesAt() + pages * (PAGE + P2M_ROW);
  }

  private void notes(ByteBuffer out, HypervisorVersion version, boolean wide) {
    note(out, ElfNote.DUMPCORE_NONE, 0);
    note(out, ElfNote.DUMPCORE_HEADER, HEADER_DESC);
    out.putLong(MAGIC_PV).putLong(contexts.size()).putLong(pages).putLong(PAGE);
    note(out, ElfNote.DUMPCORE_XEN_VERSION, VERSION_DESC);
    int end = out.position() + VERSION_DESC;
    out.putLong(version.major()).putLong(version.minor());
    text(out, version.extra(), 16);
    text(out, version.compiler(), 64);
    text(out, version.compiledBy(), 16);
    text(out, version.compileDomain(), 32);
    text(out, version.compileDate(), 32);
    text(out, version.capabilities(), 1024);
    text(out, version.changeset(), 64);
    out.putLong(version.virtStart());
    // Where the structure of 32-bit tools has it, which need no padding there.
    out.position(wide ? out.position() : out.position() - 4);
    out.putLong(version.pageSize());
    out.position(end);
    note(out, ElfNote.DUMPCORE_FORMAT_VERSION, FORMAT_DESC);
    out.putLong(FORMAT_VERSION);
  }

  private static void note(ByteBuffer out, ElfNote type, int bytes) {
    out.putInt(4).putInt(bytes).putInt(type.number);
    out.put(new byte[] {'X', 'e', 'n', 0});
  }

  private static void text(ByteBuffer out, String text, int room) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int at = out.position();
    out.put(bytes, 0, Math.min(bytes.length, room - 1)).position(at + room);
  }

  /**
   * All that comes behind the pages.
   *
   * @param rows pfn and gmfn of each page, in the order they were written
   */
  byte[] tail(long[] rows) {
    if (rows.length != 2 * pages) {
      throw new IllegalArgumentException(rows.length / 2 + " pages written, not " + pages);
    }
    byte[] names = names();
    ByteBuffer out = buffer(Math.toIntExact(pages * P2M_ROW) + names.length);
    for (long number : rows) {
      out.putLong(number);
    }
    out.put(names);
    return out.array();
  }
}
