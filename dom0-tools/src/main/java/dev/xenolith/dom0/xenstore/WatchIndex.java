package dev.xenolith.dom0.xenstore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everybody's watches by path, so that a change costs no more than its depth. */
final class WatchIndex {
  private final Map<String, List<Watch>> byPath = new HashMap<>();
  private long lastNumber;
  private int size;

  /** A number greater than those of all watches so far. */
  long nextNumber() {
    return ++lastNumber;
  }

  void add(Watch watch) {
    byPath.computeIfAbsent(watch.path(), _ -> new ArrayList<>(1)).add(watch);
    size++;
  }

  void remove(Watch watch) {
    List<Watch> same = byPath.get(watch.path());
    same.remove(watch);
    size--;
    if (same.isEmpty()) {
      byPath.remove(watch.path());
    }
  }

  int size() {
    return size;
  }

  /** The watches that see a change, in the order they were set. */
  List<Watch> seeing(Change change) {
    List<Watch> found = new ArrayList<>(byPath.getOrDefault(change.path(), List.of()));
    if (!change.exact() && StorePath.isAbsolute(change.path())) {
      for (String at = change.path(); !at.equals(StorePath.ROOT); ) {
        at = StorePath.parent(at);
        found.addAll(byPath.getOrDefault(at, List.of()));
      }
    }
    found.sort(Comparator.comparingLong(Watch::number));
    return found;
  }
}
