package dev.xenolith.pv;

import java.util.Arrays;

/**
 * Granted frames for a device to read or write, in parallel arrays: a request needs up to hundreds
 * at a time.
 */
public final class DeviceFrames {
  private static final int NOT_HELD = -1;

  private int[] refs;
  private int[] handles;
  private long[] addresses;
  private boolean[] kept;
  private int count;

  /** Room for this many to begin with. */
  public DeviceFrames(int capacity) {
    refs = new int[capacity];
    handles = new int[capacity];
    addresses = new long[capacity];
    kept = new boolean[capacity];
  }

  /** Starts anew with no frames. None may be held. */
  public void clear() {
    count = 0;
  }

  /** Adds a frame that is to be held. */
  public void add(int refRaw) {
    if (count == refs.length) {
      int more = 2 * count;
      refs = Arrays.copyOf(refs, more);
      handles = Arrays.copyOf(handles, more);
      addresses = Arrays.copyOf(addresses, more);
      kept = Arrays.copyOf(kept, more);
    }
    refs[count] = refRaw;
    handles[count] = NOT_HELD;
    kept[count] = false;
    count++;
  }

  /** Adds a frame that somebody else holds. */
  public void addKept(int refRaw, int handleRaw, long address) {
    add(refRaw);
    held(count - 1, handleRaw, address);
    kept[count - 1] = true;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The grant reference. */
  public int refRaw(int i) {
    return refs[i];
  }

  /** Whether the frame is held. */
  public boolean isHeld(int i) {
    return handles[i] != NOT_HELD;
  }

  /** Whether the frame stays held when the others are let go. */
  public boolean isKept(int i) {
    return kept[i];
  }

  /** The handle of a frame that is held. */
  public int handleRaw(int i) {
    return handles[i];
  }

  /** Machine address of a frame that is held. */
  public long address(int i) {
    return addresses[i];
  }

  /** For {@link GrantedPages}: the frame is held now. */
  public void held(int i, int handleRaw, long address) {
    handles[i] = handleRaw;
    addresses[i] = address;
  }

  /** For {@link GrantedPages}: the frame is held no longer. */
  public void released(int i) {
    handles[i] = NOT_HELD;
  }

  /** From now on the frame stays held when the others are let go. */
  public void keep(int i) {
    kept[i] = true;
  }
}
