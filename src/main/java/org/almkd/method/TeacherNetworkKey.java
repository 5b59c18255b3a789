package org.almkd.method;

import org.almkd.config.EvaluateConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.PreparedData;
import org.almkd.storage.Sha256;

/**
 * The key of a trained teacher in the store: everything its parameters depend on. Another key is
 * another network and is trained.
 */
final class TeacherNetworkKey {
  private static final String FORMAT = "network-1";

  private TeacherNetworkKey() {}

  /**
   * Returns the key of a network of all training rows, or of some.
   *
   * @param rows which of the data's training rows it learned from
   */
  static String of(
      TeacherSource.Train source,
      PreparedData data,
      String rows,
      long weightSeed,
      EvaluateConfig evaluate,
      long runSeed) {
    // Records print all their components, so that no setting can be forgotten here.
    return Sha256.of(
        String.join(
            "|",
            FORMAT,
            source.withoutFolds().toString(),
            data.trainingKey(),
            rows,
            Long.toString(weightSeed),
            Long.toString(runSeed),
            evaluate.toString()));
  }

  /**
   * Returns the key of the network that a training keeps after some epochs. That of the training
   * does not depend on what it keeps, so that runs share it whatever they keep.
   */
  static String checkpoint(String training, int epochs) {
    return Sha256.of("%s|after epoch %d".formatted(training, epochs));
  }
}
