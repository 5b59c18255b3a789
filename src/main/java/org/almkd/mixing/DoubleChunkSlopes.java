package org.almkd.mixing;

import java.util.Arrays;
import org.almkd.model.FeatureProducts;

/** Slopes in double precision. */
final class DoubleChunkSlopes implements ChunkSlopes {
  private final OuterTarget target;
  private final ClassColumns chunk;
  private final LogitGradients logitGradients;
  private final double[][] target_CN;

  /** dS, then dK of each teacher. */
  private double[][][] slopes_K1CN;

  DoubleChunkSlopes(LastLayer shard, int rows, OuterLoss outer) {
    target = outer.target();
    chunk = ClassColumns.like(shard, rows);
    logitGradients =
        new LogitGradients(
            shard.teacherLogits_KNC().length, shard.classes(), rows, outer.temperature());
    target_CN = outer.trainTermWeight() == 0 ? new double[0][] : new double[shard.classes()][rows];
  }

  @Override
  public void load(LastLayer shard, int[] rows_N) {
    chunk.load(shard, rows_N);
    slopes_K1CN = logitGradients.of(chunk, target, target_CN);
  }

  @Override
  public OuterSlopes outerSlopes() {
    return OuterSlopes.Doubles.of(chunk.logits_CN(), target_CN);
  }

  @Override
  public void writeMixed(double[][] weights_K1N, FeatureProducts products) {
    double[] mixed_N = new double[chunk.rows()];
    for (int c = 0; c < chunk.classes(); c++) {
      Arrays.fill(mixed_N, 0);
      for (int m = 0; m < weights_K1N.length; m++) {
        addProducts(weights_K1N[m], slopes_K1CN[m][c], mixed_N);
      }
      products.setSlopes(c, mixed_N);
    }
  }

  @Override
  public double[][] outerProducts(FeatureProducts products) {
    double[][] products_K1N = new double[slopes_K1CN.length][chunk.rows()];
    double[] outerSlopes_N = new double[chunk.rows()];
    for (int c = 0; c < chunk.classes(); c++) {
      products.copy(c, outerSlopes_N);
      for (int m = 0; m < products_K1N.length; m++) {
        addProducts(slopes_K1CN[m][c], outerSlopes_N, products_K1N[m]);
      }
    }
    return products_K1N;
  }

  private static void addProducts(double[] a_N, double[] b_N, double[] sum_N) {
    for (int i = 0; i < sum_N.length; i++) {
      sum_N[i] += a_N[i] * b_N[i];
    }
  }
}
