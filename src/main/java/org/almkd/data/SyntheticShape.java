package org.almkd.data;

import java.io.Serializable;
import org.almkd.config.DataSource;

/**
 * What synthetic data look like: groups of equal size, each of one class, and the features of a row
 * of a group.
 */
sealed interface SyntheticShape extends Serializable permits HypercubeClusters, Blobs, Spirals {
  /** The shape that a configuration describes, its shared structure drawn from the seed alone. */
  static SyntheticShape of(DataSource.Synthetic config, int classes, long seed) {
    return switch (config.kind()) {
      case CLASSIFICATION -> HypercubeClusters.of(config, classes, seed);
      case BLOBS -> Blobs.of(config, classes, seed);
      case SPIRALS -> Spirals.of(config, classes);
    };
  }

  /** Number of groups; group g is of class g mod classes. */
  int groups();

  /** Fills the features of one row. */
  void fill(int group, NormalNumbers numbers, float[] features);
}
