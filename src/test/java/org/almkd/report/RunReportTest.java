package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.data.Split;
import org.almkd.mixing.LambdaSums;
import org.junit.jupiter.api.Test;

class RunReportTest {
  private static final RunConfig CONFIG =
      RunConfigReader.read(
          "run.conf",
          "run { name = nightly, seed = 5 }, data { source = csv, csv.path = rows.csv,"
              + " classes = 3, seed = 6 }, teachers = [{ name = big }]",
          List.of());

  @Test
  void hasTheNamesThatUsersReadBy() {
    JsonNode json = Results.json(report(0, true).toJson());
    assertThat(json.get("runId").asText()).isEqualTo("nightly-1");
    assertThat(json.get("method").asText()).isEqualTo("alm-kd");
    assertThat(json.get("seed").asLong()).isEqualTo(5);
    assertThat(json.get("dataSeed").asLong()).isEqualTo(6);
    assertThat(json.get("configDigest").asText()).isEqualTo(CONFIG.digest());
    assertThat(json.get("dataDigest").asText()).isEqualTo("d1d2d3d4d5d6d7d8");
    assertThat(json.get("parametersSha256").asText()).isEqualTo("abc123");
    assertThat(json.at("/student/test/accuracy/last").asDouble()).isEqualTo(0.6);
    assertThat(json.at("/student/test/accuracy/bestValidation").asDouble()).isEqualTo(0.7);
    assertThat(json.at("/student/test/accuracy/oracle").asDouble()).isEqualTo(0.7);
    assertThat(json.at("/teachers/big/test/accuracy/last").asDouble()).isEqualTo(0.9);
    assertThat(json.at("/baselines/labels/test/accuracy/last").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/lambda/mean").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/lambda/meanNoisy").asDouble()).isEqualTo(0.75);
    assertThat(json.at("/lambda/meanClean").asDouble()).isEqualTo(0.25);
    assertThat(json.get("versions").fieldNames())
        .toIterable()
        .contains("almkd", "spark", "deeplearning4j", "java");
  }

  @Test
  void countsTheRows() {
    JsonNode data = Results.json(report(4, true).toJson()).get("data");
    assertThat(data.get("trainRows").asInt()).isEqualTo(80);
    assertThat(data.get("validationRows").asInt()).isEqualTo(10);
    assertThat(data.get("selectionRows").asInt()).isEqualTo(4);
    assertThat(data.get("testRows").asInt()).isEqualTo(20);
    assertThat(data.get("classes").asInt()).isEqualTo(3);
    assertThat(data.get("features").asInt()).isEqualTo(2);
    assertThat(data.get("noisyRows").asInt()).isEqualTo(8);
    assertThat(Results.json(report(4, false).toJson()).at("/data/noisyRows").isNull()).isTrue();
  }

  @Test
  void saysWhetherTheLambdasSawWhatSelects() {
    assertThat(Results.json(report(0, true).toJson()).get("bestValidationTitle").asText())
        .isEqualTo("seen by the lambdas");
    assertThat(Results.json(report(4, true).toJson()).get("bestValidationTitle").asText())
        .isEqualTo("best on the selection share of validation");
  }

  @Test
  void equalResultsGiveEqualBytes() {
    assertThat(report(0, true).toJson()).isEqualTo(report(0, true).toJson());
    assertThat(report(0, true).metrics()).isEqualTo(report(0, true).metrics());
  }

  @Test
  void metricsHaveALineANetworkAndEpoch() {
    List<JsonNode> lines =
        new String(report(0, true).metrics(), UTF_8)
            .lines()
            .map(line -> Results.json(line.getBytes(UTF_8)))
            .toList();
    // The teacher comes from elsewhere: it has no epochs.
    assertThat(lines.stream().map(l -> l.get("network").asText() + " " + l.get("epoch")))
        .containsExactly("student 1", "student 2", "baselines.labels 1");
    JsonNode second = lines.get(1);
    assertThat(second.get("trainLoss").asDouble()).isEqualTo(1);
    assertThat(second.get("learningRate").asDouble()).isEqualTo(0.01);
    assertThat(second.at("/test/accuracy").asDouble()).isEqualTo(0.6);
    assertThat(second.at("/validation/accuracy").asDouble()).isEqualTo(0.7);
  }

  @Test
  void metricsAndSummaryNameWhatWasTrainedBefore() {
    NetworkReport mid = Results.network("mid", Results.epoch(1, 0.3, 0.25));
    Lineage lineage =
        new Lineage(List.of(new Lineage.Ancestor(mid, "networks/k")), List.of(), List.of());
    RunReport plain = report(0, true);
    RunReport report =
        new RunReport(
            plain.runId(),
            plain.config(),
            plain.data(),
            plain.student(),
            plain.teachers(),
            plain.baselines(),
            Map.of("student", lineage, "baselines.labels", lineage),
            plain.lambda(),
            plain.doubt(),
            plain.storeKeys());
    assertThat(new String(report.metrics(), UTF_8).lines().map(RunReportTest::network))
        .containsExactly(
            "student.assistants.mid",
            "student",
            "student",
            "baselines.labels.assistants.mid",
            "baselines.labels");
    assertThat(report.summary("runs/nightly-1", new StageTimes()))
        .anyMatch(line -> line.matches(" +assistant mid +25.00 %"));
  }

  private static String network(String line) {
    return Results.json(line.getBytes(UTF_8)).get("network").asText();
  }

  @Test
  void theSummaryNamesFolderAccuraciesLambdasAndTimes() {
    StageTimes times = new StageTimes();
    times.run("data", () -> 1);
    times.run("training", () -> 1);
    List<String> summary = report(0, true).summary("runs/nightly-1", times);
    assertThat(summary.get(0)).isEqualTo("results: runs/nightly-1");
    assertThat(summary)
        .anyMatch(line -> line.matches(" +teacher big +90.00 %"))
        .anyMatch(line -> line.matches(" +student \\(alm-kd\\) +60.00 %"))
        .anyMatch(line -> line.matches(" +baseline labels +50.00 %"))
        .contains("mean lambda: flipped rows 0.750, clean rows 0.250, all rows 0.500")
        .contains("student parameters: sha256 abc123");
    assertThat(summary.get(summary.size() - 1))
        .matches("seconds: data [0-9.]+, training [0-9.]+, total [0-9.]+");
  }

  private static RunReport report(int selectionRows, boolean cleanLabelsKnown) {
    LambdaSums sums = new LambdaSums(1);
    sums.add(new double[] {0.75}, true);
    sums.add(new double[] {0.25}, false);
    return new RunReport(
        "nightly-1",
        CONFIG,
        Results.data(selectionRows, cleanLabelsKnown),
        Results.network("student", Results.epoch(1, 0.8, 0.7), Results.epoch(2, 0.7, 0.6)),
        List.of(
            NetworkReport.of(
                "big",
                "logits",
                Map.of(Split.TEST, Results.evaluation(0.9, 20)),
                Split.VALIDATION)),
        List.of(Results.network("labels", Results.epoch(1, 0.6, 0.5))),
        Map.of(),
        Optional.of(new LambdaReport(sums, List.of("big"), cleanLabelsKnown)),
        Optional.empty(),
        Map.of("data", "data/d1"));
  }
}
