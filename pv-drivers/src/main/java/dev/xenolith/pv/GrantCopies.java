package dev.xenolith.pv;

import java.util.Arrays;

/**
 * Pieces of granted frames to be copied from or to an array, in parallel arrays: a packet needs up
 * to twenty at a time.
 */
public final class GrantCopies {
  private int[] refs;
  private int[] offsets;
  private int[] lengths;
  private int[] places;
  private boolean[] failed;
  private int count;
  private byte[] bytes = new byte[0];

  /** Room for this many to begin with. */
  public GrantCopies(int capacity) {
    refs = new int[capacity];
    offsets = new int[capacity];
    lengths = new int[capacity];
    places = new int[capacity];
    failed = new boolean[capacity];
  }

  /** Starts anew, with pieces of this array. */
  public void begin(byte[] array) {
    bytes = array;
    count = 0;
  }

  /**
   * Adds a piece.
   *
   * @param offset within the frame; the piece must not reach beyond its end
   * @param place within the array
   */
  public void add(int refRaw, int offset, int length, int place) {
    if (count == refs.length) {
      int more = 2 * count;
      refs = Arrays.copyOf(refs, more);
      offsets = Arrays.copyOf(offsets, more);
      lengths = Arrays.copyOf(lengths, more);
      places = Arrays.copyOf(places, more);
      failed = Arrays.copyOf(failed, more);
    }
    refs[count] = refRaw;
    offsets[count] = offset;
    lengths[count] = length;
    places[count] = place;
    failed[count++] = false;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The array. */
  public byte[] bytes() {
    return bytes;
  }

  /** The grant reference. */
  public int refRaw(int i) {
    return refs[i];
  }

  /** Where in the frame. */
  public int offset(int i) {
    return offsets[i];
  }

  /** How many bytes. */
  public int length(int i) {
    return lengths[i];
  }

  /** Where in the array. */
  public int place(int i) {
    return places[i];
  }

  /** Whether it could not be copied. */
  public boolean hasFailed(int i) {
    return failed[i];
  }

  /** For {@link GrantedPages}: it could not be copied. */
  public void fail(int i) {
    failed[i] = true;
  }
}
