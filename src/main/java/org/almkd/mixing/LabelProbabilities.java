package org.almkd.mixing;

import java.io.Serializable;
import org.almkd.loss.Softmax;

/**
 * All that a {@link CalibrationFit} needs of some rows: the softmax of each row's given label at
 * every temperature of the grid.
 *
 * @param p_TN probabilities, one run of N a temperature
 * @param rows N
 * @param classes C
 */
// Primitive arrays are the point: one pass over all rows an iteration; never compared.
@SuppressWarnings("ArrayRecordComponent")
record LabelProbabilities(double[] p_TN, int rows, int classes)
    implements CalibrationFit.Sums, Serializable {

  static LabelProbabilities of(double[] logits_NC, int[] labels, int classes) {
    double[] temperatures = CalibrationFit.temperatures();
    int rows = labels.length;
    double[] p_TN = new double[temperatures.length * rows];
    double[] softmax_C = new double[classes];
    for (int i = 0; i < rows; i++) {
      for (int t = 0; t < temperatures.length; t++) {
        Softmax.write(logits_NC, i * classes, classes, temperatures[t], softmax_C, 0);
        p_TN[t * rows + i] = softmax_C[labels[i]];
      }
    }
    return new LabelProbabilities(p_TN, rows, classes);
  }

  @Override
  public double[] floors(double[] floor_T) {
    double[] sum_T = new double[floor_T.length];
    for (int t = 0; t < floor_T.length; t++) {
      double uninformed = floor_T[t] / classes;
      for (int i = t * rows; i < (t + 1) * rows; i++) {
        sum_T[t] += uninformed / ((1 - floor_T[t]) * p_TN[i] + uninformed);
      }
    }
    return sum_T;
  }

  @Override
  public double[] logLikelihoods(double[] floor_T) {
    double[] sum_T = new double[floor_T.length];
    for (int t = 0; t < floor_T.length; t++) {
      for (int i = t * rows; i < (t + 1) * rows; i++) {
        sum_T[t] += Math.log((1 - floor_T[t]) * p_TN[i] + floor_T[t] / classes);
      }
    }
    return sum_T;
  }
}
