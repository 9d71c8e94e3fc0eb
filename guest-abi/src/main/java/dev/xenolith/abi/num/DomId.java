package dev.xenolith.abi.num;

/**
 * Domain identifier, 16 bits (xen.h: domid_t). The special ones are resolved at the hypercall
 * boundary.
 */
public record DomId(int raw) {
  /** The control domain. */
  public static final DomId DOM0 = new DomId(0);

  /** The caller itself. */
  public static final DomId SELF = new DomId(0x7FF0);

  /** Owner of I/O frames. */
  public static final DomId IO = new DomId(0x7FF1);

  /** Owner of the hypervisor's own frames. */
  public static final DomId XEN = new DomId(0x7FF2);

  /** Owner of copy-on-write shared frames. */
  public static final DomId COW = new DomId(0x7FF3);

  /** Matches nothing. */
  public static final DomId INVALID = new DomId(0x7FF4);

  /** Runs when nothing else does. */
  public static final DomId IDLE = new DomId(0x7FFF);

  /** The first special identifier: real domains are below it (xen.h: DOMID_FIRST_RESERVED). */
  public static final int FIRST_RESERVED = 0x7FF0;

  @Override
  public String toString() {
    return "d" + raw;
  }
}
