package dev.xenolith.abi.xen;

import dev.xenolith.abi.num.AbiNumber;

/**
 * Numbers of the ELF notes with owner {@code Xen}: what a kernel asks of the builder of its domain.
 */
public enum ElfNote implements AbiNumber {
  INFO(0, "XEN_ELFNOTE_INFO"),
  ENTRY(1, "XEN_ELFNOTE_ENTRY"),
  HYPERCALL_PAGE(2, "XEN_ELFNOTE_HYPERCALL_PAGE"),
  VIRT_BASE(3, "XEN_ELFNOTE_VIRT_BASE"),
  PADDR_OFFSET(4, "XEN_ELFNOTE_PADDR_OFFSET"),
  XEN_VERSION(5, "XEN_ELFNOTE_XEN_VERSION"),
  GUEST_OS(6, "XEN_ELFNOTE_GUEST_OS"),
  GUEST_VERSION(7, "XEN_ELFNOTE_GUEST_VERSION"),
  LOADER(8, "XEN_ELFNOTE_LOADER"),
  PAE_MODE(9, "XEN_ELFNOTE_PAE_MODE"),
  FEATURES(10, "XEN_ELFNOTE_FEATURES"),
  BSD_SYMTAB(11, "XEN_ELFNOTE_BSD_SYMTAB"),
  HV_START_LOW(12, "XEN_ELFNOTE_HV_START_LOW"),
  L1_MFN_VALID(13, "XEN_ELFNOTE_L1_MFN_VALID"),
  SUSPEND_CANCEL(14, "XEN_ELFNOTE_SUSPEND_CANCEL"),
  INIT_P2M(15, "XEN_ELFNOTE_INIT_P2M"),
  MOD_START_PFN(16, "XEN_ELFNOTE_MOD_START_PFN"),
  SUPPORTED_FEATURES(17, "XEN_ELFNOTE_SUPPORTED_FEATURES"),
  PHYS32_ENTRY(18, "XEN_ELFNOTE_PHYS32_ENTRY"),
  CRASH_INFO(0x1000001, "XEN_ELFNOTE_CRASH_INFO"),
  CRASH_REGS(0x1000002, "XEN_ELFNOTE_CRASH_REGS"),
  DUMPCORE_NONE(0x2000000, "XEN_ELFNOTE_DUMPCORE_NONE"),
  DUMPCORE_HEADER(0x2000001, "XEN_ELFNOTE_DUMPCORE_HEADER"),
  DUMPCORE_XEN_VERSION(0x2000002, "XEN_ELFNOTE_DUMPCORE_XEN_VERSION"),
  DUMPCORE_FORMAT_VERSION(0x2000003, "XEN_ELFNOTE_DUMPCORE_FORMAT_VERSION");

  /** The number in the header. */
  public final int number;

  private final String cName;

  ElfNote(int number, String cName) {
    this.number = number;
    this.cName = cName;
  }

  /** The constant of this number, or null where the header has none. */
  public static ElfNote of(long number) {
    for (ElfNote c : values()) {
      if (c.number == number) {
        return c;
      }
    }
    return null;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String cName() {
    return cName;
  }

  @Override
  public String header() {
    return "elfnote.h";
  }
}
