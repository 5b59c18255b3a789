package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.almkd.train.TrainingPart;
import org.junit.jupiter.api.Test;

class StageTimesTest {
  @Test
  void partsOfAllTrainingsAddUp() {
    StageTimes times = new StageTimes();
    times.spent(TrainingPart.STEPS, 4);
    times.spent(TrainingPart.EVALUATIONS, 1);
    times.spent(TrainingPart.STEPS, 3);
    times.spent(TrainingPart.ROUNDS, 2);
    assertThat(times.shares()).isEqualTo("steps 70 %, rounds 20 %, evaluations 10 %");
    JsonNode json = Json.parse("timings.json", times.toJson(2));
    assertThat(json.path("storageRetries").asLong()).isEqualTo(2);
    JsonNode training = json.path("training");
    assertThat(training.path("steps").asDouble()).isEqualTo(7);
    assertThat(training.path("rounds").asDouble()).isEqualTo(2);
    assertThat(training.has("lambda passes")).isFalse();
  }

  @Test
  void withoutTrainingThereAreNoShares() {
    assertThat(new StageTimes().shares()).isEmpty();
  }

  @Test
  void stagesOfTheSameNameAddUp() {
    StageTimes times = new StageTimes();
    assertThat(times.run("data", () -> 1)).isEqualTo(1);
    times.run("data", () -> 2);
    assertThat(times.seconds()).containsOnlyKeys("data");
  }
}
