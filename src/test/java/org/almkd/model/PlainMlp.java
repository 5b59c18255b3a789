package org.almkd.model;

import java.util.Arrays;

/**
 * Fully connected layers with ReLU between them in plain loops: what DL4J is compared with.
 *
 * @param sizes inputs, hidden units, classes
 * @param flat parameters in DL4J's order: of each layer the weights, output by output, then biases
 */
record PlainMlp(int[] sizes, double[] flat) {
  static int parameters(int... sizes) {
    int count = 0;
    for (int l = 1; l < sizes.length; l++) {
      count += (sizes[l - 1] + 1) * sizes[l];
    }
    return count;
  }

  private int offset(int layer) {
    return parameters(Arrays.copyOf(sizes, layer + 1));
  }

  /** Returns input, outputs of the hidden layers, logits. */
  double[][] activations(double[] input) {
    double[][] all = new double[sizes.length][];
    all[0] = input;
    for (int l = 0; l + 1 < sizes.length; l++) {
      int weights = offset(l);
      int biases = weights + sizes[l] * sizes[l + 1];
      all[l + 1] = new double[sizes[l + 1]];
      for (int o = 0; o < sizes[l + 1]; o++) {
        double sum = flat[biases + o];
        for (int i = 0; i < sizes[l]; i++) {
          sum += flat[weights + o * sizes[l] + i] * all[l][i];
        }
        all[l + 1][o] = l + 2 < sizes.length ? Math.max(0, sum) : sum;
      }
    }
    return all;
  }

  double[] logits(double[] input) {
    return activations(input)[sizes.length - 1];
  }

  /** Adds a row's gradient, given that with respect to its logits. */
  void addGradient(double[] input, double[] logitSlopes, double[] gradient) {
    double[][] all = activations(input);
    double[] slopes = logitSlopes;
    for (int l = sizes.length - 2; l >= 0; l--) {
      int weights = offset(l);
      int biases = weights + sizes[l] * sizes[l + 1];
      double[] below = new double[sizes[l]];
      for (int o = 0; o < sizes[l + 1]; o++) {
        gradient[biases + o] += slopes[o];
        for (int i = 0; i < sizes[l]; i++) {
          gradient[weights + o * sizes[l] + i] += slopes[o] * all[l][i];
          below[i] += all[l][i] > 0 ? slopes[o] * flat[weights + o * sizes[l] + i] : 0;
        }
      }
      slopes = below;
    }
  }

  static double[] softmax(double[] logits, double temperature) {
    double[] shares = Arrays.stream(logits).map(z -> Math.exp(z / temperature)).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(e -> e / sum).toArray();
  }
}
