package org.almkd.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EvaluationSumsTest {
  private static final double TIGHT = 1e-12;

  @Test
  void measuresFourRowsOfTwoClasses() {
    // Probabilities of class 0: .8, .6, .4, .9; labels 0, 1, 1, 0: rows 0, 2, 3 are right.
    // NLL: -ln of .8, .4, .6, .9. Two bins: all confidences (.8, .6, .6, .9) lie in the upper:
    // |3 right - 2.9| / 4 = .025.
    Evaluation evaluation = filled(2).evaluation();
    assertThat(evaluation.rows()).isEqualTo(4);
    assertThat(evaluation.accuracy()).isEqualTo(0.75);
    assertThat(evaluation.topFive()).isEqualTo(1);
    assertThat(evaluation.negativeLogLikelihood())
        .isEqualTo(-Math.log(0.8 * 0.4 * 0.6 * 0.9) / 4, within(TIGHT));
    assertThat(evaluation.calibrationError()).isEqualTo(0.025, within(TIGHT));
  }

  @Test
  void calibrationIsMeasuredBinByBin() {
    // Four bins: [.5, .75) has .6, .6 with one right: |1 - 1.2|; [.75, 1] has .8, .9, both right:
    // |2 - 1.7|; (.2 + .3) / 4 = .125.
    assertThat(filled(4).evaluation().calibrationError()).isEqualTo(0.125, within(TIGHT));
  }

  @Test
  void certainPredictionsBelongToTheLastBin() {
    Evaluation evaluation =
        new EvaluationSums(10).add(new double[] {1e4, -1e4}, new int[] {0}).evaluation();
    assertThat(evaluation.calibrationError()).isZero();
    assertThat(evaluation.negativeLogLikelihood()).isZero();
  }

  @Test
  void topFiveCountsLabelsAmongTheFiveMostProbable() {
    double[] logits = {7, 6, 5, 4, 3, 2, 1};
    for (int label = 0; label < 7; label++) {
      Evaluation evaluation = new EvaluationSums(1).add(logits, new int[] {label}).evaluation();
      assertThat(evaluation.topFive()).as("label %d", label).isEqualTo(label < 5 ? 1 : 0);
      assertThat(evaluation.accuracy()).as("label %d", label).isEqualTo(label == 0 ? 1 : 0);
    }
  }

  @Test
  void theLowestClassWinsTies() {
    double[] even = new double[7];
    for (int label = 0; label < 7; label++) {
      Evaluation evaluation = new EvaluationSums(1).add(even, new int[] {label}).evaluation();
      assertThat(evaluation.accuracy()).as("label %d", label).isEqualTo(label == 0 ? 1 : 0);
      assertThat(evaluation.topFive()).as("label %d", label).isEqualTo(label < 5 ? 1 : 0);
    }
  }

  @Test
  void mergingEqualsAddingTheRows() {
    EvaluationSums first = new EvaluationSums(4).add(logits(0.8, 0.6), new int[] {0, 1});
    EvaluationSums second = new EvaluationSums(4).add(logits(0.4, 0.9), new int[] {1, 0});
    Evaluation merged = first.merge(second).evaluation();
    Evaluation whole = filled(4).evaluation();
    assertThat(merged.rows()).isEqualTo(whole.rows());
    assertThat(merged.accuracy()).isEqualTo(whole.accuracy());
    assertThat(merged.topFive()).isEqualTo(whole.topFive());
    assertThat(merged.negativeLogLikelihood())
        .isEqualTo(whole.negativeLogLikelihood(), within(TIGHT));
    assertThat(merged.calibrationError()).isEqualTo(whole.calibrationError(), within(TIGHT));
  }

  @Test
  void mergingWithNothingChangesNothing() {
    assertThat(filled(4).merge(new EvaluationSums(4)).evaluation())
        .isEqualTo(filled(4).evaluation());
    assertThat(new EvaluationSums(4).merge(filled(4)).evaluation())
        .isEqualTo(filled(4).evaluation());
  }

  @Test
  void nonFiniteLogitsGiveANonFiniteLikelihood() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Evaluation evaluation =
          new EvaluationSums(4).add(new double[] {bad, 0}, new int[] {1}).evaluation();
      assertThat(evaluation.negativeLogLikelihood()).as("logit %s", bad).isNotFinite();
    }
  }

  @Test
  void refusesToMeasureNothing() {
    EvaluationSums none = new EvaluationSums(4).add(new double[0], new int[0]);
    assertThat(none.isEmpty()).isTrue();
    assertThat(filled(4).isEmpty()).isFalse();
    assertThatThrownBy(none::evaluation)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot evaluate predictions: no row was added");
  }

  private static EvaluationSums filled(int bins) {
    return new EvaluationSums(bins).add(logits(0.8, 0.6, 0.4, 0.9), new int[] {0, 1, 1, 0});
  }

  /** Returns logits of rows whose class 0 has these probabilities. */
  private static double[] logits(double... first) {
    double[] logits = new double[2 * first.length];
    for (int i = 0; i < first.length; i++) {
      logits[2 * i] = Math.log(first[i]);
      logits[2 * i + 1] = Math.log(1 - first[i]);
    }
    return logits;
  }
}
