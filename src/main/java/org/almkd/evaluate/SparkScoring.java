package org.almkd.evaluate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.almkd.data.BlockReader;
import org.almkd.data.PreparedData;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.loss.Softmax;
import org.almkd.model.Forward;
import org.almkd.model.SharedNetwork;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** Applies an exported network to stored rows: predictions as Parquet, or measures of them. */
public final class SparkScoring {
  private final JavaSparkContext spark;
  private final SharedNetwork network;
  private final PreparedData data;

  /** Prepares to apply a network to some rows. */
  public SparkScoring(JavaSparkContext spark, SharedNetwork network, PreparedData data) {
    this.spark = spark;
    this.network = network;
    this.data = data;
  }

  /**
   * Writes predictions of all test rows: Parquet {@code id, key, class, className, probabilities},
   * one file a block. A task that runs twice writes the same bytes to the same name.
   *
   * @param storage where to write
   * @param folder folder of the files
   * @return the files
   */
  public List<ManifestEntry> predict(Storage storage, String folder) {
    List<Integer> blocks = blocks(Split.TEST);
    return spark
        .parallelize(blocks, Math.max(1, blocks.size()))
        .map(new PredictTask(network, data.reader(), data.classNames(), storage, folder))
        .collect();
  }

  /** Evaluates the network on every split that has rows. */
  public Map<Split, Evaluation> evaluate(int calibrationBins) {
    Map<Split, Evaluation> evaluations = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      List<Integer> blocks = blocks(split);
      if (!blocks.isEmpty()) {
        EvaluationSums sums = new EvaluationSums(calibrationBins);
        spark
            .parallelize(blocks, blocks.size())
            .map(new EvaluateTask(network, data.reader(), split, calibrationBins))
            .collect()
            .forEach(sums::merge);
        evaluations.put(split, sums.evaluation());
      }
    }
    return evaluations;
  }

  private List<Integer> blocks(Split split) {
    return IntStream.range(0, data.blocks(split).size()).boxed().toList();
  }

  /** Executor side: the predictions of one block. */
  private static final class PredictTask implements Function<Integer, ManifestEntry> {
    private final SharedNetwork network;
    private final BlockReader data;
    private final List<String> classNames;
    private final Storage storage;
    private final String folder;

    PredictTask(
        SharedNetwork network,
        BlockReader data,
        List<String> classNames,
        Storage storage,
        String folder) {
      this.network = network;
      this.data = data;
      this.classNames = classNames;
      this.storage = storage;
      this.folder = folder;
    }

    @Override
    public ManifestEntry call(Integer number) {
      RowBlock rows = data.read(Split.TEST, number);
      double[] logits = Forward.widen(network.with(n -> n.logits(rows.features())));
      byte[] file = table(rows, logits, data.keys(Split.TEST, number)).toBytes();
      String name = "part-%05d.parquet".formatted(number);
      storage.replace(folder + "/" + name, file);
      return new ManifestEntry(name, file.length, Sha256.of(file), rows.rows());
    }

    private ParquetTable table(RowBlock rows, double[] logits, List<String> keys) {
      int classes = network.classes();
      int[] best = new int[rows.rows()];
      String[] names = new String[rows.rows()];
      float[] probabilities = new float[logits.length];
      double[] softmax_C = new double[classes];
      for (int i = 0; i < rows.rows(); i++) {
        Softmax.write(logits, i * classes, classes, 1, softmax_C, 0);
        for (int c = 0; c < classes; c++) {
          probabilities[i * classes + c] = (float) softmax_C[c];
          best[i] = softmax_C[c] > softmax_C[best[i]] ? c : best[i];
        }
        names[i] = classNames.get(best[i]);
      }
      return ParquetTable.builder(rows.rows())
          .longs("id", rows.ids())
          .texts("key", keys.toArray(String[]::new))
          .ints("class", best)
          .texts("className", names)
          .floatLists("probabilities", probabilities, classes)
          .build();
    }
  }

  /** Executor side: the sums of one block. */
  private static final class EvaluateTask implements Function<Integer, EvaluationSums> {
    private final SharedNetwork network;
    private final BlockReader data;
    private final Split split;
    private final int calibrationBins;

    EvaluateTask(SharedNetwork network, BlockReader data, Split split, int calibrationBins) {
      this.network = network;
      this.data = data;
      this.split = split;
      this.calibrationBins = calibrationBins;
    }

    @Override
    public EvaluationSums call(Integer number) {
      RowBlock rows = data.read(split, number);
      float[] logits = network.with(n -> n.logits(rows.features()));
      return new EvaluationSums(calibrationBins).add(Forward.widen(logits), rows.labels());
    }
  }
}
