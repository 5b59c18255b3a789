package org.almkd.method;

import java.util.function.Function;
import java.util.function.Supplier;
import org.almkd.mixing.SparkDoubt;
import org.almkd.teacher.SoftLabels;
import org.almkd.train.TrainingListener;

/** Is told of what is done on the way to a student: times it and shows its progress. */
public interface Stages {
  /**
   * Runs a training.
   *
   * @param name what is trained
   * @param epochs epochs it takes
   * @param training the training, to be called once
   */
  <T> T train(String name, int epochs, Function<TrainingListener, T> training);

  /** Computes, or reads, the logits of what was trained. */
  SoftLabels softLabels(Supplier<SoftLabels> pass);

  /** Estimates how far labels are to be doubted. */
  SparkDoubt.Result doubt(Supplier<SparkDoubt.Result> estimate);
}
