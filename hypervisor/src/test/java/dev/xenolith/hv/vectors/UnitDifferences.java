package dev.xenolith.hv.vectors;

import java.util.TreeMap;

/** Counts cases that differ, by their first bytes, and keeps one of each for the message. */
final class UnitDifferences {
  private static final int SHOWN = 20;

  private final UnitReplay replay;
  private final TreeMap<String, Integer> kinds = new TreeMap<>();
  private final StringBuilder first = new StringBuilder();
  private int count;

  UnitDifferences(UnitReplay replay) {
    this.replay = replay;
  }

  void check(UnitFile.Entry e) {
    String difference = replay.difference(e.test(), e.result());
    if (difference == null) {
      return;
    }
    count++;
    byte[] insn = e.test().base().insn();
    String kind = java.util.HexFormat.of().formatHex(insn, 0, Math.min(3, insn.length));
    if (kinds.merge(kind, 1, Integer::sum) == 1 && kinds.size() <= SHOWN) {
      UnitResult r = e.result();
      first.append(e.test()).append("\n  expected ").append(r.base());
      first.append(UnitText.of(r.gpr(), r.image(), e.test().imageUnder(r.image()[UnitCase.X87])));
      first.append("\n  but").append(difference).append('\n');
    }
  }

  int count() {
    return count;
  }

  @Override
  public String toString() {
    return count + " cases differ: " + kinds + "\n" + first;
  }
}
