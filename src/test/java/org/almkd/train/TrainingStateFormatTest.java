package org.almkd.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.Replica;
import org.almkd.storage.StorageException;
import org.junit.jupiter.api.Test;

class TrainingStateFormatTest {
  @Test
  void everyNumberComesBackToTheBit() {
    TrainingState state = state();
    TrainingState read = read(bytes(state));
    assertThat(bytes(read)).isEqualTo(bytes(state));
    assertBits(read.replica().parameters(), state.replica().parameters());
    assertBits(read.replica().optimizerState(), state.replica().optimizerState());
    assertThat(read.lambdas().columns()).isEqualTo(2);
    assertBits(read.lambdas().columns_RN()[0], state.lambdas().columns_RN()[0]);
    assertBits(read.lambdas().columns_RN()[1], state.lambdas().columns_RN()[1]);
    assertThat(read.epoch()).isEqualTo(7);
    assertThat(read.batch()).isEqualTo(3);
    assertThat(read.lossSum()).isEqualTo(1 / 3.0);
    assertThat(read.lossRows()).isEqualTo(1L << 40);
    assertThat(read.best().orElseThrow().epochs()).isEqualTo(5);
    assertThat(read.best().orElseThrow().accuracy()).isEqualTo(0.1 + 0.2);
    assertBits(read.best().orElseThrow().parameters(), state.best().orElseThrow().parameters());
    assertThat(read.metrics()).isEqualTo(state.metrics());
    assertThat(new ArrayList<>(read.metrics().get(0).evaluations().keySet()))
        .as("in the order in which reports list them")
        .containsExactly(Split.TEST, Split.VALIDATION);
  }

  @Test
  void aStartThatLearnsNothingComesBack() {
    TrainingState start = TrainingState.start(new float[0], LambdaTable.EMPTY);
    TrainingState read = read(bytes(start));
    assertThat(read.best()).isEmpty();
    assertThat(read.metrics()).isEmpty();
    assertThat(read.lambdas().columns()).isZero();
    assertThat(read.replica().parameters()).isEmpty();
  }

  @Test
  void arraysLongerThanTheBufferComeBack() {
    float[] parameters = new float[100_003];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) Math.sin(i);
    }
    TrainingState read = read(bytes(TrainingState.start(parameters, LambdaTable.EMPTY)));
    assertBits(read.replica().parameters(), parameters);
  }

  @Test
  void whatIsCutOffIsRefusedWhereverItIs() {
    byte[] whole = bytes(state());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("%d bytes", length)
          .isInstanceOf(StorageException.class)
          .hasMessageMatching("it ends before its numbers do|an array is longer than the file");
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("does not end where it should");
  }

  @Test
  void anotherVersionIsNamed() {
    byte[] other = bytes(state());
    ByteBuffer.wrap(other).putInt(4, 2);
    assertThatThrownBy(() -> read(other))
        .hasMessageContaining("it has version 2 of the format, and this almkd reads 1");
  }

  @Test
  void anotherKindOfFileIsRefused() {
    assertThatThrownBy(() -> read("{ \"manifest\": {} }".getBytes(UTF_8)))
        .hasMessageContaining("it is no state of a training");
  }

  @Test
  void aLengthThatTheFileCannotHoldTakesNoMemory() {
    byte[] hostile = bytes(TrainingState.start(new float[] {1, 2}, LambdaTable.EMPTY));
    // After magic, version, epoch, batch, loss and rows.
    ByteBuffer.wrap(hostile).putInt(32, Integer.MAX_VALUE);
    assertThatThrownBy(() -> read(hostile)).hasMessageContaining("longer than the file");
    ByteBuffer.wrap(hostile).putInt(32, -1);
    assertThatThrownBy(() -> read(hostile)).hasMessageContaining("longer than the file");
  }

  static TrainingState state() {
    Map<Split, Evaluation> evaluations = new LinkedHashMap<>();
    evaluations.put(Split.TEST, new Evaluation(10, 0.1, 0.5, Double.MIN_VALUE, -0.0));
    evaluations.put(Split.VALIDATION, new Evaluation(11, 1 / 3.0, 1, Math.PI, Double.NaN));
    List<EpochMetrics> metrics = new ArrayList<>();
    for (int e = 1; e <= 7; e++) {
      metrics.add(new EpochMetrics(e, 0.1 / e, Math.sqrt(e), e == 1 ? evaluations : Map.of()));
    }
    return new TrainingState(
        new Replica(
            new float[] {1, -0f, Float.MIN_VALUE, Float.intBitsToFloat(0x7fc00123)},
            new float[] {Float.MAX_VALUE, 0.1f, Float.NEGATIVE_INFINITY, 3}),
        new LambdaTable(new float[][] {{0, 1, 0.1f}, {0.3f, 1e-7f, 0}}),
        7,
        3,
        1 / 3.0,
        1L << 40,
        Optional.of(new TrainingState.Best(5, 0.1 + 0.2, new float[] {4, 3, 2, 1})),
        metrics);
  }

  static byte[] bytes(TrainingState state) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      TrainingStateFormat.write(state, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrainingState read(byte[] bytes) {
    try {
      return TrainingStateFormat.read(new ByteArrayInputStream(bytes), bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static void assertBits(float[] found, float[] expected) {
    assertThat(found.length).isEqualTo(expected.length);
    for (int i = 0; i < found.length; i++) {
      assertThat(Float.floatToRawIntBits(found[i])).isEqualTo(Float.floatToRawIntBits(expected[i]));
    }
  }
}
