package org.almkd.config;

import java.util.Collection;

/** Finds the key that a misspelt one was probably meant to be. */
final class NearestKey {
  private NearestKey() {}

  /**
   * The key of least distance; the first of them in iteration order. The distance of two keys is
   * that of their full names, or one more than that of their last words: people forget the block of
   * a key as often as they misspell it.
   *
   * @param unknown the key found
   * @param known at least one key
   */
  static String to(String unknown, Collection<String> known) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String key : known) {
      int distance =
          Math.min(distance(unknown, key), 1 + distance(lastWord(unknown), lastWord(key)));
      if (distance < least) {
        least = distance;
        nearest = key;
      }
    }
    if (nearest == null) {
      throw new IllegalArgumentException("No known keys to compare " + unknown + " with");
    }
    return nearest;
  }

  private static String lastWord(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
   */
  static int distance(String from, String to) {
    int[][] distances = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        distances[i][j] = i == 0 || j == 0 ? i + j : step(distances, from, to, i, j);
      }
    }
    return distances[from.length()][to.length()];
  }

  private static int step(int[][] distances, String from, String to, int i, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int least = distances[i - 1][j - 1] + (same ? 0 : 1);
    least = Math.min(least, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, 1 + distances[i - 2][j - 2]) : least;
  }
}
