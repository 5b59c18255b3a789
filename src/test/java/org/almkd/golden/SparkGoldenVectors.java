package org.almkd.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.almkd.config.GradientKind;
import org.almkd.data.Features;
import org.almkd.data.LocalSpark;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.ChunkPlan;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LambdaUpdate;
import org.almkd.mixing.LossRule;
import org.almkd.mixing.OuterLoss;
import org.almkd.mixing.OuterTarget;
import org.almkd.mixing.SparkLambdaPass;
import org.almkd.model.NativeRuntime;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.almkd.train.BatchOrders;
import org.almkd.train.SparkRounds;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Replays the golden vectors in single precision through the Spark round and the Spark lambda pass
 * with one worker: every stage within 1e-5, as max|a - b| / max|b|.
 */
abstract class SparkGoldenVectors {
  private static final double TOLERANCE = 1e-5;
  private static JavaSparkContext spark;

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
    spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
  }

  static List<GoldenFolder> folders() {
    return GoldenFolder.all();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void roundsTrainTheTeachers(GoldenFolder golden) {
    for (int k = 0; k < golden.teachers(); k++) {
      String teacher = GoldenFolder.teacherName(k);
      Replica trained =
          rounds(
              golden,
              start(golden, teacher + "_init.txt", 0),
              new LossRule.Labels(0),
              LambdaTable.EMPTY,
              new Epochs(
                  teacher + "_perms.txt",
                  0,
                  golden.integer("teacher_epochs"),
                  golden.integer("teacher_E_of_schedule")));
      assertWeights(golden, trained, teacher + "_final.txt");
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void roundsAndLambdaPassTrainTheStudent(GoldenFolder golden) {
    LossRule rule = new LossRule.AlmKd(golden.teachers(), GradientKind.PAPER);
    int rows = golden.integer("N");
    LambdaTable initial = LambdaTable.constant(rows, golden.teachers(), golden.number("lam0"));
    int before = golden.integer("student_epochs_before_meta");
    int length = golden.integer("student_E_of_schedule");
    Replica atPass =
        rounds(
            golden,
            start(golden, "student_init.txt", golden.teachers()),
            rule,
            initial,
            new Epochs("student_perms.txt", 0, before, length));
    assertWeights(golden, atPass, "student_epoch10.txt");

    LambdaTable learned = pass(golden, initial, update(golden, rule), golden.integer("group"));
    assertLambdas(golden, learned, "paper_lambda");

    Replica after =
        rounds(
            golden,
            atPass,
            rule,
            table(golden, "paper_lambda"),
            new Epochs(
                "student_perms.txt", before, golden.integer("student_epochs_after"), length));
    assertWeights(golden, after, "student_epoch13.txt");
  }

  @ParameterizedTest
  @MethodSource("folders")
  void lambdaPassLearnsTheWeightsOfAmal(GoldenFolder golden) {
    int batch = golden.integer("batch");
    LambdaTable initial =
        LambdaTable.constant(golden.integer("N"), golden.teachers(), golden.number("lam0"))
            .withLabelWeight();
    LambdaUpdate update =
        new LambdaUpdate(
            new LossRule.Amal(golden.teachers()),
            new OuterLoss(golden.number("tau"), 1, 0, batch, new OuterTarget(new int[0], 0)),
            golden.number("eta_at_meta"),
            golden.number("eta_lambda_amal"),
            5,
            1e-7,
            2 - 1e-7);
    assertLambdas(golden, pass(golden, initial, update, 2 * batch), "amal_lambda");
  }

  /** Which epochs are trained, in the orders of which file. */
  private record Epochs(String orders, int first, int count, int scheduleLength) {}

  private static Replica rounds(
      GoldenFolder golden, Replica start, LossRule rule, LambdaTable lambdas, Epochs epochs) {
    int teachers = rule instanceof LossRule.Labels ? 0 : golden.teachers();
    int[][] orders = golden.orders(epochs.orders(), "perms");
    BatchOrders given = (epoch, shard, rows) -> orders[epoch];
    JavaRDD<Shard> shards = spark.parallelize(List.of(shard(golden, "train")), 1);
    String weights =
        teachers == 0 ? epochs.orders().replace("_perms", "_init") : "student_init.txt";
    SparkRounds rounds =
        new SparkRounds(
            spark,
            shards,
            spec(golden, weights, teachers),
            rule,
            given,
            golden.integer("batch"),
            1);
    Broadcast<LambdaTable> shared = spark.broadcast(lambdas);
    Replica replica = start;
    for (int e = epochs.first(); e < epochs.first() + epochs.count(); e++) {
      double rate =
          0.5 * golden.number("lr0") * (1 + Math.cos(Math.PI * e / epochs.scheduleLength()));
      SparkRounds.Steps steps = new SparkRounds.Steps(e, 0, Integer.MAX_VALUE, rate);
      replica = rounds.run(replica, shared, steps).replica();
    }
    shared.destroy();
    return replica;
  }

  private static LambdaTable pass(
      GoldenFolder golden, LambdaTable lambdas, LambdaUpdate update, int group) {
    ChunkPlan plan = GoldenPlans.of(golden, group);
    NetworkSpec spec = spec(golden, "student_init.txt", golden.teachers());
    SparkLambdaPass pass =
        new SparkLambdaPass(
            spark,
            spark.parallelize(List.of(shard(golden, "train")), 1),
            spark.parallelize(List.of(shard(golden, "val")), 1),
            spec,
            (epoch, shard, rows, validationRows) -> plan,
            1);
    float[] parameters = floats(GoldenNetworks.flat(golden.layers("student_epoch10.txt")));
    return pass.run(golden.integer("student_epochs_before_meta"), parameters, lambdas, update);
  }

  private static LambdaUpdate update(GoldenFolder golden, LossRule rule) {
    int[] all = IntStream.range(0, golden.teachers()).toArray();
    return new LambdaUpdate(
        rule,
        new OuterLoss(
            golden.number("tau"),
            1,
            golden.number("beta"),
            0,
            new OuterTarget(all, golden.number("alpha"))),
        golden.number("eta_at_meta"),
        golden.number("eta_lambda_paper"),
        1,
        0,
        1);
  }

  private static Shard shard(GoldenFolder golden, String split) {
    GoldenFolder.GoldenSplit rows = golden.split(split);
    int count = rows.labels().length;
    float[][] teachers =
        IntStream.range(0, golden.teachers())
            .mapToObj(k -> floats(golden.flat(GoldenFolder.teacherName(k) + "_logits.txt", split)))
            .toArray(float[][]::new);
    return new Shard(
        0,
        LongStream.range(0, count).toArray(),
        IntStream.range(0, count).toArray(),
        Features.of(
            floats(Arrays.stream(rows.features()).flatMapToDouble(Arrays::stream).toArray()),
            count),
        rows.labels(),
        new int[0],
        teachers);
  }

  private static NetworkSpec spec(GoldenFolder golden, String weights, int teachers) {
    return GoldenNetworks.spec(golden, weights, teachers, DataType.FLOAT);
  }

  private static Replica start(GoldenFolder golden, String weights, int teachers) {
    Network network = Network.create(spec(golden, weights, teachers));
    assertThat(network.spec().layout())
        .isEqualTo(new TargetLayout(golden.integer("classes"), teachers));
    return Replica.fresh(floats(GoldenNetworks.flat(golden.layers(weights))));
  }

  private static LambdaTable table(GoldenFolder golden, String name) {
    double[][] rows = golden.matrix("meta.txt", name);
    float[][] columns = new float[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int r = 0; r < columns.length; r++) {
        columns[r][i] = (float) rows[i][r];
      }
    }
    return new LambdaTable(columns);
  }

  private static void assertLambdas(GoldenFolder golden, LambdaTable found, String name) {
    double[] lambda_NR = new double[golden.integer("N") * found.columns()];
    for (int i = 0; i < golden.integer("N"); i++) {
      found.copyRow(i, lambda_NR, i * found.columns());
    }
    assertThat(GoldenErrors.relative(lambda_NR, golden.flat("meta.txt", name)))
        .as(name)
        .isLessThanOrEqualTo(TOLERANCE);
  }

  private static void assertWeights(GoldenFolder golden, Replica found, String file) {
    double[] parameters =
        IntStream.range(0, found.parameters().length)
            .mapToDouble(p -> found.parameters()[p])
            .toArray();
    assertThat(GoldenErrors.relative(parameters, GoldenNetworks.flat(golden.layers(file))))
        .as(file)
        .isLessThanOrEqualTo(TOLERANCE);
  }

  private static float[] floats(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
