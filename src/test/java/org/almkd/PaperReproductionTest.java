package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The paper's synthetic experiment through the job itself, against an independent implementation's
 * means over 50 seeds (test accuracy in percent after the last epoch): means and paired differences
 * within 2 sqrt(SEM^2 + SEM_ref^2), and flipped rows get the higher lambdas (Fig 3). Further seeds:
 * {@code -Dalmkd.paper.first=10 -Dalmkd.paper.seeds=20}.
 */
@Tag("slow")
class PaperReproductionTest {
  private static final String PAPER = "src/test/resources/paper.conf";
  private static final int FIRST = Integer.getInteger("almkd.paper.first", 0);
  private static final int SEEDS = Integer.getInteger("almkd.paper.seeds", 6);

  @TempDir static Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @Test
  void meansAndDifferencesAgreeWithTheReference() {
    List<JsonNode> reports = new ArrayList<>();
    for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
      reports.add(
          Runs.distil(folder, "seed-" + seed, PAPER, "run.seed=" + seed, "data.seed=" + seed));
    }
    List<Comparison> comparisons = comparisons(reports);
    comparisons.forEach(c -> System.out.println(c.line()));
    // Of ten comparisons of equal means one in twenty lies beyond 2: one may, none far.
    assertThat(comparisons).filteredOn(c -> c.distance() > 2).hasSizeLessThanOrEqualTo(1);
    assertThat(comparisons)
        .allSatisfy(c -> assertThat(c.distance()).as(c.line()).isLessThanOrEqualTo(3));
    assertThat(reports)
        .allSatisfy(
            report ->
                assertThat(report.at("/lambda/meanNoisy").asDouble())
                    .isGreaterThan(report.at("/lambda/meanClean").asDouble()));
  }

  @Test
  void filesOfTheReferenceGiveTheSamePicture() {
    for (int seed = 0; seed < 2; seed++) {
      JsonNode report =
          Runs.distil(
              folder,
              "file-" + seed,
              PAPER,
              "run.seed=" + seed,
              "data.source=csv",
              "data.noise.rate=0",
              "data.csv.path=src/test/resources/synthetic/seed-" + seed + ".csv.gz");
      Map<String, Double> accuracies = accuracies(report);
      System.out.println("file seed-" + seed + ": " + accuracies);
      assertThat(accuracies.get("teacher")).isBetween(80.0, 88.0);
      assertThat(accuracies.get("alm-kd")).isGreaterThan(accuracies.get("fixed .9") - 1);
      assertThat(report.at("/data/noisyRows").asInt()).isEqualTo(810);
      assertThat(report.at("/lambda/meanNoisy").asDouble())
          .isGreaterThan(report.at("/lambda/meanClean").asDouble());
    }
  }

  /** One measured mean beside the reference's, each with its standard error. */
  private record Comparison(String name, double mean, double sem, double reference, double refSem) {
    double distance() {
      return Math.abs(mean - reference) / Math.sqrt(sem * sem + refSem * refSem);
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%-22s %6.2f +- %.2f   reference %6.2f +- %.2f   %.2f standard errors apart",
          name,
          mean,
          sem,
          reference,
          refSem,
          distance());
    }
  }

  private static List<Comparison> comparisons(List<JsonNode> reports) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (JsonNode report : reports) {
      Map<String, Double> accuracies = accuracies(report);
      accuracies.forEach((k, v) -> values.computeIfAbsent(k, x -> new ArrayList<>()).add(v));
      difference(values, accuracies, "fixed .9", "labels");
      difference(values, accuracies, "fixed .1", "labels");
      difference(values, accuracies, "alm-kd", "labels");
      difference(values, accuracies, "alm-kd", "fixed .9");
      difference(values, accuracies, "alm-kd", "fixed .1");
    }
    Map<String, double[]> reference = new LinkedHashMap<>();
    reference.put("teacher", new double[] {84.11, .20});
    reference.put("labels", new double[] {79.77, .20});
    reference.put("fixed .1", new double[] {79.71, .21});
    reference.put("fixed .9", new double[] {78.01, .20});
    reference.put("alm-kd", new double[] {79.98, .19});
    reference.put("fixed .9 - labels", new double[] {-1.76, .18});
    reference.put("fixed .1 - labels", new double[] {-.06, .13});
    reference.put("alm-kd - labels", new double[] {.21, .13});
    reference.put("alm-kd - fixed .9", new double[] {1.97, .17});
    reference.put("alm-kd - fixed .1", new double[] {.27, .09});
    List<Comparison> comparisons = new ArrayList<>();
    reference.forEach(
        (name, ref) -> {
          List<Double> found = values.get(name);
          comparisons.add(new Comparison(name, mean(found), sem(found), ref[0], ref[1]));
        });
    return comparisons;
  }

  private static void difference(
      Map<String, List<Double>> values, Map<String, Double> run, String a, String b) {
    values.computeIfAbsent(a + " - " + b, k -> new ArrayList<>()).add(run.get(a) - run.get(b));
  }

  private static Map<String, Double> accuracies(JsonNode report) {
    Map<String, Double> percent = new LinkedHashMap<>();
    percent.put("teacher", 100 * Runs.testAccuracy(report.at("/teachers/big")));
    percent.put("labels", 100 * Runs.testAccuracy(report.at("/baselines/labels")));
    percent.put("fixed .1", 100 * Runs.testAccuracy(report.at("/baselines/fixed-0.1")));
    percent.put("fixed .9", 100 * Runs.testAccuracy(report.at("/baselines/fixed-0.9")));
    percent.put("alm-kd", 100 * Runs.testAccuracy(report.at("/student")));
    return percent;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static double sem(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1) / values.size());
  }
}
