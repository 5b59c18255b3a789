package org.almkd.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.Replica;
import org.almkd.storage.DamagedFileException;

/**
 * A {@link TrainingState} as bytes, all numbers to the bit, the most significant byte first: {@code
 * magic, version, epoch, batch, lossSum, lossRows, parameters, optimizer state, lambda columns,
 * best network, metrics of all epochs, magic}. An array is its length and its numbers. About 8 P +
 * 4 R N bytes, and 4 P where there is a best network.
 */
final class TrainingStateFormat {
  /** Version that this code writes and reads. */
  static final int VERSION = 1;

  private static final int MAGIC = 0x414c4d54;
  private static final int PIECE = 1 << 14;

  private TrainingStateFormat() {}

  /** Writes a state; the stream stays open. */
  static void write(TrainingState state, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(MAGIC);
    data.writeInt(VERSION);
    data.writeInt(state.epoch());
    data.writeInt(state.batch());
    data.writeDouble(state.lossSum());
    data.writeLong(state.lossRows());
    write(state.replica().parameters(), data);
    write(state.replica().optimizerState(), data);
    data.writeInt(state.lambdas().columns());
    for (float[] column : state.lambdas().columns_RN()) {
      write(column, data);
    }
    data.writeBoolean(state.best().isPresent());
    if (state.best().isPresent()) {
      TrainingState.Best best = state.best().get();
      data.writeInt(best.epochs());
      data.writeDouble(best.accuracy());
      write(best.parameters(), data);
    }
    data.writeInt(state.metrics().size());
    for (EpochMetrics metrics : state.metrics()) {
      write(metrics, data);
    }
    data.writeInt(MAGIC);
    data.flush();
  }

  /**
   * Reads a state.
   *
   * @param bytes how many there are; nothing longer is believed
   * @throws DamagedFileException if these bytes are no whole state of this version
   */
  static TrainingState read(InputStream in, long bytes) throws IOException {
    try {
      return read(new DataInputStream(in), bytes);
    } catch (EOFException e) {
      throw new DamagedFileException("it ends before its numbers do", e);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException("its numbers do not fit one another", e);
    }
  }

  private static TrainingState read(DataInputStream data, long bytes) throws IOException {
    require(data.readInt() == MAGIC, "it is no state of a training");
    int version = data.readInt();
    require(
        version == VERSION,
        "it has version %d of the format, and this almkd reads %d".formatted(version, VERSION));
    int epoch = data.readInt();
    int batch = data.readInt();
    double lossSum = data.readDouble();
    long lossRows = data.readLong();
    require(epoch >= 0 && batch >= 0 && lossRows >= 0, "a count is below 0");
    Replica replica = new Replica(numbers(data, bytes), numbers(data, bytes));
    float[][] columns = new float[count(data, bytes / Float.BYTES)][];
    for (int r = 0; r < columns.length; r++) {
      columns[r] = numbers(data, bytes);
    }
    Optional<TrainingState.Best> best = Optional.empty();
    if (data.readBoolean()) {
      best =
          Optional.of(
              new TrainingState.Best(data.readInt(), data.readDouble(), numbers(data, bytes)));
    }
    List<EpochMetrics> metrics = new ArrayList<>();
    for (int e = count(data, bytes); e > 0; e--) {
      metrics.add(metrics(data));
    }
    require(data.readInt() == MAGIC && data.read() == -1, "it does not end where it should");
    return new TrainingState(
        replica, new LambdaTable(columns), epoch, batch, lossSum, lossRows, best, metrics);
  }

  private static void write(float[] numbers, DataOutputStream out) throws IOException {
    out.writeInt(numbers.length);
    ByteBuffer piece = ByteBuffer.allocate(Float.BYTES * PIECE);
    for (int from = 0; from < numbers.length; from += PIECE) {
      int length = Math.min(PIECE, numbers.length - from);
      piece.asFloatBuffer().put(numbers, from, length);
      out.write(piece.array(), 0, Float.BYTES * length);
    }
  }

  private static float[] numbers(DataInputStream in, long bytes) throws IOException {
    float[] numbers = new float[count(in, bytes / Float.BYTES)];
    ByteBuffer piece = ByteBuffer.allocate(Float.BYTES * PIECE);
    for (int from = 0; from < numbers.length; from += PIECE) {
      int length = Math.min(PIECE, numbers.length - from);
      in.readFully(piece.array(), 0, Float.BYTES * length);
      piece.asFloatBuffer().get(numbers, from, length);
    }
    return numbers;
  }

  private static void write(EpochMetrics metrics, DataOutputStream out) throws IOException {
    out.writeInt(metrics.epochs());
    out.writeDouble(metrics.learningRate());
    out.writeDouble(metrics.trainLoss());
    out.writeInt(metrics.evaluations().size());
    for (Map.Entry<Split, Evaluation> entry : metrics.evaluations().entrySet()) {
      Evaluation evaluation = entry.getValue();
      out.writeUTF(entry.getKey().name());
      out.writeLong(evaluation.rows());
      out.writeDouble(evaluation.accuracy());
      out.writeDouble(evaluation.topFive());
      out.writeDouble(evaluation.negativeLogLikelihood());
      out.writeDouble(evaluation.calibrationError());
    }
  }

  private static EpochMetrics metrics(DataInputStream in) throws IOException {
    int epochs = in.readInt();
    double learningRate = in.readDouble();
    double trainLoss = in.readDouble();
    Map<Split, Evaluation> evaluations = new LinkedHashMap<>();
    for (int s = count(in, Split.values().length); s > 0; s--) {
      Split split = split(in.readUTF());
      evaluations.put(
          split,
          new Evaluation(
              in.readLong(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
    }
    return new EpochMetrics(epochs, learningRate, trainLoss, evaluations);
  }

  private static Split split(String name) {
    try {
      return Split.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException("it names a split that does not exist", e);
    }
  }

  private static int count(DataInputStream in, long most) throws IOException {
    int count = in.readInt();
    require(count >= 0 && count <= most, "an array is longer than the file");
    return count;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new DamagedFileException(otherwise);
    }
  }
}
