package org.almkd.method;

import org.almkd.config.EvaluateConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.PreparedData;
import org.almkd.data.SeededHash;

/**
 * One network that is trained on labels: a teacher, or the same recipe without some of the rows.
 *
 * @param name its name, from which its weights and orders are drawn: two networks of one run differ
 *     by it
 * @param source its recipe
 * @param rows which training rows it learns from, as part of its key
 * @param evaluate when it is evaluated
 */
record Course(String name, TeacherSource.Train source, String rows, EvaluateConfig evaluate) {

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
