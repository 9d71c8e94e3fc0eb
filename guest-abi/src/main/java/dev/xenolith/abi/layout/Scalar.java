package dev.xenolith.abi.layout;

/** The scalar types of the public ABI, with size and alignment in both widths. */
public enum Scalar {
  U8("uint8_t", 1, 1, 1, 1),
  S8("int8_t", 1, 1, 1, 1),
  CHAR("char", 1, 1, 1, 1),
  U16("uint16_t", 2, 2, 2, 2),
  S16("int16_t", 2, 2, 2, 2),
  DOMID("domid_t", 2, 2, 2, 2),
  U32("uint32_t", 4, 4, 4, 4),
  S32("int32_t", 4, 4, 4, 4),
  PORT("evtchn_port_t", 4, 4, 4, 4),
  GREF("grant_ref_t", 4, 4, 4, 4),
  GHANDLE("grant_handle_t", 4, 4, 4, 4),
  /** Half as wide as the guest. */
  HALF("unsigned half", 2, 2, 4, 4),
  /** Aligned to 4 in the 32-bit ABI. */
  U64("uint64_t", 8, 4, 8, 8),
  S64("int64_t", 8, 4, 8, 8),
  /** Aligned to 8 in both: the control interfaces look the same to both widths. */
  U64_ALIGNED("uint64_aligned_t", 8, 8, 8, 8),
  S64_ALIGNED("int64_aligned_t", 8, 8, 8, 8),
  /** A pointer of the control interfaces: 8 bytes in both widths. */
  POINTER64("uint64_aligned_t", 8, 8, 8, 8),
  /** As wide as the guest. */
  WORD("unsigned long", 4, 4, 8, 8),
  PFN("xen_pfn_t", 4, 4, 8, 8),
  POINTER("void *", 4, 4, 8, 8);

  /** The type's name in the headers. */
  public final String cName;

  private final int[] sizes;
  private final int[] alignments;

  Scalar(String cName, int size32, int alignment32, int size64, int alignment64) {
    this.cName = cName;
    sizes = new int[] {size32, size64};
    alignments = new int[] {alignment32, alignment64};
  }

  /** sizeof, in bytes. */
  public int size(Abi abi) {
    return sizes[abi.ordinal()];
  }

  /** Alignment as a member, in bytes. */
  public int alignment(Abi abi) {
    return alignments[abi.ordinal()];
  }

  /** Whether the bits are a two's complement number. */
  public boolean isSigned() {
    return cName.startsWith("int");
  }
}
