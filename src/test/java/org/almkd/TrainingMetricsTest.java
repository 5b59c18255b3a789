package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.almkd.storage.RetryCounter;
import org.almkd.train.TrainingListener;
import org.junit.jupiter.api.Test;

/** What a driver's numbers are; that they are shown is a matter of SparkMetricsPluginTest. */
class TrainingMetricsTest {
  private final TrainingMetrics metrics =
      new TrainingMetrics(Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC));

  @Test
  void aTrainingThatGoesOnBeginsAtTheEpochOfItsState() {
    TrainingListener training = metrics.of("student", 9);
    training.started(EpochStates.after(7));
    assertThat(metrics.value("student.epoch")).as("before its first round").isNaN();
    training.roundFinished(10, 1);
    assertThat(metrics.value("student.epoch")).isEqualTo(7);
    assertThat(metrics.value("student.epochs")).isEqualTo(9);
    TrainingListener next = metrics.of("student", 9);
    next.started(EpochStates.after(0));
    next.roundFinished(10, 1);
    assertThat(metrics.value("student.epoch")).isZero();
  }

  @Test
  void theLastCheckpointHasItsTime() {
    String name = "driver.last_checkpoint_timestamp_seconds";
    assertThat(TrainingMetrics.names()).contains(name);
    assertThat(metrics.value(name)).isNaN();
    metrics.checkpointWritten();
    assertThat(metrics.value(name)).isEqualTo(1_000);
  }

  @Test
  void retriesOfAllRunsAddUp() {
    String name = "driver.storage_retries_total";
    assertThat(TrainingMetrics.names()).contains(name);
    assertThat(metrics.value(name)).isZero();
    List<Counter> counters = List.of(new Counter(), new Counter());
    counters.forEach(metrics::countsRetries);
    counters.get(0).add();
    counters.get(1).add();
    counters.get(1).add();
    assertThat(metrics.value(name)).isEqualTo(3);
  }

  private static final class Counter implements RetryCounter {
    private static final long serialVersionUID = 1L;

    private long count;

    @Override
    public void add() {
      count++;
    }

    @Override
    public long count() {
      return count;
    }
  }
}
