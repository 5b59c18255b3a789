package org.almkd.teacher;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The networks of one teacher's folds.
 *
 * @param name the teacher's name in the run
 * @param networks F networks; number f was trained on all training rows but those of fold f
 * @param seed run seed, which cut the folds
 */
public record CrossFitted(String name, List<TeacherModel> networks, long seed) {
  /** Copies the list. */
  public CrossFitted {
    networks = List.copyOf(networks);
  }

  /** Returns the keys of the networks, in the order of the folds. */
  String keys() {
    return networks.stream().map(TeacherModel::key).collect(Collectors.joining(","));
  }
}
