package dev.xenolith.hv.mm;

import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.Selector;
import dev.xenolith.hv.machine.memory.MachineMemory;

/**
 * Which segment descriptors a guest may have, and how they are changed so that no selector of a
 * guest ever means ring 0.
 */
public final class Descriptors {
  private static final long PRESENT = 1L << 47;
  private static final long NOT_SYSTEM = 1L << 44;
  private static final long LONG_MODE = 1L << 53;
  private static final long GRANULARITY = 1L << 55;
  private static final int DPL_SHIFT = 45;
  private static final long DPL = 3L << DPL_SHIFT;
  private static final int TYPE_SHIFT = 40;
  private static final int CALL_GATE = 12;

  private Descriptors() {}

  /** What {@link #check} answers for a descriptor a guest may not have. */
  static final long REFUSED = -1;

  /**
   * Checks one descriptor and answers it as it is stored, or {@link #REFUSED} (all ones, which is
   * itself not a descriptor a guest may have).
   */
  static long check(long descriptor, DomainMemory owner) {
    if ((descriptor & PRESENT) == 0) {
      return descriptor;
    }
    int dpl = guestRing((int) (descriptor >>> DPL_SHIFT) & 3, owner);
    long fixed = descriptor & ~DPL | (long) dpl << DPL_SHIFT;
    if ((descriptor & NOT_SYSTEM) != 0) {
      return owner.abi() == Abi.PV32 ? checkFlat32(fixed, owner) : fixed;
    }
    int type = (int) (descriptor >>> TYPE_SHIFT) & 0x1F;
    if (type == 0) {
      return descriptor;
    }
    return type == CALL_GATE ? checkGate(fixed, dpl, owner) : REFUSED;
  }

  /**
   * A guest's selectors and descriptors name ring 1 (32-bit kernels) or ring 3, never a ring below.
   */
  private static int guestRing(int ring, DomainMemory owner) {
    return owner.abi() == Abi.PV32 ? Math.max(ring, 1) : 3;
  }

  private static long checkFlat32(long descriptor, DomainMemory owner) {
    if ((descriptor & LONG_MODE) != 0) {
      return REFUSED;
    }
    long base = descriptor >>> 32 & 0xFF000000L | descriptor >>> 16 & 0xFFFFFF;
    long limit = (descriptor >>> 32 & 0xF0000 | descriptor & 0xFFFF) + 1;
    if ((descriptor & GRANULARITY) != 0) {
      limit <<= 12;
    }
    // Kernels of the 32-bit days end their flat segments below the hole; the M2P lies lower now.
    return base == 0 && limit > owner.holeStart()
        ? descriptor | 0x000F_0000_0000_FFFFL
        : descriptor;
  }

  /**
   * A call gate is kept but made unusable by the processor (DPL 0), so that its use faults and is
   * emulated; the DPL the guest wants moves into the selector's RPL.
   */
  private static long checkGate(long descriptor, int dpl, DomainMemory owner) {
    int selector = (int) (descriptor >>> 16) & 0xFFFF;
    if (!isGateSelector(selector, owner)) {
      return REFUSED;
    }
    long reserved = descriptor >>> 32 & (owner.abi() == Abi.PV32 ? 0xE0 : 0xFF);
    if (reserved != 0) {
      return REFUSED;
    }
    long target = selector & ~3L | dpl;
    return descriptor & ~DPL & ~0xFFFF0000L | target << 16;
  }

  /** Whether a gate may lead to this code selector (guest_gate_selector_okay). */
  static boolean isGateSelector(int selector, DomainMemory owner) {
    boolean guests = selector >>> 3 < XenGdt.FIRST_RESERVED_ENTRY;
    boolean inLdt = (selector & 4) != 0;
    int kernelCode = owner.abi() == Abi.PV32 ? Selector.RING1_CS_32 : Selector.RING3_CS64_64;
    return guests || inLdt || selector == kernelCode;
  }

  /** Checks all descriptors of a page and stores them as they may be. 0 or -EINVAL. */
  static int validatePage(MachineMemory memory, long mfnRaw, DomainMemory owner) {
    long base = mfnRaw << 12;
    for (int i = 0; i < 512; i++) {
      long descriptor = memory.getU64(base + 8 * i);
      long checked = check(descriptor, owner);
      if (checked == REFUSED) {
        return Rc.EINVAL;
      }
      if (checked != descriptor) {
        memory.putU64(base + 8 * i, checked);
      }
    }
    return Rc.OK;
  }
}
