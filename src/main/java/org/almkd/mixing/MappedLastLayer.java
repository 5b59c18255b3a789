package org.almkd.mixing;

import java.util.List;
import java.util.stream.IntStream;
import org.almkd.data.FloatRows;
import org.almkd.data.MappedRowsWriter;
import org.almkd.data.SegmentFolders;
import org.almkd.data.Shard;
import org.almkd.model.Forward;
import org.almkd.model.Matrices;
import org.almkd.model.NetworkPool;
import org.almkd.model.NetworkSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The last layer on the rows of a shard that is too large for the heap: what the student makes of
 * them is written into mapped files of its own, and one chunk at a time is brought together. The
 * student sees the same batches as on the heap, hence the same numbers.
 */
final class MappedLastLayer implements LastLayerRows {
  private final FloatRows features;
  private final FloatRows logits;
  private final int[] labels;
  private final List<FloatRows> teachers_K;

  private MappedLastLayer(
      FloatRows features, FloatRows logits, int[] labels, List<FloatRows> teachers_K) {
    this.features = features;
    this.logits = logits;
    this.labels = labels;
    this.teachers_K = teachers_K;
  }

  /** Runs a student over the rows of a shard, which has at least one. */
  static MappedLastLayer of(
      Shard shard, NetworkSpec spec, int threads, float[] parameters, SegmentFolders folders) {
    return NetworkPool.with(
        spec,
        threads,
        network -> {
          network.loadParameters(parameters);
          try (Writers writers = new Writers(folders, shard.rows(), spec.layout().classes())) {
            Forward.each(network, shard.features(), writers);
            return new MappedLastLayer(
                writers.features.floats(),
                writers.logits.floats(),
                shard.labels(),
                shard.logits_K());
          }
        });
  }

  @Override
  public void with(int[] rows_N, Reader reader) {
    float[] gathered = gather(features, rows_N);
    INDArray features_NH =
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows_N.length, features.width()}, 'c');
    try {
      Matrices.write(gathered, 0, gathered.length, features_NH);
      reader.read(
          new LastLayer(
              features_NH,
              Forward.widen(gather(logits, rows_N)),
              IntStream.of(rows_N).map(row -> labels[row]).toArray(),
              teachers_K.stream()
                  .map(t -> Forward.widen(gather(t, rows_N)))
                  .toArray(double[][]::new)),
          IntStream.range(0, rows_N.length).toArray());
    } finally {
      features_NH.close();
    }
  }

  private static float[] gather(FloatRows rows, int[] rows_N) {
    return rows.select(rows_N).floats();
  }

  /** What a student makes of rows, on its way into files. */
  private static final class Writers implements Forward.Batches, AutoCloseable {
    private final SegmentFolders folders;
    private final int rows;
    private final int classes;
    private final MappedRowsWriter logits;
    private MappedRowsWriter features;

    Writers(SegmentFolders folders, int rows, int classes) {
      this.folders = folders;
      this.rows = rows;
      this.classes = classes;
      this.logits = MappedRowsWriter.ofFloats(folders, rows, classes);
    }

    @Override
    public void accept(int first, float[] features_BH, float[] logits_BC) {
      if (features == null) {
        int width = features_BH.length / (logits_BC.length / classes);
        features = MappedRowsWriter.ofFloats(folders, rows, width);
      }
      features.write(first, features_BH);
      logits.write(first, logits_BC);
    }

    @Override
    public void close() {
      logits.close();
      if (features != null) {
        features.close();
      }
    }
  }
}
