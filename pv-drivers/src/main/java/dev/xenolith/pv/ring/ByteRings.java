package dev.xenolith.pv.ring;

import dev.xenolith.abi.io.Xen9pfsDataIntf;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;

/**
 * The back end's half of two streams of bytes: takes from "out", puts into "in" (io/ring.h,
 * DEFINE_XEN_FLEX_RING_AND_INTF).
 */
public final class ByteRings {
  /** What {@link #available} and {@link #room} answer when the front end's index makes no sense. */
  public static final int BROKEN = -1;

  private final GuestBytes indices;
  private final GuestBytes data;
  private final int size;
  private int taken;
  private int put;

  /**
   * Streams that go on where they are: at the start after a front end's initialisation.
   *
   * @param indices the page of indices
   * @param data the pages of both streams; a power of two of them
   */
  public ByteRings(GuestBytes indices, GuestBytes data) {
    this.indices = indices;
    this.data = data;
    size = (int) (data.size() / 2);
    taken = Xen9pfsDataIntf.OUT_CONS.get(indices, 0, Abi.PV64);
    put = Xen9pfsDataIntf.IN_PROD.get(indices, 0, Abi.PV64);
  }

  /** How many bytes each stream holds. */
  public int size() {
    return size;
  }

  /** How many bytes wait to be taken, or {@link #BROKEN}. */
  public int available() {
    int waiting = Xen9pfsDataIntf.OUT_PROD.get(indices, 0, Abi.PV64) - taken;
    return Integer.compareUnsigned(waiting, size) <= 0 ? waiting : BROKEN;
  }

  /** Takes bytes, which must be there, and gives their room back. */
  public void take(byte[] to, int start, int length) {
    int at = taken & size - 1;
    int first = Math.min(length, size - at);
    data.get((long) size + at, to, start, first);
    data.get(size, to, start + first, length - first);
    taken += length;
    Xen9pfsDataIntf.OUT_CONS.put(indices, 0, Abi.PV64, taken);
  }

  /** How many bytes can be put, or {@link #BROKEN}. */
  public int room() {
    int waiting = put - Xen9pfsDataIntf.IN_CONS.get(indices, 0, Abi.PV64);
    return Integer.compareUnsigned(waiting, size) <= 0 ? size - waiting : BROKEN;
  }

  /** Puts bytes, for which there must be room, and shows them. */
  public void put(byte[] from, int length) {
    int at = put & size - 1;
    int first = Math.min(length, size - at);
    data.put(at, from, 0, first);
    data.put(0, from, first, length - first);
    put += length;
    Xen9pfsDataIntf.IN_PROD.put(indices, 0, Abi.PV64, put);
  }

  /** What its indices are, for a sentence about trouble. */
  @Override
  public String toString() {
    return "out_prod %d, taken %d, in_cons %d, put %d, %d bytes each"
        .formatted(
            Integer.toUnsignedLong(Xen9pfsDataIntf.OUT_PROD.get(indices, 0, Abi.PV64)),
            Integer.toUnsignedLong(taken),
            Integer.toUnsignedLong(Xen9pfsDataIntf.IN_CONS.get(indices, 0, Abi.PV64)),
            Integer.toUnsignedLong(put),
            size);
  }
}
