package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.VirtualLayout;
import dev.xenolith.hv.machine.cpu.LinearMemory;

/**
 * Copies between the hypervisor and a guest's linear memory. Guest pointers end here: what comes in
 * is a copy nobody changes behind our back.
 */
final class GuestCopy {
  /** An address of the lower half has this many bits. */
  private static final int CANONICAL_BITS = 47;

  private GuestCopy() {}

  static void in(LinearMemory memory, Abi abi, long address, byte[] to, int length) {
    check(abi, address, length);
    if (length != 0 && memory.read(address, to, 0, length) != 0) {
      throw fault(memory, "read");
    }
  }

  static void out(LinearMemory memory, Abi abi, long address, byte[] from, int length) {
    check(abi, address, length);
    if (length != 0 && memory.write(address, from, 0, length) != 0) {
      throw fault(memory, "write");
    }
  }

  private static HypercallException fault(LinearMemory memory, String verb) {
    return HypercallException.of(
        XenErrno.EFAULT,
        "cannot %s guest address 0x%x (error code 0x%x)"
            .formatted(verb, memory.faultAddress(), memory.faultCode()));
  }

  /** The hypervisor's own part of the address space is never a guest's buffer. */
  static boolean isGuestRange(Abi abi, long address, long length) {
    if (abi == Abi.PV32) {
      return address >= 0 && address + length <= VirtualLayout.HYPERVISOR_START_PAE;
    }
    long last = address + Math.max(length - 1, 0);
    // Nor is what lies between the two canonical halves.
    return (address | last) >>> CANONICAL_BITS == 0
        || Long.compareUnsigned(address, VirtualLayout.HYPERVISOR_END_64) >= 0
            && Long.compareUnsigned(last, address) >= 0;
  }

  static void check(Abi abi, long address, long length) {
    if (!isGuestRange(abi, address, length)) {
      throw HypercallException.of(
          XenErrno.EFAULT,
          "guest address 0x%x of %d bytes is not a guest's".formatted(address, length));
    }
  }
}
