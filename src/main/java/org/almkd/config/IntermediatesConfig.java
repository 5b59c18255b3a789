package org.almkd.config;

import java.util.List;

/**
 * The networks that are trained between the teachers and the student.
 *
 * @param takd the chain of assistants of {@link Method#TAKD}, from the teachers to the student
 * @param dgkdDrop probability that {@link Method#DGKD} leaves a teacher out of a batch; in [0, 1)
 * @param dgkd the assistants of {@link Method#DGKD}, in the order in which they are trained
 * @param generations generations of self-distillation; at least 1, which is the student alone
 */
public record IntermediatesConfig(
    List<AssistantConfig> takd, double dgkdDrop, List<AssistantConfig> dgkd, int generations) {

  /** Copies the lists. */
  public IntermediatesConfig {
    takd = List.copyOf(takd);
    dgkd = List.copyOf(dgkd);
  }

  /** Returns the assistants that a method trains; none where it has none. */
  public List<AssistantConfig> assistants(Method method) {
    return switch (method) {
      case TAKD -> takd;
      case DGKD -> dgkd;
      case LABELS, FIXED, ALM_KD, AMAL, DOUBT -> List.of();
    };
  }
}
