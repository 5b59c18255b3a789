package org.almkd.mixing;

import java.io.Serializable;
import org.almkd.loss.Softmax;

/**
 * What a teacher's logits are worth as probabilities of the given label:
 *
 * <pre>pi_c(z) = (1 - d) softmax(z / T)_c + d / C</pre>
 *
 * <p>T corrects a teacher that is too sure of itself or not sure enough (C. Guo et al., On
 * Calibration of Modern Neural Networks, 2017); d is the share of labels that say nothing about
 * what the teacher sees.
 *
 * @param temperature T &gt; 0
 * @param floor d in [0, 1]
 */
public record Calibration(double temperature, double floor) implements Serializable {
  /** The logits as they are. */
  static final Calibration NONE = new Calibration(1, 0);

  /** Checks the ranges. */
  public Calibration {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)
        || !(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException(
          "a calibration needs a finite temperature above 0 and a floor in [0, 1], found temperature = %s, floor = %s"
              .formatted(temperature, floor));
    }
  }

  /** Returns the same temperature with another floor. */
  Calibration withFloor(double other) {
    return new Calibration(temperature, other);
  }

  /** Writes pi of the C logits from {@code logits[from]} on. */
  void write(double[] logits, int from, int classes, double[] probabilities, int to) {
    Softmax.write(logits, from, classes, temperature, probabilities, to);
    for (int c = to; c < to + classes; c++) {
      probabilities[c] = (1 - floor) * probabilities[c] + floor / classes;
    }
  }
}
