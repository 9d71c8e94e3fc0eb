package dev.xenolith.hv.trap;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.xen.VirtualLayout;
import java.util.Arrays;

/**
 * The debug registers a PV guest has set, which rules they obey, and what of them the processor
 * enforces.
 */
public final class VirtualDebug {
  private static final long DR6_ONES = 0xFFFF0FF0L;
  private static final long DR6_ZERO = 1L << 12;
  private static final long DR7_ONES = 1L << 10;
  private static final long DR7_ZEROS = 0xD800L;
  private static final long DR7_GENERAL_DETECT = 1L << 13;
  private static final long DR7_ENABLES = 0xFF;
  private static final int IO = 2;

  private final VirtualControl control;
  private final long[] address = new long[4];
  private long dr6 = DR6_ONES;
  private long dr7 = DR7_ONES;
  private long ioEnables;

  VirtualDebug(VirtualControl control) {
    this.control = control;
  }

  /** Back to the state after reset. */
  public void reset() {
    Arrays.fill(address, 0);
    dr6 = DR6_ONES;
    dr7 = DR7_ONES;
    ioEnables = 0;
  }

  /**
   * Reads a register; 4 and 5 stand for 6 and 7 unless CR4.DE is set.
   *
   * @return the value, or null where there is no such register
   */
  public Long read(int register) {
    int real = alias(register);
    return switch (real) {
      case 0, 1, 2, 3 -> address[real];
      case 6 -> dr6;
      case 7 -> dr7 | ioEnables;
      default -> null;
    };
  }

  private int alias(int register) {
    boolean aliased = register == 4 || register == 5;
    if (!aliased) {
      return register;
    }
    return (control.cr4() & VirtualControl.CR4_DE) != 0 ? -1 : register + 2;
  }

  /** Writes a register; returns null or why not: ENODEV (no such register), EINVAL, EPERM. */
  public XenErrno write(Abi abi, int register, long value) {
    int real = alias(register);
    switch (real) {
      case 0, 1, 2, 3 -> {
        if (!isGuestAddress(abi, value)) {
          return XenErrno.EPERM;
        }
        address[real] = value;
        return null;
      }
      case 6 -> {
        if (value >>> 32 != 0) {
          return XenErrno.EINVAL;
        }
        dr6 = value & ~DR6_ZERO | DR6_ONES;
        return null;
      }
      case 7 -> {
        return writeDr7(value);
      }
      default -> {
        return XenErrno.ENODEV;
      }
    }
  }

  private XenErrno writeDr7(long wanted) {
    if (wanted >>> 32 != 0) {
      return XenErrno.EINVAL;
    }
    long value = wanted & ~DR7_ZEROS | DR7_ONES;
    if ((value & DR7_GENERAL_DETECT) != 0) {
      return XenErrno.EPERM;
    }
    long io = 0;
    if ((value & DR7_ENABLES) != 0) {
      for (int i = 0; i < 4; i++) {
        if ((value >>> 16 + 4 * i & 3) == IO) {
          if ((control.cr4() & VirtualControl.CR4_DE) == 0) {
            return XenErrno.EPERM;
          }
          io |= value & 3L << 2 * i;
        }
      }
    }
    ioEnables = io;
    dr7 = value & ~io;
    return null;
  }

  private static boolean isGuestAddress(Abi abi, long value) {
    if (abi == Abi.PV32) {
      return true; // a 32-bit guest cannot name an address of the 64-bit hypervisor
    }
    boolean canonical = value << 16 >> 16 == value;
    boolean hole =
        Long.compareUnsigned(value, VirtualLayout.HYPERVISOR_START_64) >= 0
            && Long.compareUnsigned(value, VirtualLayout.HYPERVISOR_END_64) < 0;
    return canonical && !hole;
  }

  /** Which breakpoints (bits 0 to 3 of DR6) an access to these ports hits. */
  public int matchIo(int port, int bytes) {
    int hits = 0;
    for (int i = 0; i < 4; i++) {
      if ((ioEnables >>> 2 * i & 3) != 0) {
        long length = dr7 >>> 18 + 4 * i & 3;
        long width = length == 2 ? 8 : length + 1;
        long start = address[i] & -width;
        if (start < port + bytes && start + width > port) {
          hits |= 1 << i;
        }
      }
    }
    return hits;
  }

  /** Merges the status the processor left at a debug exception. */
  public void mergeStatus(long hardwareDr6) {
    dr6 |= hardwareDr6 & ~DR6_ONES;
    dr6 &= hardwareDr6 | ~DR6_ONES;
  }

  /** The value the processor's own register must have: 0 to 3, 6, 7. */
  public long hardware(int register) {
    return switch (register) {
      case 6 -> DR6_ONES;
      case 7 -> dr7;
      default -> address[register];
    };
  }
}
