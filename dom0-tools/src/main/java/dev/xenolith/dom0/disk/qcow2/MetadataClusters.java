package dev.xenolith.dom0.disk.qcow2;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Which clusters hold tables: no data can be there, whatever an entry says. */
final class MetadataClusters {
  private long[] clusters = new long[64];
  private int count;
  private final Set<Long> added = new HashSet<>();
  private final Set<Long> removed = new HashSet<>();

  /** Notes clusters while the image is being opened. */
  void collect(long first, long number) {
    for (long cluster = first; cluster < first + number; cluster++) {
      if (count == clusters.length) {
        clusters = Arrays.copyOf(clusters, 2 * count);
      }
      clusters[count++] = cluster;
    }
  }

  /** All are collected that there may be once only: one that was collected twice, or -1. */
  long findTwice() {
    sort();
    for (int i = 1; i < count; i++) {
      if (clusters[i] == clusters[i - 1]) {
        return clusters[i];
      }
    }
    return -1;
  }

  /** All are collected. */
  void sort() {
    Arrays.sort(clusters, 0, count);
  }

  boolean contains(long cluster) {
    return added.contains(cluster)
        || Arrays.binarySearch(clusters, 0, count, cluster) >= 0 && !removed.contains(cluster);
  }

  void add(long cluster) {
    added.add(cluster);
  }

  /** It is free now. */
  void remove(long cluster) {
    added.remove(cluster);
    removed.add(cluster);
  }
}
