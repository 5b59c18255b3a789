package org.almkd.method;

import java.util.ArrayList;
import java.util.List;
import org.almkd.teacher.SoftLabels;

/**
 * Those who may teach a student.
 *
 * @param softLabels the logits of each of K teachers, in order
 * @param best number of the teacher that is best on validation, from 0
 */
public record Faculty(List<SoftLabels> softLabels, int best) {
  /** Nobody: labels alone. */
  static final Faculty NONE = new Faculty(List.of(), 0);

  /** Copies the list. */
  public Faculty {
    softLabels = List.copyOf(softLabels);
  }

  /** A single teacher. */
  static Faculty of(SoftLabels softLabels) {
    return new Faculty(List.of(softLabels), 0);
  }

  /** These teachers and one more after them. */
  Faculty and(SoftLabels another) {
    List<SoftLabels> all = new ArrayList<>(softLabels);
    all.add(another);
    return new Faculty(all, best);
  }

  /** Returns the names of the teachers, in order. */
  public List<String> names() {
    return softLabels.stream().map(SoftLabels::teacher).toList();
  }
}
