package org.almkd;

import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.Replica;
import org.almkd.train.EpochMetrics;
import org.almkd.train.TrainingState;

/** States of a training of one parameter, for those who ask only how far it is. */
final class EpochStates {
  private EpochStates() {}

  /** The state after whole epochs. */
  static TrainingState after(int epochs) {
    return new TrainingState(
        Replica.fresh(new float[1]),
        LambdaTable.EMPTY,
        epochs,
        0,
        0,
        0,
        Optional.empty(),
        IntStream.rangeClosed(1, epochs)
            .mapToObj(epoch -> new EpochMetrics(epoch, 0.1, 1, Map.of()))
            .toList());
  }
}
