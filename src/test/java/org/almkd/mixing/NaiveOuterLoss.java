package org.almkd.mixing;

import java.util.function.UnaryOperator;

/**
 * The outer loss after one look-ahead step, written from eq 6, 7 and 16 row by row: the whole
 * gradient of the last layer is built, the layer is moved, and everything is run through it again.
 * It shares no code with the kernels.
 *
 * @param problem last layer and rows
 * @param weights how the lambdas of a row become w_0 .. w_K
 * @param temperature tau
 * @param learningRate eta
 * @param validationWeight weight of L_V
 * @param trainWeight beta
 * @param batchSize rows of a look-ahead batch; 0: all
 * @param targetTeachers teachers that q averages; none: q = y
 * @param labelBlend alpha
 */
record NaiveOuterLoss(
    Problem problem,
    UnaryOperator<double[]> weights,
    double temperature,
    double learningRate,
    double validationWeight,
    double trainWeight,
    int batchSize,
    int[] targetTeachers,
    double labelBlend) {

  /** Returns the outer loss at some lambdas, N x R row-major. */
  double at(double[] lambda_NR) {
    double[][] moved = lookAhead(lambda_NR);
    double loss = validationWeight * meanDivergence(problem.validation(), moved);
    if (trainWeight != 0) {
      loss += trainWeight * meanDivergence(problem.chunk(), moved);
    }
    return loss;
  }

  private double[][] lookAhead(double[] lambda_NR) {
    double[][] start = problem.weights_CH1();
    double[][] moved = new double[start.length][];
    for (int c = 0; c < start.length; c++) {
      moved[c] = start[c].clone();
    }
    Problem.Rows chunk = problem.chunk();
    int columns = lambda_NR.length / chunk.count();
    int size = batchSize == 0 ? chunk.count() : batchSize;
    for (int first = 0; first < chunk.count(); first += size) {
      int end = Math.min(chunk.count(), first + size);
      for (int i = first; i < end; i++) {
        double[] lambda = java.util.Arrays.copyOfRange(lambda_NR, i * columns, (i + 1) * columns);
        double[] slope = slope(chunk, i, logits(start, chunk.features_NH1()[i]), lambda);
        for (int c = 0; c < slope.length; c++) {
          for (int h = 0; h < moved[c].length; h++) {
            moved[c][h] -= learningRate * slope[c] * chunk.features_NH1()[i][h] / (end - first);
          }
        }
      }
    }
    return moved;
  }

  private double[] slope(Problem.Rows rows, int row, double[] logits, double[] lambda) {
    double[] weight = weights.apply(lambda);
    double[] student = softmax(logits, 1);
    double[] soft = softmax(logits, temperature);
    double[] slope = new double[logits.length];
    for (int c = 0; c < slope.length; c++) {
      slope[c] = weight[0] * (student[c] - (c == rows.labels()[row] ? 1 : 0));
      for (int k = 0; k < rows.teachers_KNC().length; k++) {
        double teacher = softmax(rows.teachers_KNC()[k][row], temperature)[c];
        slope[c] += weight[1 + k] * temperature * (soft[c] - teacher);
      }
    }
    return slope;
  }

  private double meanDivergence(Problem.Rows rows, double[][] lastLayer) {
    double sum = 0;
    for (int i = 0; i < rows.count(); i++) {
      double[] q = target(rows, i);
      double[] p = softmax(logits(lastLayer, rows.features_NH1()[i]), 1);
      for (int c = 0; c < q.length; c++) {
        sum += q[c] == 0 ? 0 : q[c] * Math.log(q[c] / p[c]);
      }
    }
    return sum / rows.count();
  }

  private double[] target(Problem.Rows rows, int row) {
    double[] q = new double[Problem.CLASSES];
    double alpha = targetTeachers.length == 0 ? 1 : labelBlend;
    for (int teacher : targetTeachers) {
      double[] p = softmax(rows.teachers_KNC()[teacher][row], 1);
      for (int c = 0; c < q.length; c++) {
        q[c] += (1 - alpha) * p[c] / targetTeachers.length;
      }
    }
    q[rows.labels()[row]] += alpha;
    return q;
  }

  static double[] logits(double[][] weights_CH1, double[] features_H1) {
    double[] logits = new double[weights_CH1.length];
    for (int c = 0; c < logits.length; c++) {
      for (int h = 0; h < features_H1.length; h++) {
        logits[c] += weights_CH1[c][h] * features_H1[h];
      }
    }
    return logits;
  }

  /** Plain enough for the small logits of tests. */
  private static double[] softmax(double[] logits, double temperature) {
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < shares.length; c++) {
      shares[c] = Math.exp(logits[c] / temperature);
      sum += shares[c];
    }
    for (int c = 0; c < shares.length; c++) {
      shares[c] /= sum;
    }
    return shares;
  }
}
