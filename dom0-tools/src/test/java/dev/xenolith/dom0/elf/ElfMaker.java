package dev.xenolith.dom0.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes small ELF images for tests: segments, and notes in a segment or in a section. */
public final class ElfMaker {
  private record Load(long address, byte[] bytes, long memorySize) {}

  private final boolean wide;
  private final List<Load> loads = new ArrayList<>();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
  private String guestSection;
  private boolean notesInSection;
  private long entry;

  private ElfMaker(boolean wide) {
    this.wide = wide;
  }

  public static ElfMaker elf32() {
    return new ElfMaker(false);
  }

  public static ElfMaker elf64() {
    return new ElfMaker(true);
  }

  /** A kernel with the notes that every loader asks for. */
  public static ElfMaker kernel(boolean wide, byte[] code) {
    return new ElfMaker(wide)
        .text(8, "generic")
        .text(5, "xen-3.0")
        .text(9, "yes")
        .load(0, code, code.length);
  }

  public ElfMaker entry(long address) {
    entry = address;
    return this;
  }

  public ElfMaker load(long address, byte[] bytes, long memorySize) {
    loads.add(new Load(address, bytes, memorySize));
    return this;
  }

  public ElfMaker text(int type, String text) {
    return note(type, (text + "\0").getBytes(StandardCharsets.ISO_8859_1));
  }

  public ElfMaker number(int type, long value) {
    ByteBuffer b = ByteBuffer.allocate(wide ? 8 : 4).order(ByteOrder.LITTLE_ENDIAN);
    return note(type, (wide ? b.putLong(value) : b.putInt((int) value)).array());
  }

  public ElfMaker note(int type, byte[] desc) {
    ByteBuffer b =
        ByteBuffer.allocate(16 + (desc.length + 3) / 4 * 4).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(4).putInt(desc.length).putInt(type).put(new byte[] {'X', 'e', 'n', 0}).put(desc);
    notes.writeBytes(b.array());
    return this;
  }

  public ElfMaker notesInSection() {
    notesInSection = true;
    return this;
  }

  public ElfMaker guestSection(String text) {
    guestSection = text;
    return this;
  }

  public byte[] make() {
    int header = wide ? 64 : 52;
    int phSize = wide ? 56 : 32;
    int shSize = wide ? 64 : 40;
    boolean noteSegment = notes.size() > 0 && !notesInSection;
    int phCount = loads.size() + (noteSegment ? 1 : 0);
    byte[] guest = guestSection == null ? new byte[0] : (guestSection + "\0").getBytes();
    byte[] names = "\0.note\0__xen_guest\0.names\0".getBytes();
    int at = header + phCount * phSize;
    int notesAt = at;
    int guestAt = notesAt + notes.size();
    int namesAt = guestAt + guest.length;
    int sectionsAt = namesAt + names.length;
    int shCount = 4;
    int loadsAt = sectionsAt + shCount * shSize;
    int size = loadsAt + loads.stream().mapToInt(l -> l.bytes().length).sum();
    ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    b.put(new byte[] {0x7F, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 1, 1}).position(16);
    b.putShort((short) 2).putShort((short) (wide ? 62 : 3)).putInt(1);
    word(b, entry);
    word(b, header);
    word(b, sectionsAt);
    b.putInt(0).putShort((short) header).putShort((short) phSize).putShort((short) phCount);
    b.putShort((short) shSize).putShort((short) shCount).putShort((short) 3);
    int dataAt = loadsAt;
    for (Load l : loads) {
      segment(b, 1, dataAt, l.address(), l.bytes().length, l.memorySize());
      dataAt += l.bytes().length;
    }
    if (noteSegment) {
      segment(b, 4, notesAt, 0, notes.size(), 0);
    }
    b.put(notes.toByteArray()).put(guest).put(names);
    section(b, 0, 0, 0, 0);
    section(b, 1, notesInSection ? 7 : 1, notesAt, notes.size());
    section(b, guestSection == null ? 0 : 7, 1, guestAt, guest.length);
    section(b, 19, 3, namesAt, names.length);
    loads.forEach(l -> b.put(l.bytes()));
    return b.array();
  }

  private void word(ByteBuffer b, long value) {
    if (wide) {
      b.putLong(value);
    } else {
      b.putInt((int) value);
    }
  }

  private void segment(ByteBuffer b, int type, long offset, long address, long file, long memory) {
    b.putInt(type);
    if (wide) {
      b.putInt(7);
    }
    word(b, offset);
    word(b, address);
    word(b, address);
    word(b, file);
    word(b, memory);
    if (!wide) {
      b.putInt(7);
    }
    word(b, 4096);
  }

  private void section(ByteBuffer b, int name, int type, long offset, long size) {
    b.putInt(name).putInt(type);
    word(b, 0);
    word(b, 0);
    word(b, offset);
    word(b, size);
    b.putInt(0).putInt(0);
    word(b, 1);
    word(b, 0);
  }
}
