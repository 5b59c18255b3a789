package org.almkd.method;

import java.util.ArrayList;
import java.util.List;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.TeacherModel;

/**
 * Those who may teach a student.
 *
 * @param softLabels the logits of each of K teachers, in order
 * @param best number of the teacher that is best on validation, from 0
 * @param live the networks of the same teachers where they are run on each batch of a student;
 *     empty where it learns from stored logits
 */
public record Faculty(List<SoftLabels> softLabels, int best, List<TeacherModel> live) {
  /** Nobody: labels alone. */
  static final Faculty NONE = new Faculty(List.of(), 0);

  /** Copies the lists, which must fit. */
  public Faculty {
    softLabels = List.copyOf(softLabels);
    live = List.copyOf(live);
    if (!live.isEmpty() && live.size() != softLabels.size()) {
      throw new IllegalArgumentException(
          "found %d networks and logits of %d teachers; expected one each"
              .formatted(live.size(), softLabels.size()));
    }
  }

  /** Teachers whose stored logits teach. */
  public Faculty(List<SoftLabels> softLabels, int best) {
    this(softLabels, best, List.of());
  }

  /** Returns those who teach by their networks on each batch. */
  public static Faculty live(List<Teacher> teachers, int best) {
    return new Faculty(
        teachers.stream().map(Teacher::softLabels).toList(),
        best,
        teachers.stream().map(teacher -> teacher.model().orElseThrow()).toList());
  }

  /** A single teacher, who teaches as these do. */
  Faculty replacedBy(Teacher another) {
    return new Faculty(List.of(another.softLabels()), 0, isLive() ? models(another) : List.of());
  }

  /** These teachers and one more after them, who teaches as they do. */
  Faculty and(Teacher another) {
    List<SoftLabels> all = new ArrayList<>(softLabels);
    all.add(another.softLabels());
    List<TeacherModel> networks = new ArrayList<>(live);
    if (isLive()) {
      networks.addAll(models(another));
    }
    return new Faculty(all, best, networks);
  }

  private static List<TeacherModel> models(Teacher teacher) {
    return List.of(teacher.model().orElseThrow());
  }

  /** Returns whether the teachers are run on each batch of a student. */
  boolean isLive() {
    return !live.isEmpty();
  }

  /** Returns the names of the teachers, in order. */
  public List<String> names() {
    return softLabels.stream().map(SoftLabels::teacher).toList();
  }
}
