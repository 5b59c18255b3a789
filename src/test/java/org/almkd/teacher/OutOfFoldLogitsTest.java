package org.almkd.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import org.almkd.data.Features;
import org.almkd.data.FoldAssignment;
import org.almkd.data.RowBlock;
import org.almkd.data.ShardAssignment;
import org.almkd.data.Split;
import org.junit.jupiter.api.Test;

class OutOfFoldLogitsTest {
  private static final long[] IDS = {3, 4, 7, 9};

  /** Ids 3 and 9 are fold 0, 7 is fold 1, 4 is fold 2. */
  private static final FoldAssignment FOLDS =
      new FoldAssignment(new ShardAssignment(IDS, new int[] {0, 2, 1, 0}, 3));

  /** Network f says (100 f + x, x) of a row with the only feature x. */
  private static float[] says(int fold, Features rows) {
    float[] features = rows.floats();
    float[] logits = new float[2 * rows.rows()];
    for (int i = 0; i < rows.rows(); i++) {
      logits[2 * i] = 100 * fold + features[i];
      logits[2 * i + 1] = features[i];
    }
    return logits;
  }

  private static final OutOfFoldLogits LOGITS =
      new OutOfFoldLogits(FOLDS, 2, OutOfFoldLogitsTest::says);

  @Test
  void trainingRowsGetTheLogitsOfTheNetworkThatHasNotSeenThem() {
    // Features 5, 6, 7, 8 of ids 3, 4, 7, 9, whose networks are 0, 2, 1, 0.
    assertThat(LOGITS.of(rows(Split.TRAIN, IDS))).containsExactly(5, 5, 206, 6, 107, 7, 8, 8);
  }

  @Test
  void blocksMayLackFolds() {
    assertThat(LOGITS.of(rows(Split.TRAIN, new long[] {7}))).containsExactly(105, 5);
  }

  @Test
  void heldOutRowsGetTheMeanOfAllNetworks() {
    // The mean of x, 100 + x and 200 + x is 100 + x; ids of other splits are of no fold.
    for (Split split : new Split[] {Split.VALIDATION, Split.SELECTION, Split.TEST}) {
      assertThat(LOGITS.of(rows(split, new long[] {50, 51}))).containsExactly(105, 5, 106, 6);
    }
  }

  @Test
  void meanIsRoundedOnce() {
    // 1 + 2^-24 + 2^-24 is 1 + 2^-23 in double; in float each 2^-24 would be lost beside 1.
    float tiny = 0x1p-24f;
    OutOfFoldLogits logits =
        new OutOfFoldLogits(FOLDS, 1, (fold, x) -> new float[] {fold == 0 ? 1 : tiny});
    assertThat(logits.of(rows(Split.TEST, new long[] {50})))
        .containsExactly((float) ((1 + 0x1p-23) / 3));
    assertThat((float) ((1 + 0x1p-23) / 3)).isNotEqualTo((1f + tiny + tiny) / 3);
  }

  @Test
  void correctRowsAreCountedByFoldAndTheLowestClassWinsTies() {
    // Labels 0, 1, 0, 1: id 3 (5, 5) is 0 and right; id 4 (206, 6) is 0 and wrong; id 7 (107, 7)
    // is 0 and right; id 9 (8, 8) is 0 and wrong.
    RowBlock rows = rows(Split.TRAIN, IDS);
    assertThat(LOGITS.correct(rows, LOGITS.of(rows))).containsExactly(1, 1, 0);
  }

  /** Row i has the feature 5 + i and the label i mod 2. */
  private static RowBlock rows(Split split, long[] ids) {
    float[] features = new float[ids.length];
    int[] labels = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      features[i] = 5 + i;
      labels[i] = i % 2;
    }
    return new RowBlock(split, 0, ids, Features.of(features, ids.length), labels, new int[0]);
  }
}
