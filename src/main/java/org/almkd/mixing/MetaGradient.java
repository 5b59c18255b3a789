package org.almkd.mixing;

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
  private final int rows;
  private final int teachers;
  private final FeatureProducts products;
  private final ChunkSlopes slopes;
  private final OuterTerm chunkTerm;
  private final LossRule rule;
  private final OuterLoss outer;
  private final double learningRate;

  /** 1/n of each row's look-ahead batch. */
  private final double[] rowWeight_N;

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
    this.rows = rows;
    this.teachers = shard.teacherLogits_KNC().length;
    this.products = shard.products(rows);
    this.slopes = ChunkSlopes.of(shard, rows, outer);
    this.chunkTerm =
        outer.trainTermWeight() == 0 ? null : new OuterTerm(products, rows, slopes.outerSlopes());
    this.lookAhead = products.matrix();
    this.rule = rule;
    this.outer = outer;
    this.learningRate = learningRate;
    this.rowWeight_N = rowWeights(rows, outer.lookAheadBatchSize());
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
    slopes.load(shard, rows_N);
    products.load(shard.features_NH(), rows_N);
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
    slopes.writeMixed(weights(lambda_NR), products);
    products.gradient(lookAhead);
    INDArray outerGradient =
        validationTerm.gradient(lookAhead, learningRate, outer.validationTermWeight());
    if (chunkTerm != null) {
      outerGradient.addi(chunkTerm.gradient(lookAhead, learningRate, outer.trainTermWeight()));
    }
    products.apply(outerGradient);
    return lambdaGradient(lambda_NR);
  }

  /** Returns (1/n) w_0 of each row, then (1/n) w_k. */
  private double[][] weights(double[] lambda_NR) {
    double[][] weights_K1N = new double[1 + teachers][rows];
    double[] weights_K1 = new double[weights_K1N.length];
    for (int i = 0; i < rows; i++) {
      rule.writeWeights(lambda_NR, i * rule.columns(), weights_K1, 0);
      for (int m = 0; m < weights_K1.length; m++) {
        weights_K1N[m][i] = rowWeight_N[i] * weights_K1[m];
      }
    }
    return weights_K1N;
  }

  private double[] lambdaGradient(double[] lambda_NR) {
    double[][] products_K1N = slopes.outerProducts(products);
    double[] slopes_K1 = new double[products_K1N.length];
    double[] gradient_NR = new double[lambda_NR.length];
    for (int i = 0; i < rows; i++) {
      for (int m = 0; m < slopes_K1.length; m++) {
        slopes_K1[m] = -learningRate * rowWeight_N[i] * products_K1N[m][i];
      }
      rule.writeGradient(lambda_NR, i * rule.columns(), slopes_K1, gradient_NR);
    }
    return gradient_NR;
  }
}
