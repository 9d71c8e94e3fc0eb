package dev.xenolith.dom0.elf;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An image that can be started as a PV kernel, with the addresses that follow from its notes:
 * pseudo-physical memory is mapped from {@link #virtBase} on, and a segment of physical address p
 * is put at p + VIRT_BASE - PADDR_OFFSET (libelf: elf_xen_addr_calc_check).
 */
public final class PvImage {
  private final ElfImage elf;
  private final XenNotes notes;
  private final long virtBase;
  private final long virtOffset;
  private final long start;
  private final long end;
  private final long entry;
  private final byte[] symbols;

  private PvImage(ElfImage elf, XenNotes notes) throws BadImageException {
    this.elf = elf;
    this.notes = notes;
    checkStatements();
    virtBase = notes.virtBase().orElse(0);
    // Kernels described by __xen_guest carry virtual addresses in p_paddr.
    boolean legacy = notes.source() == XenNotes.Source.GUEST_SECTION;
    virtOffset = virtBase - notes.paddrOffset().orElse(legacy ? virtBase : 0);
    long low = -1;
    long high = 0;
    long total = 0;
    for (ElfSegment s : elf.segments()) {
      if (s.isLoaded()) {
        low = Long.compareUnsigned(s.paddr(), low) < 0 ? s.paddr() : low;
        long segmentEnd = s.paddr() + s.memorySize();
        high = Long.compareUnsigned(segmentEnd, high) > 0 ? segmentEnd : high;
        total = Math.min(total + s.memorySize(), Long.MAX_VALUE / 2);
      }
    }
    if (Long.compareUnsigned(low, high) >= 0) {
      throw new BadImageException("the image has no segment to load");
    }
    // As libelf: overlapping segments must not make loading take longer than the image is large.
    if (total < 0 || total / 2 > high - low) {
      throw new BadImageException("the segments overlap so often that loading would take for ever");
    }
    start = low + virtOffset;
    Optional<byte[]> table = notes.wantsBsdSymtab() ? BsdSymbols.of(elf) : Optional.empty();
    symbols = table.orElse(new byte[0]);
    end = (table.isEmpty() ? high : wordAligned(high) + symbols.length) + virtOffset;
    entry = notes.entry().orElse(elf.entry());
    checkAddresses();
  }

  /**
   * Judges an image.
   *
   * @throws BadImageException when real Xen's builder would refuse it as a PV kernel
   */
  public static PvImage of(ElfImage elf) throws BadImageException {
    return new PvImage(elf, XenNotes.read(elf));
  }

  private long wordAligned(long address) {
    int word = elf.is64Bit() ? 8 : 4;
    return address + word - 1 & -word;
  }

  private void checkStatements() throws BadImageException {
    if (!notes.loader().startsWith("generic") && !notes.guestOs().startsWith("linux")) {
      throw new BadImageException(
          "only images built for the generic loader or Linux can be started, and this one says"
              + " loader"
              + " \"%s\" and system \"%s\"".formatted(notes.loader(), notes.guestOs()));
    }
    if (!notes.xenVersion().startsWith("xen-3.0")) {
      throw new BadImageException(
          "only images built for Xen version \"xen-3.0\" can be started, and this one says \""
              + notes.xenVersion()
              + "\"");
    }
    if (notes.paddrOffset().isPresent() && notes.virtBase().isEmpty()) {
      throw new BadImageException("the image sets PADDR_OFFSET but not VIRT_BASE");
    }
    if ((notes.requiredFeatures() & XenFeature.DOM0.mask()) != 0) {
      throw new BadImageException("the kernel can run as domain 0 only");
    }
    if (!elf.is64Bit() && notes.paeMode() == PaeMode.NO) {
      throw new BadImageException(
          "the 32-bit kernel has no PAE_MODE note with \"yes\", and page tables without PAE are not"
              + " offered");
    }
  }

  private void checkAddresses() throws BadImageException {
    if (!isOrdered(virtBase, start, end) || !isOrdered(start, entry, end)) {
      throw new BadImageException(
          "addresses are out of order: base 0x%x, kernel 0x%x to 0x%x, entry 0x%x"
              .formatted(virtBase, start, end, entry));
    }
    if ((virtBase & 0xFFF) != 0) {
      throw new BadImageException("VIRT_BASE 0x%x is not page-aligned".formatted(virtBase));
    }
    OptionalLong p2m = notes.initP2m();
    if (p2m.isPresent()
        && Long.compareUnsigned(p2m.getAsLong(), start) >= 0
        && Long.compareUnsigned(p2m.getAsLong(), end) < 0) {
      throw new BadImageException(
          "INIT_P2M 0x%x lies inside the kernel".formatted(p2m.getAsLong()));
    }
    if (!elf.is64Bit() && (end >>> 32) != 0) {
      throw new BadImageException("the 32-bit kernel ends above 4 GiB, at 0x%x".formatted(end));
    }
  }

  private static boolean isOrdered(long low, long middle, long high) {
    return Long.compareUnsigned(low, middle) <= 0 && Long.compareUnsigned(middle, high) <= 0;
  }

  public ElfImage elf() {
    return elf;
  }

  public XenNotes notes() {
    return notes;
  }

  /** Virtual address of pfn 0 in the initial mapping. */
  public long virtBase() {
    return virtBase;
  }

  /** Virtual address of the first byte of the lowest segment. */
  public long start() {
    return start;
  }

  /** Virtual address behind the last byte of the highest segment, or of the symbols behind it. */
  public long end() {
    return end;
  }

  /**
   * What the kernel gets to read of its own symbols: the last bytes before {@link #end}, headers
   * and all; none when it does not ask, or asks and has no symbol table.
   */
  public byte[] symbols() {
    return symbols;
  }

  /** Where vCPU 0 starts. */
  public long entry() {
    return entry;
  }

  /** Where the first byte of this segment goes. */
  public long addressOf(ElfSegment segment) {
    return segment.paddr() + virtOffset;
  }
}
