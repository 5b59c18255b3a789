package org.almkd.mixing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.almkd.data.Shard;
import org.almkd.data.SparkLocalFolders;
import org.almkd.model.NetworkSpec;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * One lambda pass over all shards: the student's last layer on the validation rows is computed once
 * and broadcast, every shard updates the lambdas of its own rows, the driver collects R x N floats.
 * No shuffle; no per-row gradient is ever stored.
 */
public final class SparkLambdaPass {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final JavaRDD<Shard> validation;
  private final NetworkSpec spec;
  private final ChunkPlans plans;
  private final int threads;

  /**
   * Prepares passes.
   *
   * @param spark the context
   * @param shards training shards with teacher logits
   * @param validation shards of the validation rows that passes use, with teacher logits
   * @param spec the student
   * @param plans chunks of each shard
   * @param threads native threads of a replica
   */
  public SparkLambdaPass(
      JavaSparkContext spark,
      JavaRDD<Shard> shards,
      JavaRDD<Shard> validation,
      NetworkSpec spec,
      ChunkPlans plans,
      int threads) {
    this.spark = spark;
    this.shards = shards;
    this.validation = validation;
    this.spec = spec;
    this.plans = plans;
    this.threads = threads;
  }

  /**
   * Returns the table after one pass.
   *
   * @param epoch epoch before which the pass runs
   * @param parameters the student's P parameters, which stay as they are
   * @param table lambdas before the pass
   * @param update rule, outer loss and step sizes
   */
  public LambdaTable run(int epoch, float[] parameters, LambdaTable table, LambdaUpdate update) {
    List<Broadcast<?>> broadcasts = new ArrayList<>();
    try {
      Student student = new Student(share(parameters, broadcasts), spec, threads);
      LastLayerBlock rows =
          LastLayerBlock.concatenate(validation.map(new ValidationTask(student)).collect());
      UpdateTask task =
          new UpdateTask(student, share(new Inputs(epoch, table, rows, update, plans), broadcasts));
      return table.with(shards.map(task).collect());
    } finally {
      broadcasts.forEach(Broadcast::destroy);
    }
  }

  private <T> Broadcast<T> share(T value, List<Broadcast<?>> broadcasts) {
    Broadcast<T> broadcast = spark.broadcast(value);
    broadcasts.add(broadcast);
    return broadcast;
  }

  /** What all tasks of a pass need to run the student. */
  private record Student(Broadcast<float[]> parameters, NetworkSpec spec, int threads)
      implements Serializable {
    LastLayerBlock run(Shard shard) {
      return LastLayerBlock.of(shard, spec, threads, parameters.value());
    }

    LastLayerRows runWhereverItFits(Shard shard) {
      return shard.isMapped()
          ? MappedLastLayer.of(
              shard, spec, threads, parameters.value(), SparkLocalFolders.ofThisExecutor())
          : run(shard).toLastLayer();
    }
  }

  /** What the update of any shard needs besides the student. */
  private record Inputs(
      int epoch,
      LambdaTable table,
      LastLayerBlock validation,
      LambdaUpdate update,
      ChunkPlans plans)
      implements Serializable {}

  /** Executor side: the student's last layer on validation rows. */
  private static final class ValidationTask implements Function<Shard, LastLayerBlock> {
    private final Student student;

    ValidationTask(Student student) {
      this.student = student;
    }

    @Override
    public LastLayerBlock call(Shard shard) {
      return student.run(shard);
    }
  }

  /** Executor side: the new lambdas of one shard. */
  private static final class UpdateTask implements Function<Shard, LambdaTable.Update> {
    private final Student student;
    private final Broadcast<Inputs> inputs;

    UpdateTask(Student student, Broadcast<Inputs> inputs) {
      this.student = student;
      this.inputs = inputs;
    }

    @Override
    public LambdaTable.Update call(Shard shard) {
      Inputs in = inputs.value();
      int columns = in.table().columns();
      double[] lambda_NR = new double[shard.rows() * columns];
      for (int i = 0; i < shard.rows(); i++) {
        in.table().copyRow(shard.ranks()[i], lambda_NR, i * columns);
      }
      LastLayer validation = in.validation().toLastLayer();
      in.update()
          .apply(
              student.runWhereverItFits(shard),
              validation,
              in.plans().plan(in.epoch(), shard.index(), shard.rows(), validation.rows()),
              lambda_NR);
      float[] narrow = new float[lambda_NR.length];
      for (int j = 0; j < narrow.length; j++) {
        narrow[j] = (float) lambda_NR[j];
      }
      return new LambdaTable.Update(shard.ranks(), narrow);
    }
  }
}
