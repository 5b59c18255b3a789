package org.almkd.method;

import java.util.function.Function;
import org.almkd.train.TrainingListener;

/** Is told of each training on the way to a student: times it and shows its progress. */
@FunctionalInterface
public interface Stages {
  /**
   * Runs a training.
   *
   * @param name what is trained
   * @param epochs epochs it takes
   * @param training the training, to be called once
   */
  TrainedNetwork run(String name, int epochs, Function<TrainingListener, TrainedNetwork> training);
}
