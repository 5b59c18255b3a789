package org.almkd.mixing;

/** The class that most teachers of a row name. */
final class MostNamed {
  private MostNamed() {}

  /** Returns the most frequent number of a range; of equally frequent ones that which is first. */
  static int of(int[] classes, int from, int to) {
    int best = classes[from];
    int most = 0;
    for (int i = from; i < to; i++) {
      int count = 0;
      for (int j = i; j < to; j++) {
        count += classes[j] == classes[i] ? 1 : 0;
      }
      if (count > most) {
        most = count;
        best = classes[i];
      }
    }
    return best;
  }
}
