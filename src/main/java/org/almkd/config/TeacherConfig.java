package org.almkd.config;

import java.util.List;

/**
 * One teacher (an entry of {@code teachers}).
 *
 * @param name unique among the teachers
 * @param source where its logits come from
 * @param checkpointsAt epochs after which its training keeps the network, too, increasing; each
 *     such network is a teacher of its own, before this one
 */
public record TeacherConfig(String name, TeacherSource source, List<Integer> checkpointsAt) {
  /** Copies the list. */
  public TeacherConfig {
    checkpointsAt = List.copyOf(checkpointsAt);
  }

  /** A teacher whose training keeps its last network alone. */
  public TeacherConfig(String name, TeacherSource source) {
    this(name, source, List.of());
  }

  /**
   * Returns whether nothing is known of what this teacher says of a row whose label it has not
   * seen: it is trained here, without folds. A teacher from elsewhere is taken to have learned from
   * other rows.
   */
  public boolean hasSeenAllLabels() {
    return source instanceof TeacherSource.Train train && train.folds() == 0;
  }

  /** Returns the name of the teacher that the network after some epochs is. */
  public String checkpointName(int epochs) {
    // No name that is written may contain this character.
    return name + "@" + epochs;
  }
}
