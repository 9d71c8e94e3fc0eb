package dev.xenolith.hv.vectors;

import java.util.ArrayList;
import java.util.List;

/** Counts cases that differ and keeps the first of them for the message. */
final class Differences {
  private static final int SHOWN = 20;

  private final List<String> first = new ArrayList<>();
  private int count;

  void note(VectorFile.Entry entry, String difference) {
    if (difference != null) {
      count++;
      if (first.size() < SHOWN) {
        first.add(entry.test() + "\n  expected " + entry.result() + "\n  but" + difference);
      }
    }
  }

  int count() {
    return count;
  }

  @Override
  public String toString() {
    return count + " cases differ:\n" + String.join("\n", first);
  }
}
