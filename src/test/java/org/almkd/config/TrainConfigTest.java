package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two tests a record: what nobody wrote has the default, and every key reaches its own component.
 */
/** What nobody wrote has the default, and every key reaches its own component. */
class TrainConfigTest {
  static final AveragingConfig EVERY_FIVE_BATCHES = averaging(5, AveragingConfig.Unit.BATCHES);

  static AveragingConfig averaging(int count, AveragingConfig.Unit unit) {
    return new AveragingConfig(
        List.of(new AveragingConfig.Step(0, new AveragingConfig.Every(count, unit))),
        AveragingConfig.Master.ROUNDS);
  }

  static TrainConfig train(int epochs, int batch, LearningRate rate) {
    return new TrainConfig(1, epochs, batch, rate, 0.9, 5e-4, EarlyStop.NONE, EVERY_FIVE_BATCHES);
  }

  @Test
  void trainHasDefaults() {
    assertThat(read("").train()).isEqualTo(train(100, 128, new LearningRate.Cosine(0.01, 100)));
  }

  @Test
  void everyKeyOfTrainIsMapped() {
    String added =
        """
        data.split.selection = 0.5
        train { workers = 2, epochs = 3, batch-size = 4, momentum = 0.5, weight-decay = 0.6, early-stop = best-validation
          learning-rate { kind = multi-step, initial = 0.7, length = 8, milestones = [9, 10], factor = 0.11 }
          averaging { every = 1 epoch, master = rounds } }
        """;
    TrainConfig train = read(added).train();
    assertThat(train)
        .isEqualTo(
            new TrainConfig(
                2,
                3,
                4,
                new LearningRate.MultiStep(0.7, List.of(9, 10), 0.11),
                0.5,
                0.6,
                EarlyStop.BEST_VALIDATION,
                averaging(1, AveragingConfig.Unit.EPOCHS)));
    assertThat(train.batchSizePerWorker()).isEqualTo(2);
  }

  @Test
  void everyMasterIsMapped() {
    assertThat(read("train.averaging.master = dl4j").train().averaging().master())
        .isEqualTo(AveragingConfig.Master.DL4J);
  }

  @Test
  void lengthOfTheCosineIsMapped() {
    assertThat(read("train.learning-rate.length = 7").train().learningRate())
        .isEqualTo(new LearningRate.Cosine(0.01, 7));
  }

  @Test
  void averagingMayBeASchedule() {
    String added =
        "train.averaging.every = [{ from-epoch = 0, every = 1 batch }, { from-epoch = 2, every = 1 epoch }]";
    AveragingConfig averaging = read(added).train().averaging();
    AveragingConfig.Every batch = new AveragingConfig.Every(1, AveragingConfig.Unit.BATCHES);
    assertThat(averaging.every(0)).isEqualTo(batch);
    assertThat(averaging.every(1)).isEqualTo(batch);
    assertThat(averaging.every(2))
        .isEqualTo(new AveragingConfig.Every(1, AveragingConfig.Unit.EPOCHS));
  }

  @Test
  void averagingScheduleBeginsAtEpochZero() {
    assertThatThrownBy(() -> new AveragingConfig(List.of(), AveragingConfig.Master.ROUNDS))
        .hasMessage("The averaging schedule is []; expected from-epoch 0 first, then increasing");
  }
}
