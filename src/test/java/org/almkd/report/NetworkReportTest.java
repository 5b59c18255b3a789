package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.almkd.data.Split;
import org.almkd.train.EpochMetrics;
import org.junit.jupiter.api.Test;

class NetworkReportTest {
  /** Best on validation at epoch 2 (before its equal, 4), on test at epoch 3. */
  private static final NetworkReport REPORT =
      Results.network(
          "student",
          Results.epoch(1, 0.5, 0.4),
          Results.epoch(2, 0.8, 0.6),
          Results.epoch(3, 0.7, 0.9),
          Results.epoch(4, 0.8, 0.7));

  @Test
  void tellsLastBestValidationAndOracleApart() {
    JsonNode accuracy = Results.json(REPORT.toJson()).at("/test/accuracy");
    assertThat(accuracy.get("last").asDouble()).isEqualTo(0.7);
    assertThat(accuracy.get("bestValidation").asDouble()).isEqualTo(0.6);
    assertThat(accuracy.get("oracle").asDouble()).isEqualTo(0.9);
    JsonNode validation = Results.json(REPORT.toJson()).at("/validation/accuracy");
    assertThat(validation.get("last").asDouble()).isEqualTo(0.8);
    assertThat(validation.get("oracle").asDouble()).isEqualTo(0.7);
  }

  @Test
  void theEarlierOfTwoEqualEpochsIsTheBest() {
    JsonNode json = Results.json(REPORT.toJson());
    assertThat(json.get("bestValidationEpoch").asInt()).isEqualTo(2);
    assertThat(json.get("oracleEpoch").asInt()).isEqualTo(3);
  }

  @Test
  void everyMeasureIsOfTheEpochThatAccuracyChose() {
    JsonNode test = Results.json(REPORT.toJson()).get("test");
    assertThat(test.get("rows").asInt()).isEqualTo(20);
    assertThat(test.at("/topFive/bestValidation").asDouble()).isEqualTo(0.6 + 0.1);
    assertThat(test.at("/negativeLogLikelihood/oracle").asDouble()).isEqualTo(9);
    assertThat(test.at("/calibrationError/last").asDouble()).isEqualTo(0.7 / 10);
  }

  @Test
  void theSelectingSplitChooses() {
    EpochMetrics first = withSelection(1, 0.9, 0.3);
    EpochMetrics second = withSelection(2, 0.4, 0.8);
    NetworkReport report =
        new NetworkReport(
            "s", "mlp", "bestValidation", "", List.of(first, second), Split.SELECTION);
    JsonNode json = Results.json(report.toJson());
    assertThat(json.at("/test/accuracy/bestValidation").asDouble()).isEqualTo(0.3);
    assertThat(json.at("/selection/accuracy/last").asDouble()).isEqualTo(0.4);
    assertThat(json.get("result").asText()).isEqualTo("bestValidation");
    assertThat(json.has("parametersSha256")).isFalse();
  }

  @Test
  void numbersThatJsonCannotHoldBecomeNull() {
    NetworkReport report =
        Results.network("s", Results.epoch(1, 0.5, Double.NaN), Results.epoch(2, 0.4, 0.3));
    JsonNode accuracy = Results.json(report.toJson()).at("/test/accuracy");
    assertThat(accuracy.get("bestValidation").isNull()).isTrue();
    assertThat(accuracy.get("last").asDouble()).isEqualTo(0.3);
  }

  @Test
  void epochsThatWereNotEvaluatedDoNotCount() {
    NetworkReport report =
        Results.network("s", Results.epoch(1, 0.5, 0.4), new EpochMetrics(2, 0.01, 1, Map.of()));
    assertThat(report.epochs()).hasSize(1);
    assertThat(report.lastTestAccuracy()).isEqualTo(0.4);
    assertThat(report.validationAccuracy()).isEqualTo(0.5);
  }

  @Test
  void splitsWithoutRowsAreLeftOut() {
    NetworkReport report =
        NetworkReport.of(
            "t", "logits", Map.of(Split.VALIDATION, Results.evaluation(0.5, 10)), Split.VALIDATION);
    JsonNode json = Results.json(report.toJson());
    assertThat(json.has("test")).isFalse();
    assertThat(json.has("oracleEpoch")).isFalse();
    assertThat(json.at("/validation/accuracy/last").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/validation/accuracy/oracle").isNull()).isTrue();
    assertThat(report.lastTestAccuracy()).isNaN();
  }

  private static EpochMetrics withSelection(int epoch, double selection, double test) {
    return new EpochMetrics(
        epoch,
        0.01,
        1,
        Map.of(
            Split.SELECTION,
            Results.evaluation(selection, 5),
            Split.TEST,
            Results.evaluation(test, 20)));
  }
}
