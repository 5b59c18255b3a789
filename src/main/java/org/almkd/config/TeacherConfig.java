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

  /** Returns the name of the teacher that the network after some epochs is. */
  public String checkpointName(int epochs) {
    // No name that is written may contain this character.
    return name + "@" + epochs;
  }
}
