package org.almkd.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.almkd.config.GradientKind;
import org.almkd.loss.CrossEntropy;
import org.almkd.loss.Distillation;
import org.almkd.mixing.ChunkPlan;
import org.almkd.mixing.LambdaUpdate;
import org.almkd.mixing.LastLayer;
import org.almkd.mixing.LossRule;
import org.almkd.mixing.MetaGradient;
import org.almkd.mixing.OuterLoss;
import org.almkd.mixing.OuterTarget;
import org.almkd.model.Matrices;
import org.almkd.model.NativeRuntime;
import org.almkd.model.Network;
import org.almkd.train.InnerLoop;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Replays training, lambda passes and losses of an independent implementation in double precision,
 * through the production network, loop and kernels: every stage within 1e-10, as max|a - b| /
 * max|b|.
 */
class GoldenVectorsTest {
  private static final double TOLERANCE = 1e-10;

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  /** The same folders in single precision, through the Spark round and the Spark lambda pass. */
  @Nested
  @Tag("spark")
  class OverSpark extends SparkGoldenVectors {}

  static List<GoldenFolder> folders() {
    return GoldenFolder.all();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void trainsTheTeachers(GoldenFolder golden) {
    for (int k = 0; k < golden.teachers(); k++) {
      String teacher = GoldenFolder.teacherName(k);
      Network network = GoldenNetworks.create(golden, teacher + "_init.txt", 0, DataType.DOUBLE);
      GoldenRows rows = rows(golden, new LossRule.Labels(0), new double[0], false);
      List<Double> losses =
          train(
              golden,
              network,
              rows,
              golden.orders(teacher + "_perms.txt", "perms"),
              0,
              golden.integer("teacher_epochs"),
              golden.integer("teacher_E_of_schedule"));
      assertWeights(golden, network, teacher + "_final.txt");
      assertClose(
          teacher + " losses", toArray(losses), numbers(golden, teacher + "_epoch_mean_loss"));
      for (String split : List.of("train", "val", "test")) {
        assertClose(
            teacher + " logits of " + split,
            GoldenInputs.logits(network, golden.split(split).features()),
            golden.flat(teacher + "_logits.txt", split));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void trainsTheStudentWithTheInitialLambdas(GoldenFolder golden) {
    Network network =
        GoldenNetworks.create(golden, "student_init.txt", golden.teachers(), DataType.DOUBLE);
    int epochs = golden.integer("student_epochs_before_meta");
    List<Double> losses =
        trainStudent(golden, network, GoldenInputs.initialLambdas(golden), 0, epochs);
    assertWeights(golden, network, "student_epoch10.txt");
    assertClose("student losses", toArray(losses), numbers(golden, "student_epoch_mean_loss"));
    assertClose(
        "validation logits",
        GoldenInputs.logits(network, golden.split("val").features()),
        golden.flat("student_logits_epoch10.txt", "val"));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void computesTheLossesOfEveryRow(GoldenFolder golden) {
    Network network =
        GoldenNetworks.create(golden, "student_epoch10.txt", golden.teachers(), DataType.DOUBLE);
    int classes = golden.integer("classes");
    double tau = golden.number("tau");
    int[] labels = golden.split("train").labels();
    double[] logits = GoldenInputs.logits(network, golden.split("train").features());
    double[] crossEntropy =
        IntStream.range(0, labels.length)
            .mapToDouble(i -> CrossEntropy.value(logits, i * classes, classes, labels[i]))
            .toArray();
    assertClose(
        "cross entropy", crossEntropy, golden.flat("student_logits_epoch10.txt", "ce_per_sample"));
    for (int k = 0; k < golden.teachers(); k++) {
      double[] teacher = GoldenInputs.teacherLogits(golden, k, "train");
      double[] distillation =
          IntStream.range(0, labels.length)
              .mapToDouble(
                  i -> Distillation.value(logits, i * classes, teacher, i * classes, classes, tau))
              .toArray();
      String name =
          golden.teachers() == 1 && golden.has("student_logits_epoch10.txt", "kd_per_sample")
              ? "kd_per_sample"
              : "kd_per_sample" + (k + 1);
      assertClose(name, distillation, golden.flat("student_logits_epoch10.txt", name));
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void computesThePaperGradientAndUpdate(GoldenFolder golden) {
    LossRule rule = new LossRule.AlmKd(golden.teachers(), GradientKind.PAPER);
    assertClose(
        "paper_grad",
        gradient(golden, rule, GoldenInputs.initialLambdas(golden)),
        golden.flat("meta.txt", "paper_grad"));
    assertClose(
        "paper_lambda",
        update(golden, rule, golden.number("alpha"), GoldenInputs.initialLambdas(golden)),
        golden.flat("meta.txt", "paper_lambda"));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void measuresAgainstLabelsWhereNoTeacherIsTheTarget(GoldenFolder golden) {
    LossRule rule = new LossRule.AlmKd(golden.teachers(), GradientKind.PAPER);
    assertClose(
        "paper_ceval_lambda",
        update(golden, rule, 1, GoldenInputs.initialLambdas(golden)),
        golden.flat("meta.txt", "paper_ceval_lambda"));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void computesTheExactSubgradient(GoldenFolder golden) {
    if (!golden.has("meta.txt", "exact_grad_lam2half")) {
      assertThat(golden.teachers()).as("only one teacher needs no exact_grad").isEqualTo(1);
      return;
    }
    double[] lambdas = GoldenInputs.initialLambdas(golden);
    for (int i = 0; i < golden.integer("N"); i++) {
      lambdas[i * golden.teachers() + 1] /= 2;
    }
    LossRule rule = new LossRule.AlmKd(golden.teachers(), GradientKind.EXACT);
    assertClose(
        "exact_grad_lam2half",
        gradient(golden, rule, lambdas),
        golden.flat("meta.txt", "exact_grad_lam2half"));
    assertClose(
        "exact_lambda_lam2half",
        update(golden, rule, golden.number("alpha"), lambdas),
        golden.flat("meta.txt", "exact_lambda_lam2half"));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void computesTheAmalUpdate(GoldenFolder golden) {
    int batch = golden.integer("batch");
    LossRule rule = new LossRule.Amal(golden.teachers());
    double lambda0 = golden.number("lam0");
    double[] lambdas = new double[golden.integer("N") * rule.columns()];
    for (int j = 0; j < lambdas.length; j++) {
      lambdas[j] = j % rule.columns() == 0 ? 1 - lambda0 : lambda0;
    }
    OuterLoss outer =
        new OuterLoss(golden.number("tau"), 1, 0, batch, new OuterTarget(new int[0], 0));
    new LambdaUpdate(
            rule,
            outer,
            golden.number("eta_at_meta"),
            golden.number("eta_lambda_amal"),
            5,
            1e-7,
            2 - 1e-7)
        .apply(
            GoldenInputs.lastLayer(golden, "train"),
            GoldenInputs.lastLayer(golden, "val"),
            GoldenPlans.of(golden, 2 * batch),
            lambdas);
    assertClose("amal_lambda", lambdas, golden.flat("meta.txt", "amal_lambda"));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void trainsTheStudentWithTheLearnedLambdas(GoldenFolder golden) {
    int before = golden.integer("student_epochs_before_meta");
    int after = golden.integer("student_epochs_after");
    Network network =
        GoldenNetworks.create(golden, "student_init.txt", golden.teachers(), DataType.DOUBLE);
    trainStudent(golden, network, GoldenInputs.initialLambdas(golden), 0, before);
    double[] lambdas = golden.flat("meta.txt", "paper_lambda");
    List<Double> losses = trainStudent(golden, network, lambdas, before, after);
    assertWeights(golden, network, "student_epoch13.txt");
    assertClose("losses", toArray(losses), numbers(golden, "student_epoch_mean_loss_after"));
    assertThat(correct(golden, GoldenInputs.logits(network, golden.split("test").features())))
        .isEqualTo(golden.integer("test_correct_epoch13"));
  }

  private static List<Double> trainStudent(
      GoldenFolder golden, Network network, double[] lambdas, int firstEpoch, int epochs) {
    LossRule rule = new LossRule.AlmKd(golden.teachers(), GradientKind.PAPER);
    return train(
        golden,
        network,
        rows(golden, rule, lambdas, true),
        golden.orders("student_perms.txt", "perms"),
        firstEpoch,
        epochs,
        golden.integer("student_E_of_schedule"));
  }

  private static List<Double> train(
      GoldenFolder golden,
      Network network,
      GoldenRows rows,
      int[][] orders,
      int firstEpoch,
      int epochs,
      int scheduleLength) {
    InnerLoop loop = new InnerLoop(network, rows, golden.integer("batch"));
    List<Double> losses = new ArrayList<>();
    for (int e = firstEpoch; e < firstEpoch + epochs; e++) {
      double rate = 0.5 * golden.number("lr0") * (1 + Math.cos(Math.PI * e / scheduleLength));
      InnerLoop.Progress progress = loop.run(orders[e], 0, Integer.MAX_VALUE, rate);
      losses.add(progress.lossSum() / progress.rows());
    }
    return losses;
  }

  private static GoldenRows rows(
      GoldenFolder golden, LossRule rule, double[] lambdas, boolean withTeachers) {
    GoldenFolder.GoldenSplit train = golden.split("train");
    double[][][] teachers =
        IntStream.range(0, withTeachers ? golden.teachers() : 0)
            .mapToObj(k -> golden.matrix(GoldenFolder.teacherName(k) + "_logits.txt", "train"))
            .toArray(double[][][]::new);
    return new GoldenRows(
        train.features(), train.labels(), teachers, rule, lambdas, golden.integer("classes"));
  }

  private static double[] gradient(GoldenFolder golden, LossRule rule, double[] lambdas) {
    LastLayer train = GoldenInputs.lastLayer(golden, "train");
    LastLayer validation = GoldenInputs.lastLayer(golden, "val");
    double[] gradient = new double[lambdas.length];
    int columns = rule.columns();
    for (ChunkPlan.Chunk chunk : GoldenPlans.of(golden, golden.integer("group")).chunks()) {
      double[] chunkLambdas = new double[chunk.rows().length * columns];
      for (int i = 0; i < chunk.rows().length; i++) {
        System.arraycopy(lambdas, chunk.rows()[i] * columns, chunkLambdas, i * columns, columns);
      }
      double[] chunkGradient =
          new MetaGradient(
                  train.select(chunk.rows()),
                  validation.select(chunk.validationRows()),
                  rule,
                  outer(golden, golden.number("alpha")),
                  golden.number("eta_at_meta"))
              .at(chunkLambdas);
      for (int i = 0; i < chunk.rows().length; i++) {
        System.arraycopy(chunkGradient, i * columns, gradient, chunk.rows()[i] * columns, columns);
      }
    }
    return gradient;
  }

  private static double[] update(
      GoldenFolder golden, LossRule rule, double alpha, double[] lambdas) {
    double[] updated = lambdas.clone();
    new LambdaUpdate(
            rule,
            outer(golden, alpha),
            golden.number("eta_at_meta"),
            golden.number("eta_lambda_paper"),
            1,
            0,
            1)
        .apply(
            GoldenInputs.lastLayer(golden, "train"),
            GoldenInputs.lastLayer(golden, "val"),
            GoldenPlans.of(golden, golden.integer("group")),
            updated);
    return updated;
  }

  private static OuterLoss outer(GoldenFolder golden, double alpha) {
    int[] all = alpha == 1 ? new int[0] : IntStream.range(0, golden.teachers()).toArray();
    return new OuterLoss(
        golden.number("tau"), 1, golden.number("beta"), 0, new OuterTarget(all, alpha));
  }

  private static int correct(GoldenFolder golden, double[] logits) {
    int[] labels = golden.split("test").labels();
    int classes = golden.integer("classes");
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = logits[i * classes + c] > logits[i * classes + best] ? c : best;
      }
      correct += best == labels[i] ? 1 : 0;
    }
    return correct;
  }

  private static void assertWeights(GoldenFolder golden, Network network, String file) {
    assertClose(
        file, Matrices.rows(network.parameters()), GoldenNetworks.flat(golden.layers(file)));
  }

  private static void assertClose(String what, double[] found, double[] expected) {
    assertThat(GoldenErrors.relative(found, expected)).as(what).isLessThanOrEqualTo(TOLERANCE);
  }

  private static double[] numbers(GoldenFolder golden, String key) {
    JsonNode node = golden.config().get(key);
    return IntStream.range(0, node.size()).mapToDouble(i -> node.get(i).asDouble()).toArray();
  }

  private static double[] toArray(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
