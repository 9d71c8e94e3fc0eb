package dev.xenolith.dom0.elf;

import java.util.OptionalLong;

/**
 * Looks where libelf looks and in its order: note segments, then note sections, then {@code
 * __xen_guest}. A text note reaches to its NUL whatever its stated size: Debian's 32-bit pvgrub
 * states 12 bytes for a "yes" of 4.
 */
final class XenNoteReader {
  private static final int MOST_NOTES = 65536;
  private static final int TEXT_LIMIT = 4096;
  private static final int HEADER_BYTES = 12;

  private final ElfImage elf;
  private final ImageBytes image;
  private final XenNotes notes = new XenNotes();
  private int seen;

  XenNoteReader(ElfImage elf) {
    this.elf = elf;
    image = elf.image();
  }

  XenNotes read() throws BadImageException {
    int found = 0;
    for (ElfSegment s : elf.segments()) {
      // Some linkers leave p_offset 0 in a note segment they did not place.
      if (s.type() == ElfSegment.PT_NOTE && s.offset() != 0) {
        found += scan(s.offset(), s.fileSize(), s.headerOffset());
      }
    }
    notes.source = XenNotes.Source.SEGMENTS;
    if (found == 0) {
      notes.source = XenNotes.Source.SECTIONS;
      for (ElfSection s : elf.sections()) {
        if (s.type() == ElfSection.SHT_NOTE) {
          found += scan(s.offset(), s.size(), s.headerOffset());
        }
      }
    }
    if (found == 0 && !readGuestSection()) {
      throw new BadImageException(
          "not a Xen kernel: the image has neither ELF notes of owner \"Xen\" nor a __xen_guest"
              + " section");
    }
    return notes;
  }

  private int scan(long start, long size, long place) throws BadImageException {
    image.check(start, size, "a range of notes", place);
    int found = 0;
    long at = start;
    while (at + HEADER_BYTES <= start + size) {
      if (++seen > MOST_NOTES) {
        throw new BadImageException("the image has more than " + MOST_NOTES + " notes", at);
      }
      long nameSize = image.u32(at, "a note");
      long descSize = image.u32(at + 4, "a note");
      long desc = at + HEADER_BYTES + roundUp(nameSize);
      if (isXens(at + HEADER_BYTES, nameSize)) {
        take(image.u32(at + 8, "a note"), desc, descSize);
        found++;
      }
      at = desc + roundUp(descSize);
    }
    return found;
  }

  private static long roundUp(long size) {
    return (size + 3) & ~3L;
  }

  private boolean isXens(long at, long nameSize) throws BadImageException {
    return nameSize == 4
        && image.contains(at, 4)
        && image.u32(at, "a note's owner") == 0x006E_6558; // "Xen\0"
  }

  private void take(long type, long at, long size) throws BadImageException {
    XenNote note = XenNote.of(type);
    if (note == null) {
      return;
    }
    switch (note.kind) {
      case TEXT -> takeText(note, image.string(at, TEXT_LIMIT, "the note " + note), at);
      case NUMBER -> takeNumber(note, image.number(at, size, "the note " + note));
      case RAW -> image.check(at, size, "the note " + note, at);
    }
  }

  private void takeText(XenNote note, String text, long at) throws BadImageException {
    switch (note) {
      case LOADER -> notes.loader = text;
      case GUEST_OS -> notes.guestOs = text;
      case GUEST_VERSION -> notes.guestVersion = text;
      case XEN_VERSION -> notes.xenVersion = text;
      case PAE_MODE -> {
        if (text.contains("bimodal")) {
          notes.paeMode = PaeMode.BIMODAL;
        } else if (text.equals("yes")) {
          notes.paeMode = PaeMode.EXTENDED_CR3;
        }
      }
      case BSD_SYMTAB -> notes.bsdSymtab = text.equals("yes");
      case FEATURES -> takeFeatures(text, at);
      default -> throw new IllegalStateException("not a text note: " + note);
    }
  }

  private void takeNumber(XenNote note, long value) {
    switch (note) {
      case VIRT_BASE -> notes.virtBase = OptionalLong.of(value);
      case ENTRY -> notes.entry = OptionalLong.of(value);
      case HYPERCALL_PAGE -> notes.hypercallPage = OptionalLong.of(value);
      case HV_START_LOW -> notes.hvStartLow = OptionalLong.of(value);
      case INIT_P2M -> notes.initP2m = OptionalLong.of(value);
      case PADDR_OFFSET -> notes.paddrOffset = OptionalLong.of(value);
      case MOD_START_PFN -> notes.unmappedModule = value != 0;
      case SUSPEND_CANCEL -> notes.suspendCancel = value != 0;
      case SUPPORTED_FEATURES -> notes.supportedFeatures |= (int) value;
      case PHYS32_ENTRY -> {
        // Where PVH starts: says nothing about a PV kernel.
      }
      default -> throw new IllegalStateException("not a number note: " + note);
    }
  }

  private void takeFeatures(String list, long at) throws BadImageException {
    for (String word : list.split("\\|")) {
      boolean required = word.startsWith("!");
      XenFeature feature = XenFeature.named(required ? word.substring(1) : word);
      if (feature == null && required) {
        throw new BadImageException(
            "the kernel requires the feature \"" + word.substring(1) + "\", which is not known",
            at);
      }
      if (feature != null) {
        notes.supportedFeatures |= feature.mask();
        notes.requiredFeatures |= required ? feature.mask() : 0;
      }
    }
  }

  private boolean readGuestSection() throws BadImageException {
    for (ElfSection s : elf.sections()) {
      if (s.name().equals("__xen_guest")) {
        notes.source = XenNotes.Source.GUEST_SECTION;
        image.check(s.offset(), s.size(), "the section __xen_guest", s.headerOffset());
        String text = image.string(s.offset(), TEXT_LIMIT, "the section __xen_guest");
        for (String statement : text.split(",")) {
          takeStatement(statement, s.offset());
        }
        pageToAddress();
        return true;
      }
    }
    return false;
  }

  private void takeStatement(String statement, long at) throws BadImageException {
    int equals = statement.indexOf('=');
    String name = equals < 0 ? statement : statement.substring(0, equals);
    String value = equals < 0 ? "" : statement.substring(equals + 1);
    switch (name) {
      case "LOADER" -> notes.loader = value;
      case "GUEST_OS" -> notes.guestOs = value;
      case "GUEST_VER" -> notes.guestVersion = value;
      case "XEN_VER" -> notes.xenVersion = value;
      case "PAE" -> {
        if (value.equals("yes[extended-cr3]")) {
          notes.paeMode = PaeMode.EXTENDED_CR3;
        } else if (value.startsWith("yes")) {
          notes.paeMode = PaeMode.YES;
        }
      }
      case "BSD_SYMTAB" -> notes.bsdSymtab = true;
      case "VIRT_BASE" -> notes.virtBase = number(name, value, at);
      case "VIRT_ENTRY" -> notes.entry = number(name, value, at);
      case "ELF_PADDR_OFFSET" -> notes.paddrOffset = number(name, value, at);
      case "HYPERCALL_PAGE" -> notes.hypercallPage = number(name, value, at);
      case "FEATURES" -> takeFeatures(value, at);
      default -> {
        // Unknown statements are for other loaders.
      }
    }
  }

  /** In this section HYPERCALL_PAGE is a page number behind VIRT_BASE. */
  private void pageToAddress() {
    if (notes.hypercallPage.isPresent()) {
      long page = notes.hypercallPage.getAsLong() << 12;
      notes.hypercallPage = OptionalLong.of(page + notes.virtBase.orElse(0));
    }
  }

  private static OptionalLong number(String name, String text, long at) throws BadImageException {
    String digits = text.strip();
    boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
    try {
      return OptionalLong.of(
          hex
              ? Long.parseUnsignedLong(digits.substring(2), 16)
              : Long.parseUnsignedLong(
                  digits, digits.startsWith("0") && digits.length() > 1 ? 8 : 10));
    } catch (NumberFormatException notANumber) {
      throw new BadImageException(
          "the value of %s in __xen_guest is not a number: \"%s\"".formatted(name, text), at);
    }
  }
}
