package dev.xenolith.hv.grant;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What a domain has mapped of others, by handle. */
final class MapTrack {
  /** Entries in a frame of Xen's table, which is what limits count. */
  private static final int PER_FRAME = 256;

  static final int NONE = -1;

  /** One mapping; {@code flags} 0 means the handle is free. */
  static final class Entry {
    GrantTable granter;
    int ref;
    int flags;
  }

  private final int maxFrames;
  private final List<Entry> entries = new ArrayList<>();
  private final ArrayDeque<Integer> free = new ArrayDeque<>();

  MapTrack(int maxFrames) {
    this.maxFrames = maxFrames;
  }

  /** A free handle, or {@link #NONE}. The last one stays free, as in Xen, where it ends a list. */
  int take() {
    if (free.size() <= 1 && entries.size() < maxFrames * PER_FRAME) {
      int first = entries.size();
      for (int i = 0; i < PER_FRAME; i++) {
        entries.add(new Entry());
        free.add(first + i);
      }
    }
    return free.size() <= 1 ? NONE : free.remove();
  }

  void release(int handle) {
    Entry entry = entries.get(handle);
    entry.flags = 0;
    entry.granter = null;
    free.add(handle);
  }

  /** The mapping of this handle, or null. */
  Entry find(int handle) {
    Entry entry = handle >= 0 && handle < entries.size() ? entries.get(handle) : null;
    return entry == null || entry.flags == 0 ? null : entry;
  }

  Entry at(int handle) {
    return entries.get(handle);
  }

  int size() {
    return entries.size();
  }
}
