package org.almkd.mixing;

import java.io.Serializable;
import java.util.List;
import org.almkd.data.InvalidDataException;
import org.almkd.data.Shard;
import org.almkd.data.SparkJobGroup;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.StorageLevel;

/**
 * Estimates for every training row the probability q that its given label is wrong, from teachers
 * that have not seen the row: calibration ({@link CalibrationFit}), noise matrix ({@link
 * NoiseFit}), posterior ({@link CalibratedRows}).
 *
 * <p>Executors add up their own rows, the driver adds the shards' sums in shard order and takes the
 * step: one small job an iteration. A single shard needs no driver in between and is fitted by one
 * task, with the same sums, hence the same bits. Executors keep 37 doubles a row meanwhile, then C.
 */
public final class SparkDoubt {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final int classes;

  /**
   * Prepares an estimate.
   *
   * @param spark the context
   * @param shards training shards, one a partition; their teacher logits are those of teachers that
   *     have not seen the row
   * @param classes C, at least 2
   */
  public SparkDoubt(JavaSparkContext spark, JavaRDD<Shard> shards, int classes) {
    this.spark = spark;
    this.shards = shards;
    this.classes = classes;
  }

  /**
   * What was found.
   *
   * @param doubts one column, q of each training row in [0, 1]
   * @param estimates what follows for the rows as a whole
   */
  public record Result(LambdaTable doubts, DoubtEstimates estimates) {}

  /**
   * Estimates q of all rows.
   *
   * @throws InvalidDataException if there are no rows or no teachers, or if a logit is not finite
   */
  public Result run() {
    return SparkJobGroup.run(
        spark,
        "doubt of %d classes".formatted(classes),
        () -> {
          Fit fit = shards.getNumPartitions() == 1 ? fitOneShard() : fitManyShards();
          return posterior(fit);
        });
  }

  private record Fit(Calibration calibration, NoiseModel noise) implements Serializable {}

  private Fit fitOneShard() {
    return shards.map(new OneShard(classes)).first();
  }

  private Fit fitManyShards() {
    Calibration calibration = calibrate();
    JavaRDD<CalibratedRows> rows =
        shards
            .map(new Calibrate(classes, calibration.withFloor(NoiseFit.FLOOR)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      NoiseModel noise =
          NoiseFit.run(classes, model -> sum(rows.map(new PosteriorSums(model)).collect()));
      return new Fit(calibration, noise);
    } finally {
      rows.unpersist();
    }
  }

  private Calibration calibrate() {
    JavaRDD<LabelProbabilities> rows =
        shards.map(new MeetLabels(classes)).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long count = 0;
      for (int shardRows : rows.map(LabelProbabilities::rows).collect()) {
        count += shardRows;
      }
      requireRows(count);
      return CalibrationFit.run(count, new CalibrationJobs(rows));
    } finally {
      rows.unpersist();
    }
  }

  private Result posterior(Fit fit) {
    List<DoubtedRows> parts = shards.map(new Doubts(classes, fit)).collect();
    Reliability before = new Reliability();
    Reliability after = new Reliability();
    double sum = 0;
    int rows = 0;
    for (DoubtedRows part : parts) {
      before.merge(part.before());
      after.merge(part.after());
      sum += part.doubtSum();
      rows += part.doubts().ranks().length;
    }
    LambdaTable doubts =
        LambdaTable.constant(rows, 1, 0).with(parts.stream().map(DoubtedRows::doubts).toList());
    return new Result(
        doubts, new DoubtEstimates(fit.calibration(), fit.noise(), sum / rows, before, after));
  }

  private static void requireRows(long rows) {
    if (rows == 0) {
      throw new InvalidDataException(
          "Cannot estimate which labels are wrong",
          "found no training row; expected at least one; lower the shares of data.split");
    }
  }

  /** In shard order, which is part of the result. */
  private static double[] sum(List<double[]> shards) {
    double[] sum = shards.get(0).clone();
    for (double[] shard : shards.subList(1, shards.size())) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += shard[j];
      }
    }
    return sum;
  }

  /** One job a sum. */
  private record CalibrationJobs(JavaRDD<LabelProbabilities> rows) implements CalibrationFit.Sums {
    @Override
    public double[] floors(double[] floor_T) {
      return sum(rows.map(new FloorSums(floor_T)).collect());
    }

    @Override
    public double[] logLikelihoods(double[] floor_T) {
      return sum(rows.map(new LikelihoodSums(floor_T)).collect());
    }
  }

  /** Executor side: both fits over the only shard. */
  private record OneShard(int classes) implements Function<Shard, Fit> {
    @Override
    public Fit call(Shard shard) {
      requireRows(shard.rows());
      double[] logits_NC = JointLogits.of(shard, classes);
      Calibration calibration =
          CalibrationFit.run(
              shard.rows(), LabelProbabilities.of(logits_NC, shard.labels(), classes));
      CalibratedRows rows =
          CalibratedRows.of(
              logits_NC, shard.labels(), classes, calibration.withFloor(NoiseFit.FLOOR));
      return new Fit(calibration, NoiseFit.run(classes, rows::posteriorSums));
    }
  }

  /** Executor side: what the first fit needs of a shard. */
  private record MeetLabels(int classes) implements Function<Shard, LabelProbabilities> {
    @Override
    public LabelProbabilities call(Shard shard) {
      return LabelProbabilities.of(JointLogits.of(shard, classes), shard.labels(), classes);
    }
  }

  /** Executor side: a shard's part of the next floors. */
  private record FloorSums(double[] floor_T) implements Function<LabelProbabilities, double[]> {
    @Override
    public double[] call(LabelProbabilities rows) {
      return rows.floors(floor_T);
    }
  }

  /** Executor side: a shard's part of the likelihoods. */
  private record LikelihoodSums(double[] floor_T)
      implements Function<LabelProbabilities, double[]> {
    @Override
    public double[] call(LabelProbabilities rows) {
      return rows.logLikelihoods(floor_T);
    }
  }

  /** Executor side: what the second fit needs of a shard. */
  private record Calibrate(int classes, Calibration calibration)
      implements Function<Shard, CalibratedRows> {
    @Override
    public CalibratedRows call(Shard shard) {
      return CalibratedRows.of(
          JointLogits.of(shard, classes), shard.labels(), classes, calibration);
    }
  }

  /** Executor side: a shard's part of the next noise matrix. */
  private record PosteriorSums(NoiseModel model) implements Function<CalibratedRows, double[]> {
    @Override
    public double[] call(CalibratedRows rows) {
      return rows.posteriorSums(model);
    }
  }

  /** Executor side: the doubts of a shard. */
  private record Doubts(int classes, Fit fit) implements Function<Shard, DoubtedRows> {
    @Override
    public DoubtedRows call(Shard shard) {
      return DoubtedRows.of(shard, classes, fit.calibration(), fit.noise());
    }
  }
}
