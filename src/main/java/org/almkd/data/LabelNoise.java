package org.almkd.data;

import java.io.Serializable;
import org.almkd.config.NoiseConfig;

/**
 * Symmetric label noise: exactly round(rate x training rows) training rows, those of smallest hash,
 * get a class drawn uniformly from the others (or from all).
 *
 * @param chosen the rows
 * @param drawSalt seed of the classes drawn
 * @param classes number of classes
 * @param includeSelf whether a row may draw its own class
 */
record LabelNoise(RankCut chosen, long drawSalt, int classes, boolean includeSelf)
    implements Serializable {

  static LabelNoise of(long[] trainingIds, long seed, int classes, NoiseConfig config) {
    int rows = SplitRule.rounded(config.rate(), trainingIds.length);
    if (rows > 0 && classes < 2) {
      throw new InvalidDataException(
          "Cannot put noise on labels",
          "found " + classes + " class; expected at least 2; set data.noise.rate = 0");
    }
    RankCut chosen = RankCut.of(SeededHash.salt(seed, "noise"), trainingIds, rows);
    return new LabelNoise(
        chosen, SeededHash.salt(seed, "noise-class"), classes, config.includeSelf());
  }

  /** The label that is given to a row of this true label. */
  int given(long id, Split split, int label) {
    if (split != Split.TRAIN || !chosen.contains(id)) {
      return label;
    }
    long hash = SeededHash.of(drawSalt, id);
    if (includeSelf) {
      return SeededHash.below(classes, hash);
    }
    int drawn = SeededHash.below(classes - 1, hash);
    return drawn >= label ? drawn + 1 : drawn;
  }
}
