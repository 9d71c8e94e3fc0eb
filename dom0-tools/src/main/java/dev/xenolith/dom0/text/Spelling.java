package dev.xenolith.dom0.text;

import java.util.Optional;

/** Guesses at what was meant by a word that nobody knows. */
public final class Spelling {
  /** By how many letters a slip of the pen makes another word, unless words are very short. */
  private static final int SLIP = 2;

  private Spelling() {}

  /** The known word that was probably meant. */
  public static Optional<String> nearest(String word, Iterable<String> known) {
    return nearest(word, known, SLIP);
  }

  /**
   * The known word that is nearest, the first one of several.
   *
   * @param most by how many letters it may differ: a guess at something else is worse than none
   */
  public static Optional<String> nearest(String word, Iterable<String> known, int most) {
    String best = null;
    int bestDistance = most + 1;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
