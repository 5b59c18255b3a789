package org.almkd.loss;

/**
 * The one loss that every student and every trained teacher minimises, with weights given per row:
 *
 * <pre>L_i = w_0i L_S(a_i, y_i) + sum_k w_ki L_KD(a_i, t_ki)</pre>
 *
 * <p>Eq 3, 5 and 12 are choices of the weights (package {@code mixing}); labels alone is w_0 = 1, K
 * = 0. Nothing is divided by the number of rows here: means are the caller's.
 *
 * <p>D. Sivasubramanian et al., adaptive loss mixing for knowledge distillation (ALM-KD), 2022.
 *
 * @param layout where label, weights and teacher logits lie in a target row
 * @param temperature tau &gt; 0 of eq 2
 */
public record MixedLoss(TargetLayout layout, double temperature) {
  /** Checks the temperature. */
  public MixedLoss {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature must be a finite number above 0, found " + temperature);
    }
  }

  /**
   * Writes the gradient of each row's loss with respect to its own logits and returns the sum of
   * the rows' losses.
   *
   * @param logits_BC student logits
   * @param targets_BL packed target rows
   * @param rows B, may be less than the arrays hold
   * @param gradient_BC receives w_0 dS + sum_k w_k dK_k of each row
   */
  public double sumAndGradient(
      double[] logits_BC, double[] targets_BL, int rows, double[] gradient_BC) {
    int classes = layout.classes();
    java.util.Arrays.fill(gradient_BC, 0, rows * classes, 0);
    double[] scratch = new double[2 * classes];
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum +=
          addRow(logits_BC, row * classes, targets_BL, row * layout.width(), gradient_BC, scratch);
    }
    return sum;
  }

  private double addRow(
      double[] logits,
      int from,
      double[] targets,
      int target,
      double[] gradient,
      double[] scratch) {
    int classes = layout.classes();
    int weights = target + layout.weights();
    double loss = 0;
    // A weight of exactly 0 takes part in nothing, so its softmax need not be computed.
    if (targets[weights] != 0) {
      int label = (int) targets[target];
      loss += CrossEntropy.addTo(logits, from, classes, label, targets[weights], gradient, scratch);
    }
    for (int k = 0; k < layout.teachers(); k++) {
      double weight = targets[weights + 1 + k];
      if (weight != 0) {
        int teacher = target + layout.logits(k);
        loss +=
            Distillation.addTo(
                logits, from, targets, teacher, classes, temperature, weight, gradient, scratch);
      }
    }
    return loss;
  }
}
