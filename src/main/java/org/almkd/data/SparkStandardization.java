package org.almkd.data;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;

/**
 * Mean and deviation of each feature over the training rows, in two passes. Sums run in double, in
 * id order inside a block and then in block order, so they do not depend on the cluster.
 */
final class SparkStandardization {
  private SparkStandardization() {}

  static Standardization fit(JavaSparkContext spark, JavaRDD<RowBatch> blocks, DataPlan plan) {
    int rows = plan.blocks().rows()[Split.TRAIN.code()];
    double[] mean = sums(spark, blocks, plan, new double[plan.width()], false);
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= rows;
    }
    double[] deviation = sums(spark, blocks, plan, mean, true);
    for (int j = 0; j < deviation.length; j++) {
      double root = Math.sqrt(deviation[j] / rows);
      deviation[j] = root > 0 ? root : 1;
    }
    return new Standardization(mean, deviation);
  }

  private static double[] sums(
      JavaSparkContext spark,
      JavaRDD<RowBatch> blocks,
      DataPlan plan,
      double[] centre,
      boolean squared) {
    List<double[]> parts =
        SparkJobGroup.run(
            spark,
            "data: standardise",
            () ->
                blocks
                    .mapPartitionsWithIndex(new BlockSums(plan, centre, squared), true)
                    .collect());
    double[] total = new double[plan.width()];
    for (double[] part : parts) {
      for (int j = 0; j < total.length; j++) {
        total[j] += part[j];
      }
    }
    return total;
  }

  private static final class BlockSums
      implements Function2<Integer, Iterator<RowBatch>, Iterator<double[]>> {
    private static final long serialVersionUID = 1L;
    private final DataPlan plan;
    private final double[] centre;
    private final boolean squared;

    BlockSums(DataPlan plan, double[] centre, boolean squared) {
      this.plan = plan;
      this.centre = centre;
      this.squared = squared;
    }

    @Override
    public Iterator<double[]> call(Integer block, Iterator<RowBatch> batches) {
      if (plan.blocks().split(block) != Split.TRAIN) {
        return Collections.emptyIterator();
      }
      RowBatch batch = batches.next();
      double[] sums = new double[centre.length];
      float[] row = new float[centre.length];
      for (int i = 0; i < batch.rows; i++) {
        batch.features.write(i, 1, row, 0);
        for (int j = 0; j < sums.length; j++) {
          double value = row[j] - centre[j];
          sums[j] += squared ? value * value : value;
        }
      }
      return List.of(sums).iterator();
    }
  }
}
