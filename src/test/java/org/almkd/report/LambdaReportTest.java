package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.almkd.mixing.LambdaSums;
import org.junit.jupiter.api.Test;

class LambdaReportTest {
  @Test
  void averagesOverRowsAndTeachers() {
    // Flipped row (.8, .6); clean rows (.2, .4) and (.4, .2).
    LambdaReport report = new LambdaReport(sums(), List.of("big", "small"), true);
    assertThat(report.meanNoisy()).isEqualTo(0.7, within(1e-15));
    assertThat(report.meanClean()).isEqualTo(0.3, within(1e-15));
    assertThat(report.mean()).isEqualTo(2.6 / 6, within(1e-15));
    JsonNode json = Results.json(report.toJson());
    assertThat(json.get("mean").asDouble()).isEqualTo(report.mean());
    assertThat(json.get("meanNoisy").asDouble()).isEqualTo(report.meanNoisy());
    assertThat(json.get("meanClean").asDouble()).isEqualTo(report.meanClean());
    assertThat(json.at("/teachers/big").asDouble()).isEqualTo(1.4 / 3, within(1e-15));
    assertThat(json.at("/teachers/small").asDouble()).isEqualTo(1.2 / 3, within(1e-15));
    assertThat(json.has("labelWeight")).isFalse();
  }

  @Test
  void theLabelWeightOfAmalStandsApart() {
    // The first column belongs to the label.
    LambdaReport report = new LambdaReport(sums(), List.of("small"), true);
    assertThat(report.mean()).isEqualTo(1.2 / 3, within(1e-15));
    assertThat(report.meanNoisy()).isEqualTo(0.6, within(1e-15));
    JsonNode json = Results.json(report.toJson());
    assertThat(json.get("labelWeight").asDouble()).isEqualTo(1.4 / 3, within(1e-15));
    assertThat(json.at("/teachers/small").asDouble()).isEqualTo(1.2 / 3, within(1e-15));
    assertThat(json.get("teachers").size()).isEqualTo(1);
  }

  @Test
  void withoutCleanLabelsNobodyKnowsWhichAreFlipped() {
    LambdaReport report = new LambdaReport(sums(), List.of("big", "small"), false);
    assertThat(report.meanNoisy()).isNaN();
    JsonNode json = Results.json(report.toJson());
    assertThat(json.get("meanNoisy").isNull()).isTrue();
    assertThat(json.get("meanClean").isNull()).isTrue();
    assertThat(json.get("mean").isNumber()).isTrue();
  }

  @Test
  void theMeanOfNoFlippedRowsIsNull() {
    LambdaSums sums = new LambdaSums(1);
    sums.add(new double[] {0.5}, false);
    JsonNode json = Results.json(new LambdaReport(sums, List.of("big"), true).toJson());
    assertThat(json.get("meanNoisy").isNull()).isTrue();
    assertThat(json.get("meanClean").asDouble()).isEqualTo(0.5);
  }

  private static LambdaSums sums() {
    LambdaSums sums = new LambdaSums(2);
    sums.add(new double[] {0.8, 0.6}, true);
    sums.add(new double[] {0.2, 0.4}, false);
    sums.add(new double[] {0.4, 0.2}, false);
    return sums;
  }
}
