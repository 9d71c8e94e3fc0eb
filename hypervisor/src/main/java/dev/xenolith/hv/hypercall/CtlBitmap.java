package dev.xenolith.hv.hypercall;

import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.xen.XenctlBitmap;

/**
 * Bitmaps of CPUs and nodes as the control interfaces pass them: a pointer and a number of bits.
 */
final class CtlBitmap {
  private CtlBitmap() {}

  /** Whether there is a bitmap at all. */
  static boolean isNull(HypercallContext c, GuestBytes arg, long at) {
    return XenctlBitmap.BITMAP.get(arg, at, c.abi()) == 0;
  }

  /** The first 64 bits; those the caller does not have are 0. */
  static long read(HypercallContext c, GuestBytes arg, long at) {
    long bits = Integer.toUnsignedLong(XenctlBitmap.NR_BITS.get(arg, at, c.abi()));
    int length = (int) Math.min(Long.BYTES, Math.ceilDiv(bits, Byte.SIZE));
    ByteArrayBytes bytes = new ByteArrayBytes(Long.BYTES);
    c.copyIn(XenctlBitmap.BITMAP.get(arg, at, c.abi()), bytes.array(), length);
    return bits >= Long.SIZE ? bytes.getU64(0) : bytes.getU64(0) & (1L << bits) - 1;
  }

  /** Writes as many of these bits as the caller has room for; further ones become 0. */
  static void write(HypercallContext c, GuestBytes arg, long at, long value) {
    long bits = Integer.toUnsignedLong(XenctlBitmap.NR_BITS.get(arg, at, c.abi()));
    long handle = XenctlBitmap.BITMAP.get(arg, at, c.abi());
    long length = Math.ceilDiv(bits, Byte.SIZE);
    GuestCopy.check(c.abi(), handle, length);
    ByteArrayBytes bytes = new ByteArrayBytes(Long.BYTES);
    bytes.putU64(0, value);
    int first = (int) Math.min(Long.BYTES, length);
    c.copyOut(handle, bytes.array(), first);
    byte[] zeroes = new byte[256];
    for (long done = first; done < length; done += zeroes.length) {
      c.copyOut(handle + done, zeroes, (int) Math.min(zeroes.length, length - done));
    }
  }
}
