package org.almkd.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.mixing.SparkDoubt;
import org.almkd.teacher.SoftLabels;

/**
 * What a lesson of the method doubt came to.
 *
 * @param found doubts and estimates; absent where they are unknown, so that the lesson is that of
 *     alm-kd
 * @param reason why they are unknown, or why teachers were, or were not, trained once more
 * @param refitted the teachers trained once more on the labels that are believed
 * @param targets logits that were made for the lesson, by what they are called in reports
 */
public record Doubted(
    Optional<SparkDoubt.Result> found,
    String reason,
    List<Teacher> refitted,
    Map<String, SoftLabels> targets) {
  /** Copies the list and the map. */
  public Doubted {
    refitted = List.copyOf(refitted);
    targets = Map.copyOf(targets);
  }
}
