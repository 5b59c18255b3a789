package org.almkd.method;

import java.util.List;
import org.almkd.config.EvaluateConfig;
import org.almkd.data.PreparedData;
import org.almkd.mixing.LambdaTable;
import org.almkd.storage.Sha256;

/**
 * The key of an assistant or a generation in the store: everything its parameters and metrics
 * depend on, the teachers by the keys of their logits. Another key is another network and is
 * trained.
 */
final class TaughtNetworkKey {
  private static final String FORMAT = "taught-network-1";

  private TaughtNetworkKey() {}

  /**
   * Returns the key.
   *
   * @param shardSeed seed by which rows are dealt to workers, that of the run
   * @param validationRows most validation rows that lambda passes use
   */
  static String of(
      Lesson lesson,
      Curriculum curriculum,
      PreparedData data,
      EvaluateConfig evaluate,
      long shardSeed,
      int validationRows) {
    List<String> teachers =
        curriculum.teachers().softLabels().stream()
            .map(s -> s.artefact().manifest().key())
            .toList();
    // Records print all their components, so that no setting can be forgotten here.
    return Sha256.of(
        String.join(
            "|",
            FORMAT,
            lesson.student().toString(),
            lesson.train().toString(),
            Double.toString(lesson.mixing().temperature()),
            curriculum.rule().toString(),
            digest(curriculum.initialLambdas()),
            lesson.method().learnsLambdas() ? passes(lesson, curriculum, validationRows) : "",
            curriculum.teachers().isLive() ? teachers + " live" : teachers.toString(),
            data.trainingKey(),
            evaluate.toString(),
            Long.toString(lesson.seed()),
            Long.toString(shardSeed)));
  }

  private static String passes(Lesson lesson, Curriculum curriculum, int validationRows) {
    return "%s, best teacher %d, at most %d validation rows"
        .formatted(lesson.mixing().adaptive(), curriculum.teachers().best(), validationRows);
  }

  /** Whoever made the table, its numbers are what counts. */
  private static String digest(LambdaTable table) {
    StringBuilder digests = new StringBuilder();
    for (float[] column : table.columns_RN()) {
      digests.append(Sha256.of(column));
    }
    return digests.toString();
  }
}
