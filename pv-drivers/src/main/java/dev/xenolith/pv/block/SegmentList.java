package dev.xenolith.pv.block;

import dev.xenolith.abi.io.BlkifRequest;
import java.util.Arrays;

/** The segments of one request, in parallel arrays. */
final class SegmentList {
  private int[] refs = new int[BlkifRequest.MAX_SEGMENTS];
  private short[] firstByte = new short[BlkifRequest.MAX_SEGMENTS];
  private short[] bytes = new short[BlkifRequest.MAX_SEGMENTS];
  private int count;
  private long sectors;

  void clear() {
    count = 0;
    sectors = 0;
  }

  void add(int refRaw, int start, int length) {
    if (count == refs.length) {
      refs = Arrays.copyOf(refs, 2 * count);
      firstByte = Arrays.copyOf(firstByte, 2 * count);
      bytes = Arrays.copyOf(bytes, 2 * count);
    }
    refs[count] = refRaw;
    firstByte[count] = (short) start;
    bytes[count] = (short) length;
    sectors += length / Disk.SECTOR_BYTES;
    count++;
  }

  int count() {
    return count;
  }

  /** How many sectors they have together. */
  long sectors() {
    return sectors;
  }

  int refRaw(int i) {
    return refs[i];
  }

  /** Where in its frame the segment begins. */
  int firstByte(int i) {
    return firstByte[i];
  }

  int bytes(int i) {
    return bytes[i];
  }
}
