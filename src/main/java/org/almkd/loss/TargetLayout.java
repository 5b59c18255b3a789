package org.almkd.loss;

import java.io.Serializable;

/**
 * Where the parts of a packed target row lie: [label | w_0 | w_1 .. w_K | t_1 .. t_K], the given
 * class, the weight of the label loss, the weights of the teachers, then C logits a teacher.
 *
 * <p>One flat row an instance lets label, weights and teacher logits pass through a network library
 * that knows a single label matrix.
 *
 * @param classes C, at least 2
 * @param teachers K, at least 0
 */
public record TargetLayout(int classes, int teachers) implements Serializable {
  /** Checks the sizes. */
  public TargetLayout {
    if (classes < 2 || teachers < 0) {
      throw new IllegalArgumentException(
          "a target row needs at least 2 classes and 0 teachers, found classes = %d, teachers = %d"
              .formatted(classes, teachers));
    }
  }

  /** Returns L, the numbers of one row: 2 + K + K C. */
  public int width() {
    return 2 + teachers + teachers * classes;
  }

  /** Returns the column of w_0; w_k of teacher k (from 1) follows k columns later. */
  public int weights() {
    return 1;
  }

  /** Returns the first column of the logits of a teacher, counted from 0. */
  public int logits(int teacher) {
    return 2 + teachers + teacher * classes;
  }
}
