package org.almkd.method;

import org.almkd.config.EvaluateConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.PreparedData;
import org.almkd.data.SeededHash;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.storage.Sha256;

/**
 * One network that is trained on labels: a teacher, or the same recipe without some of the rows.
 *
 * @param name its name, from which its weights and orders are drawn: two networks of one run differ
 *     by it
 * @param source its recipe
 * @param rows which training rows it learns from, as part of its key
 * @param evaluate when it is evaluated
 * @param doubts q of each training row, as far as its label is not believed; empty where all are
 */
record Course(
    String name,
    TeacherSource.Train source,
    String rows,
    EvaluateConfig evaluate,
    LambdaTable doubts) {

  /** A course that believes all labels. */
  Course(String name, TeacherSource.Train source, String rows, EvaluateConfig evaluate) {
    this(name, source, rows, evaluate, LambdaTable.EMPTY);
  }

  /** Returns the course of the teacher of all rows once more, on labels as far as believed. */
  static Course refit(
      String name, TeacherSource.Train source, EvaluateConfig evaluate, LambdaTable doubts) {
    String digest = Sha256.of(doubts.columns_RN()[0]);
    return new Course(name, source, "all, doubted as in " + digest, evaluate, doubts);
  }

  /** Returns how much each label counts. */
  LossRule rule() {
    return doubts.columns() == 0 ? new LossRule.Labels(0) : new LossRule.BelievedLabels(0);
  }

  /** Returns the seed of its initial weights. */
  long weightSeed(long runSeed) {
    return SeededHash.of(runSeed, "teacher weights", nameNumber());
  }

  /** Returns the seed of its batch orders. */
  long orderSeed(long runSeed) {
    return SeededHash.of(runSeed, "teacher orders", nameNumber());
  }

  /** Returns the key of the network in the store. */
  String key(PreparedData data, long runSeed) {
    return TeacherNetworkKey.of(source, data, rows, weightSeed(runSeed), evaluate, runSeed);
  }

  /** Returns eta_0. */
  double learningRate() {
    return source.train().learningRate().initial();
  }

  private long nameNumber() {
    return SeededHash.of(name.length(), name, 0);
  }
}
