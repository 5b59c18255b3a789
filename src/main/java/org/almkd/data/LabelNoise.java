package org.almkd.data;

import java.io.Serializable;
import org.almkd.config.NoiseConfig;

/**
 * Noise on the labels of training rows: how many rows are changed is exact, which ones and to what
 * is a function of (seed, id).
 */
sealed interface LabelNoise extends Serializable
    permits LabelNoise.OfRows, LabelNoise.None, MatrixNoise {

  static LabelNoise of(TrainingLabels rows, long seed, int classes, NoiseConfig config) {
    if (config.kind() == NoiseConfig.Kind.MATRIX) {
      return MatrixNoise.of(rows, SeededHash.salt(seed, "noise"), classes, config.matrix());
    }
    int changed = SplitRule.rounded(config.rate(), rows.rows());
    if (changed > 0 && classes < 2) {
      throw new InvalidDataException(
          "Cannot put noise on labels",
          "found " + classes + " class; expected at least 2; set data.noise.rate = 0");
    }
    RankCut chosen = RankCut.of(SeededHash.salt(seed, "noise"), rows.ids(), changed);
    return config.kind() == NoiseConfig.Kind.PAIR
        ? new Pair(chosen, classes)
        : new Symmetric(
            chosen, SeededHash.salt(seed, "noise-class"), classes, config.includeSelf());
  }

  /** Whether the label of any row may be another than in the source. */
  boolean changesLabels();

  /** The label that is given to a row that has this one in the source. */
  int given(long id, Split split, int label);

  /** Labels as they are. */
  record None() implements LabelNoise {
    @Override
    public boolean changesLabels() {
      return false;
    }

    @Override
    public int given(long id, Split split, int label) {
      return label;
    }
  }

  /** Exactly round(rate x training rows) training rows, those of smallest hash. */
  sealed interface OfRows extends LabelNoise {
    /** The rows. */
    RankCut chosen();

    /** The class that a chosen row is given. */
    int drawn(long id, int label);

    @Override
    default boolean changesLabels() {
      return chosen().any();
    }

    @Override
    default int given(long id, Split split, int label) {
      return split == Split.TRAIN && chosen().contains(id) ? drawn(id, label) : label;
    }
  }

  /**
   * Chosen rows get a class drawn uniformly from the others (or from all).
   *
   * @param chosen the rows
   * @param drawSalt seed of the classes drawn
   * @param classes number of classes
   * @param includeSelf whether a row may draw its own class
   */
  record Symmetric(RankCut chosen, long drawSalt, int classes, boolean includeSelf)
      implements OfRows {
    @Override
    public int drawn(long id, int label) {
      long hash = SeededHash.of(drawSalt, id);
      if (includeSelf) {
        return SeededHash.below(classes, hash);
      }
      int drawn = SeededHash.below(classes - 1, hash);
      return drawn >= label ? drawn + 1 : drawn;
    }
  }

  /**
   * Chosen rows get the next class, those of the last class the first.
   *
   * @param chosen the rows
   * @param classes number of classes
   */
  record Pair(RankCut chosen, int classes) implements OfRows {
    @Override
    public int drawn(long id, int label) {
      return (label + 1) % classes;
    }
  }
}
