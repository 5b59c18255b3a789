package org.almkd.mixing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.almkd.data.FloatRows;
import org.almkd.data.Shard;
import org.almkd.loss.Softmax;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Writes the lambda table after each update, by the executors: Parquet {@code id, teacher, lambda,
 * teacherProbability, teacherClass [, doubt] [, clean]}, one row an instance and lambda column.
 * {@code teacher} counts from 0; -1 is the label weight of {@code amal}. {@code teacherProbability}
 * is the teacher's softmax at temperature 1 of the given label (NaN for the label weight); {@code
 * teacherClass} is the teacher's most probable class (-1 for the label weight); {@code clean} is 1
 * where the given label is known to be right, 0 where it is known to be flipped; {@code doubt} is
 * the probability q that it is wrong, where lambda = q + (1 - q) lambda0 follows from it.
 */
public final class SparkLambdaSnapshots {
  /** Kind of artefact in the run folder. */
  public static final String KIND = "lambdas";

  /** Column of the doubts, where there are any. */
  static final String DOUBT = "doubt";

  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final ArtefactStore folder;
  private final int teachers;

  /**
   * Prepares snapshots.
   *
   * @param spark the context
   * @param shards training shards with teacher logits
   * @param folder the run folder
   * @param teachers K
   */
  public SparkLambdaSnapshots(
      JavaSparkContext spark, JavaRDD<Shard> shards, ArtefactStore folder, int teachers) {
    this.spark = spark;
    this.shards = shards;
    this.folder = folder;
    this.teachers = teachers;
  }

  /** Returns the key of the table that is written before an epoch. */
  public static String key(int epoch) {
    return "epoch-%04d".formatted(epoch);
  }

  /** Writes a table under the name of an epoch and returns the sums of its lambdas. */
  public LambdaSums write(int epoch, LambdaTable table) {
    return write(epoch, table, table.columns(), OptionalDouble.empty());
  }

  /**
   * Writes the lambdas that follow from doubts, before the first epoch: one column a teacher, all
   * alike.
   *
   * @param doubts q of each row
   * @param lambda0 lambda where there is no doubt
   */
  public LambdaSums writeDoubts(LambdaTable doubts, double lambda0) {
    return write(0, doubts, teachers, OptionalDouble.of(lambda0));
  }

  /** Returns the sums of the lambdas of a table that was written before, the same to the bit. */
  public LambdaSums sums(LambdaTable table) {
    return sums(table, table.columns(), OptionalDouble.empty());
  }

  /** Returns the sums of lambdas that follow from doubts and were written before. */
  public LambdaSums sumsOfDoubts(LambdaTable doubts, double lambda0) {
    return sums(doubts, teachers, OptionalDouble.of(lambda0));
  }

  private LambdaSums sums(LambdaTable table, int columns, OptionalDouble lambdaWithoutDoubt) {
    Broadcast<LambdaTable> shared = spark.broadcast(table);
    try {
      LambdaSums sums = new LambdaSums(columns);
      shards
          .map(new SumsTask(new Lambdas(shared, columns, lambdaWithoutDoubt)))
          .collect()
          .forEach(sums::merge);
      return sums;
    } finally {
      shared.destroy();
    }
  }

  private LambdaSums write(
      int epoch, LambdaTable table, int columns, OptionalDouble lambdaWithoutDoubt) {
    Attempt attempt = folder.begin(KIND, key(epoch));
    Broadcast<LambdaTable> shared = spark.broadcast(table);
    try {
      List<Written> written =
          shards
              .map(new Task(attempt, new Lambdas(shared, columns, lambdaWithoutDoubt), teachers))
              .collect();
      List<ManifestEntry> entries = new ArrayList<>();
      LambdaSums sums = new LambdaSums(columns);
      for (Written shard : written) {
        entries.add(shard.entry());
        sums.merge(shard.sums());
      }
      folder.publish(attempt, entries, Map.of("epoch", Integer.toString(epoch)));
      return sums;
    } finally {
      shared.destroy();
    }
  }

  private record Written(ManifestEntry entry, LambdaSums sums) implements Serializable {}

  /** The lambdas that a table says, or that follow from doubts. */
  private static final class Lambdas implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Broadcast<LambdaTable> table;
    private final int columns;
    private final boolean isDoubted;
    private final double lambdaWithoutDoubt;

    Lambdas(Broadcast<LambdaTable> table, int columns, OptionalDouble lambdaWithoutDoubt) {
      this.table = table;
      this.columns = columns;
      this.isDoubted = lambdaWithoutDoubt.isPresent();
      this.lambdaWithoutDoubt = lambdaWithoutDoubt.orElse(0);
    }

    /** Writes the lambdas of a row and returns its doubt, 0 where they do not follow from it. */
    float copyRow(int rank, double[] lambda_R) {
      if (!isDoubted) {
        table.value().copyRow(rank, lambda_R, 0);
        return 0;
      }
      float doubt = table.value().columns_RN()[0][rank];
      Arrays.fill(lambda_R, doubt + (1 - (double) doubt) * lambdaWithoutDoubt);
      return doubt;
    }
  }

  /** Executor side: the sums of one shard. */
  private static final class SumsTask implements Function<Shard, LambdaSums> {
    private final Lambdas lambdas;

    SumsTask(Lambdas lambdas) {
      this.lambdas = lambdas;
    }

    @Override
    public LambdaSums call(Shard shard) {
      LambdaSums sums = new LambdaSums(lambdas.columns);
      double[] lambda_R = new double[lambdas.columns];
      for (int i = 0; i < shard.rows(); i++) {
        lambdas.copyRow(shard.ranks()[i], lambda_R);
        sums.add(lambda_R, shard.isFlipped(i));
      }
      return sums;
    }
  }

  /** Executor side: the lambdas of one shard. */
  private static final class Task implements Function<Shard, Written> {
    private final Attempt attempt;
    private final Lambdas lambdas;
    private final int teachers;
    private final int columns;

    Task(Attempt attempt, Lambdas lambdas, int teachers) {
      this.attempt = attempt;
      this.lambdas = lambdas;
      this.teachers = teachers;
      this.columns = lambdas.columns;
    }

    @Override
    public Written call(Shard shard) {
      int rows = shard.rows() * columns;
      long[] ids = new long[rows];
      int[] teacher = new int[rows];
      float[] lambda = new float[rows];
      float[] probability = new float[rows];
      int[] teacherClass = new int[rows];
      float[] doubt = new float[rows];
      int[] clean = new int[rows];
      LambdaSums sums = new LambdaSums(columns);
      double[] lambda_R = new double[columns];
      for (int i = 0; i < shard.rows(); i++) {
        float ofRow = lambdas.copyRow(shard.ranks()[i], lambda_R);
        sums.add(lambda_R, shard.isFlipped(i));
        for (int r = 0; r < columns; r++) {
          int row = i * columns + r;
          ids[row] = shard.ids()[i];
          // With one column more than teachers the first is the label's.
          teacher[row] = r - (columns - teachers);
          lambda[row] = (float) lambda_R[r];
          doubt[row] = ofRow;
          if (teacher[row] < 0) {
            probability[row] = Float.NaN;
            teacherClass[row] = -1;
          } else {
            double[] softmax_C = softmax(shard.logits_K().get(teacher[row]), i);
            probability[row] = (float) softmax_C[shard.labels()[i]];
            teacherClass[row] = mostProbable(softmax_C);
          }
          clean[row] = shard.isFlipped(i) ? 0 : 1;
        }
      }
      ParquetTable.Builder builder =
          ParquetTable.builder(rows)
              .longs("id", ids)
              .ints("teacher", teacher)
              .floats("lambda", lambda)
              .floats("teacherProbability", probability)
              .ints("teacherClass", teacherClass);
      if (lambdas.isDoubted) {
        builder.floats(DOUBT, doubt);
      }
      if (shard.cleanLabels().length > 0) {
        builder.ints("clean", clean);
      }
      byte[] bytes = builder.build().toBytes();
      String stem = "shard-%05d".formatted(shard.index());
      return new Written(attempt.write(stem, ".parquet", bytes, rows), sums);
    }

    private static double[] softmax(FloatRows logits, int row) {
      double[] softmax_C = new double[logits.width()];
      Softmax.write(logits.doubles(row, 1), 0, softmax_C.length, 1, softmax_C, 0);
      return softmax_C;
    }

    /** The lowest class wins ties. */
    private static int mostProbable(double[] softmax_C) {
      int most = 0;
      for (int c = 1; c < softmax_C.length; c++) {
        most = softmax_C[c] > softmax_C[most] ? c : most;
      }
      return most;
    }
  }
}
