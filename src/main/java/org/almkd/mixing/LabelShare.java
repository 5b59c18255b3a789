package org.almkd.mixing;

import org.almkd.config.GradientKind;

/**
 * How much of the weight of a row's mixed loss its label has: w_0 / (w_0 + w_1 + .. + w_K), with
 * the weights that the {@link LossRule} makes of the row's lambdas. 1: the label alone is listened
 * to, 0: the teachers alone. With one teacher and {@code alm-kd} it is 1 - lambda.
 */
public final class LabelShare {
  private final LossRule rule;
  private final double[] weights;

  /**
   * Prepares shares.
   *
   * @param columns R, lambdas of a row
   * @param labelColumn whether the first of them is the weight of the label ({@code amal})
   */
  public LabelShare(int columns, boolean labelColumn) {
    // The kind of gradient does not touch the weights.
    this(
        labelColumn
            ? new LossRule.Amal(columns - 1)
            : new LossRule.AlmKd(columns, GradientKind.PAPER),
        labelColumn ? columns : columns + 1);
  }

  private LabelShare(LossRule rule, int weights) {
    this.rule = rule;
    this.weights = new double[weights];
  }

  /**
   * Returns shares where the lambdas follow from a doubt, the same for each of K teachers, who
   * share its weight: 1 - lambda.
   */
  public static LabelShare ofDoubt(int teachers) {
    return new LabelShare(new LossRule.Doubt(0, teachers), teachers + 1);
  }

  /** Returns the share of a row, 0 to 1; where all weights are 0, that of equal weights. */
  public double of(double[] lambda_R) {
    rule.writeWeights(lambda_R, 0, weights, 0);
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return sum == 0 ? 1.0 / weights.length : weights[0] / sum;
  }
}
