package org.almkd.bench;

import java.util.ArrayList;
import java.util.List;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.almkd.train.SparkRounds;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round of two workers against an empty job: the same broadcast, two tasks that return a number,
 * the broadcast destroyed. Both in turn, so that whatever slows the machine slows both.
 */
final class SparkRoundBench {
  private static final int WARM_UP = 60;
  private static final int REPETITIONS = 200;

  /** A round may take 25 ms where the empty job takes 15. */
  private static final double ALLOWANCE = 25.0 / 15;

  private SparkRoundBench() {}

  static List<Measurement> run(SparkBench bench) {
    List<Measurement> all = new ArrayList<>();
    all.addAll(run(bench, SparkBench.HIDDEN, SparkBench.BATCH, SparkBench.EVERY));
    // 182,000 numbers go out, one short step is taken: what is left is the way there and back.
    all.addAll(run(bench, 2600, 1, 1));
    return all;
  }

  private static List<Measurement> run(SparkBench bench, int hidden, int batch, int steps) {
    NetworkSpec spec = SparkBench.spec(hidden);
    Replica start = SparkBench.start(spec);
    SparkRounds rounds = bench.rounds(spec, batch);
    Broadcast<LambdaTable> lambdas = bench.noLambdas();
    SparkRounds.Steps fixed = new SparkRounds.Steps(0, 0, steps, SparkBench.LEARNING_RATE);
    JavaRDD<Integer> two = bench.spark().parallelize(List.of(0, 1), SparkBench.WORKERS);
    double[] empty = new double[REPETITIONS];
    double[] round = new double[REPETITIONS];
    for (int i = -WARM_UP; i < REPETITIONS; i++) {
      double job = 1e3 * SparkBench.seconds(() -> emptyJob(bench.spark(), two, start));
      double ours = 1e3 * SparkBench.seconds(() -> rounds.run(start, lambdas, fixed));
      if (i >= 0) {
        empty[i] = job;
        round[i] = ours;
      }
    }
    lambdas.destroy();
    int numbers = 2 * start.parameters().length;
    Measurement job = Measurement.of("empty-job-" + numbers, "ms", empty);
    return List.of(
        job,
        Measurement.of("round-%d-%d-steps-of-%d".formatted(numbers, steps, batch), "ms", round)
            .atMost(ALLOWANCE * job.median()));
  }

  private static void emptyJob(JavaSparkContext spark, JavaRDD<Integer> two, Replica start) {
    Broadcast<Replica> replica = spark.broadcast(start);
    two.map(new Empty(replica)).collect();
    replica.destroy();
  }

  /** Executor side: reads the broadcast and does nothing with it. */
  private static final class Empty implements Function<Integer, Integer> {
    private final Broadcast<Replica> replica;

    Empty(Broadcast<Replica> replica) {
      this.replica = replica;
    }

    @Override
    public Integer call(Integer worker) {
      return replica.value().parameters().length;
    }
  }
}
