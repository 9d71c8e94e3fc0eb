package dev.xenolith.dom0.elf;

/** The notes of owner "Xen" that say something about a PV kernel (elfnote.h: XEN_ELFNOTE_*). */
enum XenNote {
  ENTRY(1, Kind.NUMBER),
  HYPERCALL_PAGE(2, Kind.NUMBER),
  VIRT_BASE(3, Kind.NUMBER),
  PADDR_OFFSET(4, Kind.NUMBER),
  XEN_VERSION(5, Kind.TEXT),
  GUEST_OS(6, Kind.TEXT),
  GUEST_VERSION(7, Kind.TEXT),
  LOADER(8, Kind.TEXT),
  PAE_MODE(9, Kind.TEXT),
  FEATURES(10, Kind.TEXT),
  BSD_SYMTAB(11, Kind.TEXT),
  HV_START_LOW(12, Kind.NUMBER),
  L1_MFN_VALID(13, Kind.RAW),
  SUSPEND_CANCEL(14, Kind.NUMBER),
  INIT_P2M(15, Kind.NUMBER),
  MOD_START_PFN(16, Kind.NUMBER),
  SUPPORTED_FEATURES(17, Kind.NUMBER),
  PHYS32_ENTRY(18, Kind.NUMBER),
  PHYS32_RELOC(19, Kind.RAW);

  /** How the descriptor is read. */
  enum Kind {
    NUMBER,
    TEXT,
    RAW
  }

  final int type;
  final Kind kind;

  XenNote(int type, Kind kind) {
    this.type = type;
    this.kind = kind;
  }

  /** The note of this n_type, or null for one that means nothing here. */
  static XenNote of(long type) {
    for (XenNote n : values()) {
      if (n.type == type) {
        return n;
      }
    }
    return null;
  }
}
