package org.almkd.train;

import java.util.Map;
import org.almkd.data.Shard;
import org.almkd.data.Split;
import org.almkd.evaluate.SparkEvaluator;
import org.almkd.mixing.SparkLambdaPass;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The packed rows that trainings share: packed once, kept by the executors, rebuilt from the store
 * when lost.
 *
 * @param shards training rows, one shard a worker
 * @param heldOut shards of the held-out splits, side by side
 * @param validation the validation rows that lambda passes use
 * @param evaluator evaluates on the held-out shards
 * @param trainingIds ids of the training rows, increasing; position = dense index
 * @param threads native threads of a replica
 */
public record SparkTrainingData(
    JavaRDD<Shard> shards,
    JavaRDD<Map<Split, Shard>> heldOut,
    JavaRDD<Shard> validation,
    SparkEvaluator evaluator,
    long[] trainingIds,
    int threads) {

  /** Returns other training rows beside the same rows that are held out. */
  SparkTrainingData withTraining(JavaRDD<Shard> training, long[] ids) {
    return new SparkTrainingData(training, heldOut, validation, evaluator, ids, threads);
  }

  /** Returns the rows of the largest shard. */
  int largestShard() {
    int workers = shards.getNumPartitions();
    return (trainingIds.length + workers - 1) / workers;
  }

  SparkAveraging rounds(JavaSparkContext spark, TrainingPlan plan) {
    return switch (plan.train().averaging().master()) {
      case ROUNDS ->
          new SparkRounds(
              spark,
              shards,
              plan.spec(),
              plan.rule(),
              plan.orders(),
              plan.train().batchSizePerWorker(),
              threads,
              plan.liveTeachers());
      case DL4J -> new SparkDl4jRounds(spark, shards, plan, threads);
    };
  }

  SparkLambdaPass pass(JavaSparkContext spark, TrainingPlan plan, LambdaSchedule schedule) {
    return new SparkLambdaPass(spark, shards, validation, plan.spec(), schedule.plans(), threads);
  }

  /** Lets the executors forget the training rows. */
  public void releaseTraining() {
    shards.unpersist();
  }

  /** Lets the executors forget the rows. */
  public void release() {
    releaseTraining();
    heldOut.unpersist();
    validation.unpersist();
  }
}
