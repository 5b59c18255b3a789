package org.almkd.evaluate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.almkd.data.FloatRows;
import org.almkd.data.Shard;
import org.almkd.data.SparkShardJob;
import org.almkd.data.Split;
import org.almkd.model.Forward;
import org.almkd.model.NetworkPool;
import org.almkd.model.NetworkSpec;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Evaluates students and teachers on the shards of the splits that are held out. */
public final class SparkEvaluator {
  private final JavaSparkContext spark;
  private final JavaRDD<Map<Split, Shard>> shards;
  private final int calibrationBins;
  private final int threads;

  /**
   * Prepares evaluations.
   *
   * @param spark the context
   * @param shards shards of every held-out split, side by side so that one job evaluates all
   * @param calibrationBins bins of the calibration error
   * @param threads native threads of a replica
   */
  public SparkEvaluator(
      JavaSparkContext spark, JavaRDD<Map<Split, Shard>> shards, int calibrationBins, int threads) {
    this.spark = spark;
    this.shards = shards;
    this.calibrationBins = calibrationBins;
    this.threads = threads;
  }

  /** Evaluates a network; splits without rows are absent. */
  public Map<Split, Evaluation> network(NetworkSpec spec, float[] parameters) {
    Broadcast<float[]> student = spark.broadcast(parameters);
    try {
      return merge(
          SparkShardJob.collect(shards, new NetworkTask(student, spec, calibrationBins, threads)));
    } finally {
      student.destroy();
    }
  }

  /** Evaluates a teacher from its logits; splits it has no logits for are absent. */
  public Map<Split, Evaluation> teacher(int teacher) {
    return merge(SparkShardJob.collect(shards, new TeacherTask(teacher, calibrationBins)));
  }

  private static Map<Split, Evaluation> merge(List<Map<Split, EvaluationSums>> parts) {
    Map<Split, EvaluationSums> sums = new EnumMap<>(Split.class);
    for (Map<Split, EvaluationSums> part : parts) {
      part.forEach((split, sum) -> sums.merge(split, sum, EvaluationSums::merge));
    }
    Map<Split, Evaluation> evaluations = new EnumMap<>(Split.class);
    sums.forEach(
        (split, sum) -> {
          if (!sum.isEmpty()) {
            evaluations.put(split, sum.evaluation());
          }
        });
    return evaluations;
  }

  /** Executor side: the sums of a network on one group of shards. */
  private static final class NetworkTask
      implements Function<Map<Split, Shard>, Map<Split, EvaluationSums>> {
    private final Broadcast<float[]> student;
    private final NetworkSpec spec;
    private final int calibrationBins;
    private final int threads;

    NetworkTask(Broadcast<float[]> student, NetworkSpec spec, int calibrationBins, int threads) {
      this.student = student;
      this.spec = spec;
      this.calibrationBins = calibrationBins;
      this.threads = threads;
    }

    @Override
    public Map<Split, EvaluationSums> call(Map<Split, Shard> group) {
      return NetworkPool.with(
          spec,
          threads,
          network -> {
            network.loadParameters(student.value());
            int classes = spec.layout().classes();
            Map<Split, EvaluationSums> sums = new EnumMap<>(Split.class);
            group.forEach(
                (split, shard) -> {
                  EvaluationSums sum = new EvaluationSums(calibrationBins);
                  Forward.eachLogits(
                      network,
                      shard.features(),
                      (first, none, logits) ->
                          sum.add(Forward.widen(logits), classes, shard.labels(), first));
                  sums.put(split, sum);
                });
            return sums;
          });
    }
  }

  /** Executor side: the sums of a teacher's logits on one group of shards. */
  private static final class TeacherTask
      implements Function<Map<Split, Shard>, Map<Split, EvaluationSums>> {
    /** Rows at a time, whatever the size of the shard. */
    private static final int PART = 1024;

    private final int teacher;
    private final int calibrationBins;

    TeacherTask(int teacher, int calibrationBins) {
      this.teacher = teacher;
      this.calibrationBins = calibrationBins;
    }

    @Override
    public Map<Split, EvaluationSums> call(Map<Split, Shard> group) {
      Map<Split, EvaluationSums> sums = new EnumMap<>(Split.class);
      group.forEach(
          (split, shard) -> {
            EvaluationSums sum = new EvaluationSums(calibrationBins);
            FloatRows logits = shard.logits_K().get(teacher);
            for (int first = 0; first < logits.rows(); first += PART) {
              int count = Math.min(PART, logits.rows() - first);
              sum.add(logits.doubles(first, count), logits.width(), shard.labels(), first);
            }
            sums.put(split, sum);
          });
      return sums;
    }
  }
}
