package org.almkd.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What was prepared for the batch arrays that were used last: an epoch has full batches and one
 * short one, so that a few arrays take turns. Arrays are told apart by identity.
 *
 * @param <T> what is prepared for an array
 */
final class RecentArrays<T> {
  static final int KEPT = 4;

  private final Function<INDArray, T> prepare;
  private final Deque<Entry<T>> entries = new ArrayDeque<>();

  RecentArrays(Function<INDArray, T> prepare) {
    this.prepare = prepare;
  }

  private record Entry<T>(INDArray array, T prepared) {}

  /** Returns what belongs to an array, prepared now if it was not among the last ones. */
  T of(INDArray array) {
    for (Entry<T> entry : entries) {
      if (entry.array() == array) {
        return entry.prepared();
      }
    }
    if (entries.size() == KEPT) {
      entries.removeFirst();
    }
    T prepared = prepare.apply(array);
    entries.addLast(new Entry<>(array, prepared));
    return prepared;
  }

  void clear() {
    entries.clear();
  }
}
