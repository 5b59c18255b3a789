package org.almkd.data;

import java.util.Collection;
import java.util.Locale;

/** The name that somebody may have meant. */
final class NearestName {
  private NearestName() {}

  /** " (did you mean x?)" for the name of least edit distance, or "" where none is near. */
  static String hint(String name, Collection<String> known) {
    String best = "";
    int least = 1 + Math.max(2, name.length() / 2);
    for (String candidate : known) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : " (did you mean " + best + "?)";
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
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
