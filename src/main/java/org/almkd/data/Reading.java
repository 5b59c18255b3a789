package org.almkd.data;

import java.util.List;

/**
 * What of a source is read.
 *
 * @param use what the rows are for
 * @param inputs the features, where a network prescribes them; else []
 * @param wholeRows whether all columns of the source are kept, as texts beside the features
 */
record Reading(Use use, List<String> inputs, boolean wholeRows) {
  /** What a use needs of a row. */
  Reading(Use use, List<String> inputs) {
    this(use, inputs, false);
  }

  /** The rows that a training reads, with all columns. */
  static Reading wholeTrainingRows() {
    return new Reading(Use.TRAINING, List.of(), true);
  }

  /** What rows are for. */
  enum Use {
    /** Training: labels, splits, noise, standardisation. */
    TRAINING,
    /** Scoring a finished network on labelled rows: labels and splits alone. */
    SCORING,
    /** Prediction: labels and splits are left out, all rows are test rows. */
    PREDICTION
  }

  boolean labelled() {
    return use != Use.PREDICTION;
  }

  /** The columns that are read. */
  ColumnRoles.Wanted columns(ColumnRoles.Wanted configured, List<String> features) {
    return switch (use) {
      case TRAINING -> configured;
      case SCORING -> configured.withFeatures(features);
      case PREDICTION -> configured.unlabelled(features);
    };
  }
}
