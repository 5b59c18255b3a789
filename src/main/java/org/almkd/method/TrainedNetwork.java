package org.almkd.method;

import org.almkd.config.EarlyStop;
import org.almkd.data.Split;
import org.almkd.model.NetworkSpec;
import org.almkd.train.TrainingState;

/**
 * A network after its last epoch.
 *
 * @param name its name in the run
 * @param spec what it was built from
 * @param state its training's last state
 * @param earlyStop which parameters are the result
 * @param selection split that chose the best epoch
 */
public record TrainedNetwork(
    String name, NetworkSpec spec, TrainingState state, EarlyStop earlyStop, Split selection) {

  /** Returns the P parameters that are the result. */
  public float[] parameters() {
    if (earlyStop == EarlyStop.BEST_VALIDATION && state.best().isPresent()) {
      return state.best().get().parameters();
    }
    return state.replica().parameters();
  }
}
