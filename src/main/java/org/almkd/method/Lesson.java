package org.almkd.method;

import org.almkd.config.AssistantConfig;
import org.almkd.config.IntermediatesConfig;
import org.almkd.config.Method;
import org.almkd.config.MixingConfig;
import org.almkd.config.StudentConfig;
import org.almkd.config.TrainConfig;
import org.almkd.data.SeededHash;

/**
 * One student to train, as it is configured.
 *
 * @param name its name in logs and reports
 * @param method who weighs the losses
 * @param student architecture and initialisation
 * @param mixing temperature and lambdas
 * @param train epochs, batches, rates
 * @param intermediates what is trained before it
 * @param seed seed of weights, orders and lambdas: that of the run, so that student and baselines
 *     differ by what they learn from alone
 */
public record Lesson(
    String name,
    Method method,
    StudentConfig student,
    MixingConfig mixing,
    TrainConfig train,
    IntermediatesConfig intermediates,
    long seed) {

  /** Returns the lesson of an assistant: the same method, on the way to this student. */
  Lesson of(AssistantConfig assistant) {
    // Two assistants of one run differ by name, hence start from different weights.
    long number = SeededHash.of(assistant.name().length(), assistant.name(), 0);
    return new Lesson(
        assistant.name(),
        method,
        assistant.network(),
        mixing,
        assistant.train(),
        intermediates,
        SeededHash.of(seed, "assistant", number));
  }

  /** Returns the lesson of a generation, from 1; the first is the lesson itself. */
  Lesson generation(int generation) {
    long own = generation == 1 ? seed : SeededHash.of(seed, "generation", generation);
    return new Lesson(name, method, student, mixing, train, intermediates, own);
  }

  /** Returns the same lesson by another method. */
  Lesson by(Method other) {
    return new Lesson(name, other, student, mixing, train, intermediates, seed);
  }

  /** Returns the same lesson under another name. */
  Lesson called(String other) {
    return new Lesson(other, method, student, mixing, train, intermediates, seed);
  }
}
