package org.almkd.mixing;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.almkd.model.FeatureProducts;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The meta-gradient of one chunk in closed form (eq 7 to 9, 14, 16), on the last layer alone.
 *
 * <p>With dS_i = softmax(a_i) - y_i and dK_ki = tau (softmax(a_i / tau) - softmax(t_ki / tau)):
 *
 * <pre>
 * D  (C x (H+1)) = sum_i (1/n) [w_0i dS_i + sum_k w_ki dK_ki] [h_i;1]^T     look-ahead gradient
 * a*             = a - eta D [h;1]                                          looked-ahead logits
 * G  (C x (H+1)) = weightV mean_V (softmax(a*) - q)[h;1]^T + beta mean_chunk (same)
 * d outer / d w_0i = -(eta/n) dS_i^T G [h_i;1],   d outer / d w_ki = -(eta/n) dK_ki^T G [h_i;1]
 * </pre>
 *
 * <p>and the rule turns slopes of weights into slopes of lambdas. The gradient of row i is an outer
 * product with h_i, so that six matrix products do and no n x C x H array ever exists: time O((n +
 * V) C H), memory O((n + V)(C + H) + K n C + C H). n is the number of rows of the row's own
 * look-ahead batch.
 *
 * <p>D. Sivasubramanian et al., adaptive loss mixing for knowledge distillation (ALM-KD), 2022.
 */
public final class MetaGradient {
  private final LastLayer chunk;
  private final FeatureProducts products;
  private final OuterTerm chunkTerm;
  private final LossRule rule;
  private final OuterLoss outer;
  private final double learningRate;

  /** 1/n of each row's look-ahead batch. */
  private final double[] rowWeight_N;

  /** dS, then dK of each teacher. */
  private final double[][] slopes_K1NC;

  private final INDArray lookAhead;
  private OuterTerm validationTerm;

  /**
   * Prepares a chunk; what does not depend on the lambdas is computed once.
   *
   * @param chunk the chunk's rows
   * @param validation its validation batch
   * @param rule how lambdas become weights
   * @param outer the outer loss
   * @param learningRate eta of the epoch
   */
  public MetaGradient(
      LastLayer chunk, LastLayer validation, LossRule rule, OuterLoss outer, double learningRate) {
    this(chunk, chunk.rows(), rule, outer, learningRate);
    int[] all = IntStream.range(0, validation.rows()).toArray();
    load(
        chunk,
        IntStream.range(0, chunk.rows()).toArray(),
        OuterTerm.of(validation, all, outer.target()));
  }

  /**
   * Makes room for chunks of one size, which {@link #load} gives one after the other: fresh arrays
   * for each would cost as much as the arithmetic on them.
   *
   * @param shard rows like those of the chunks
   * @param rows N
   */
  MetaGradient(LastLayer shard, int rows, LossRule rule, OuterLoss outer, double learningRate) {
    // The chunk's own features are in the products alone.
    this.chunk = new LastLayer(shard.features_NH(), shard, rows);
    this.products = chunk.products();
    this.lookAhead = products.matrix();
    this.chunkTerm = outer.trainTermWeight() == 0 ? null : new OuterTerm(chunk, products);
    this.rule = rule;
    this.outer = outer;
    this.learningRate = learningRate;
    this.rowWeight_N = rowWeights(rows, outer.lookAheadBatchSize());
    this.slopes_K1NC = new double[1 + chunk.teacherLogits_KNC().length][rows * chunk.classes()];
  }

  /**
   * Takes another chunk.
   *
   * @param shard rows to choose from
   * @param rows_N numbers of the chunk's rows
   * @param validationTerm its validation batch
   */
  void load(LastLayer shard, int[] rows_N, OuterTerm validationTerm) {
    this.validationTerm = validationTerm;
    chunk.copyFrom(shard, rows_N);
    products.load(shard.features_NH(), rows_N);
    double[] target_NC = chunkTerm == null ? new double[0] : chunkTerm.target();
    LogitGradients.write(chunk, outer.temperature(), slopes_K1NC, outer.target(), target_NC);
  }

  private static double[] rowWeights(int rows, int batchSize) {
    int size = batchSize == 0 ? rows : batchSize;
    double[] weights = new double[rows];
    for (int i = 0; i < rows; i++) {
      int first = i / size * size;
      weights[i] = 1.0 / Math.min(size, rows - first);
    }
    return weights;
  }

  /**
   * Returns d outer / d lambda, N x R row-major.
   *
   * @param lambda_NR the chunk's lambdas, row-major
   */
  public double[] at(double[] lambda_NR) {
    setMixedSlopes(lambda_NR);
    products.gradient(lookAhead);
    INDArray outerGradient =
        validationTerm.gradient(lookAhead, learningRate, outer.validationTermWeight());
    if (chunkTerm != null) {
      outerGradient.addi(chunkTerm.gradient(lookAhead, learningRate, outer.trainTermWeight()));
    }
    products.apply(outerGradient);
    return lambdaGradient(lambda_NR);
  }

  /** Hands (1/n)(w_0 dS + sum_k w_k dK_k) of each row to the products. */
  private void setMixedSlopes(double[] lambda_NR) {
    int classes = chunk.classes();
    double[] weights_K1 = new double[slopes_K1NC.length];
    double[] mixed_C = new double[classes];
    for (int i = 0; i < chunk.rows(); i++) {
      rule.writeWeights(lambda_NR, i * rule.columns(), weights_K1, 0);
      Arrays.fill(mixed_C, 0);
      for (int m = 0; m < weights_K1.length; m++) {
        double weight = rowWeight_N[i] * weights_K1[m];
        for (int c = 0; c < classes; c++) {
          mixed_C[c] += weight * slopes_K1NC[m][i * classes + c];
        }
      }
      products.setSlopes(i * classes, mixed_C, classes);
    }
  }

  private double[] lambdaGradient(double[] lambda_NR) {
    int classes = chunk.classes();
    double[] outerSlopes_C = new double[classes];
    double[] slopes_K1 = new double[slopes_K1NC.length];
    double[] gradient_NR = new double[lambda_NR.length];
    for (int i = 0; i < chunk.rows(); i++) {
      products.copy(i * classes, outerSlopes_C, classes);
      for (int m = 0; m < slopes_K1.length; m++) {
        double product = product(slopes_K1NC[m], i * classes, outerSlopes_C);
        slopes_K1[m] = -learningRate * rowWeight_N[i] * product;
      }
      rule.writeGradient(lambda_NR, i * rule.columns(), slopes_K1, gradient_NR);
    }
    return gradient_NR;
  }

  private static double product(double[] slopes, int from, double[] outerSlopes_C) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int j = 0;
    // Four chains, since a sum waits for the one before it.
    for (; j + 3 < outerSlopes_C.length; j += 4) {
      a += slopes[from + j] * outerSlopes_C[j];
      b += slopes[from + j + 1] * outerSlopes_C[j + 1];
      c += slopes[from + j + 2] * outerSlopes_C[j + 2];
      d += slopes[from + j + 3] * outerSlopes_C[j + 3];
    }
    for (; j < outerSlopes_C.length; j++) {
      a += slopes[from + j] * outerSlopes_C[j];
    }
    return a + b + (c + d);
  }
}
