package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.hv.mm.XenGdt;

/** Segment descriptors: set_gdt and update_descriptor. */
final class DescriptorOps {
  private DescriptorOps() {}

  static long setGdt(HypercallContext c) {
    int entries = c.argU32(1);
    if (Integer.compareUnsigned(entries, XenGdt.FIRST_RESERVED_ENTRY) > 0) {
      return XenErrno.EINVAL.result();
    }
    int pages = (entries + 511) / 512;
    int word = c.abi().wordBytes;
    ByteArrayBytes list = c.copyIn(c.arg(0), pages * word);
    long[] frames = new long[pages];
    for (int i = 0; i < pages; i++) {
      frames[i] = word == 8 ? list.getU64(8L * i) : Integer.toUnsignedLong(list.getU32(4L * i));
    }
    return c.xen().paging().mmu().setGdt(c.vcpu().paging(), frames, entries);
  }

  static long updateDescriptor(HypercallContext c) {
    boolean narrow = c.abi() == Abi.PV32;
    long maddr = narrow ? c.arg(0) | c.arg(1) << 32 : c.arg(0);
    long descriptor = narrow ? c.arg(2) | c.arg(3) << 32 : c.arg(1);
    return c.xen().paging().mmu().updateDescriptor(c.domain().memory(), maddr, descriptor);
  }
}
