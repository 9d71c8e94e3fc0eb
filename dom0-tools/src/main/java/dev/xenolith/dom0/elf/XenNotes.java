package dev.xenolith.dom0.elf;

import java.util.OptionalLong;

/**
 * What an image says about itself to Xen, from ELF notes or from the older {@code __xen_guest}
 * text. Nothing is judged here: {@link PvImage} does that.
 */
public final class XenNotes {
  /** Where the statements were found. */
  public enum Source {
    /** PT_NOTE segments. */
    SEGMENTS,
    /** SHT_NOTE sections. */
    SECTIONS,
    /** The {@code __xen_guest} section. */
    GUEST_SECTION
  }

  Source source;
  String loader = "";
  String guestOs = "";
  String guestVersion = "";
  String xenVersion = "";
  PaeMode paeMode = PaeMode.NO;
  boolean bsdSymtab;
  boolean unmappedModule;
  boolean suspendCancel;
  OptionalLong virtBase = OptionalLong.empty();
  OptionalLong entry = OptionalLong.empty();
  OptionalLong hypercallPage = OptionalLong.empty();
  OptionalLong hvStartLow = OptionalLong.empty();
  OptionalLong initP2m = OptionalLong.empty();
  OptionalLong paddrOffset = OptionalLong.empty();
  int supportedFeatures;
  int requiredFeatures;

  XenNotes() {}

  /**
   * Finds what the image says.
   *
   * @throws BadImageException when it says nothing or says it in a way that cannot be read
   */
  public static XenNotes read(ElfImage elf) throws BadImageException {
    return new XenNoteReader(elf).read();
  }

  /** Where the statements were found. */
  public Source source() {
    return source;
  }

  /** LOADER, or empty. */
  public String loader() {
    return loader;
  }

  /** GUEST_OS, or empty. */
  public String guestOs() {
    return guestOs;
  }

  /** GUEST_VERSION, or empty. */
  public String guestVersion() {
    return guestVersion;
  }

  /** XEN_VERSION, or empty. */
  public String xenVersion() {
    return xenVersion;
  }

  public PaeMode paeMode() {
    return paeMode;
  }

  /** Whether the kernel wants its ELF symbol table behind its image. */
  public boolean wantsBsdSymtab() {
    return bsdSymtab;
  }

  /** MOD_START_PFN: the ramdisk may be left unmapped and be named by its first pfn. */
  public boolean takesUnmappedModule() {
    return unmappedModule;
  }

  /** SUSPEND_CANCEL: the kernel copes with a suspend that did not happen. */
  public boolean canCancelSuspend() {
    return suspendCancel;
  }

  /** VIRT_BASE as stated. */
  public OptionalLong virtBase() {
    return virtBase;
  }

  /** ENTRY as stated. */
  public OptionalLong entry() {
    return entry;
  }

  /** HYPERCALL_PAGE as a virtual address. */
  public OptionalLong hypercallPage() {
    return hypercallPage;
  }

  /** HV_START_LOW as stated. */
  public OptionalLong hvStartLow() {
    return hvStartLow;
  }

  /** INIT_P2M as stated. */
  public OptionalLong initP2m() {
    return initP2m;
  }

  /** PADDR_OFFSET as stated. */
  public OptionalLong paddrOffset() {
    return paddrOffset;
  }

  /** Submap 0 of the features the kernel can work with. */
  public int supportedFeatures() {
    return supportedFeatures;
  }

  /** Submap 0 of the features the kernel cannot work without. */
  public int requiredFeatures() {
    return requiredFeatures;
  }
}
