package dev.xenolith.pv.block;

import dev.xenolith.abi.io.BlkifRequestSegment;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.Mfn;

/** Reads segments, which are alike in both widths, from a copy. */
final class SegmentReader {
  static final int PAGE_BYTES = Mfn.PAGE_SIZE;
  static final int BYTES = BlkifRequestSegment.LAYOUT.size(Abi.PV64);
  static final int PER_PAGE = PAGE_BYTES / BYTES;

  private SegmentReader() {}

  /**
   * Adds segments to a list; false if one of them is not within a frame.
   *
   * @param unit bytes of what they count
   */
  static boolean read(GuestBytes from, long at, int count, int unit, SegmentList to) {
    for (int i = 0; i < count; i++) {
      long segment = at + (long) i * BYTES;
      int first = BlkifRequestSegment.FIRST_SECT.get(from, segment, Abi.PV64);
      int last = BlkifRequestSegment.LAST_SECT.get(from, segment, Abi.PV64);
      if (last < first || last >= PAGE_BYTES / unit) {
        return false;
      }
      int ref = BlkifRequestSegment.GREF.get(from, segment, Abi.PV64);
      to.add(ref, first * unit, (last - first + 1) * unit);
    }
    return true;
  }
}
