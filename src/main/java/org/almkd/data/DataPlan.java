package org.almkd.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.almkd.config.DataConfig;
import org.almkd.config.RowLimits;
import org.almkd.storage.Sha256;

/**
 * What the driver decided after the first pass, small enough to be sent to every task: split, label
 * and block of each row as functions of the row.
 *
 * @param kept which rows are used
 * @param splits split of each row
 * @param noise given label of each row
 * @param blocks block of each row
 * @param kind features like those of the rows
 * @param keyed whether ids are text, so that keys are kept
 * @param cleanKnown whether rows have clean labels
 */
record DataPlan(
    KeptRows kept,
    SplitRule splits,
    LabelNoise noise,
    BlockPlan blocks,
    Features kind,
    boolean keyed,
    boolean cleanKnown)
    implements Serializable {
  /** Changes whenever the same configuration and rows would give other files. */
  private static final int FORMAT = 2;

  static DataPlan of(
      IndexChunk rows,
      KeptRows kept,
      SplitRule splits,
      LabelNoise noise,
      SourceSchema schema,
      List<SplitIndex> indexes) {
    boolean cleanKnown = schema.cleanLabels() || noise.changesLabels();
    return new DataPlan(
        kept,
        splits,
        noise,
        BlockPlan.of(indexes, schema.width()),
        schema.kind(),
        rows.textIds(),
        cleanKnown);
  }

  /** D. */
  int width() {
    return kind.width();
  }

  /**
   * Ids and given labels of each split, in code order; the arrays follow ids in ascending order.
   */
  static List<SplitIndex> indexes(
      RowIndex rows, SplitRule splits, LabelNoise noise, boolean cleanKnown) {
    List<SplitIndex> indexes = new ArrayList<>();
    for (Split split : Split.values()) {
      long[] ids = rows.idsInSplit(splits, split);
      Arrays.parallelSort(ids);
      indexes.add(
          new SplitIndex(split, ids, new int[ids.length], new int[cleanKnown ? ids.length : 0]));
    }
    for (int i = 0; i < rows.rows(); i++) {
      long id = rows.ids()[i];
      Split split = splits.of(id, rows.splits()[i]);
      SplitIndex index = indexes.get(split.code());
      int place = Arrays.binarySearch(index.ids(), id);
      index.labels()[place] = noise.given(id, split, rows.labels()[i]);
      if (cleanKnown) {
        index.cleanLabels()[place] =
            rows.cleanLabels().length > 0 ? rows.cleanLabels()[i] : rows.labels()[i];
      }
    }
    return indexes;
  }

  /** Rows whose given label is not the clean one. */
  static int noisyRows(SplitIndex index) {
    return (int)
        IntStream.range(0, index.cleanLabels().length)
            .filter(i -> index.labels()[i] != index.cleanLabels()[i])
            .count();
  }

  /**
   * Key of the store's entry: the settings that change the result, and the rows as they stand in
   * the source.
   */
  static String key(DataConfig config, SourceSchema schema, List<String> classNames, long digest) {
    List<String> settings = new ArrayList<>();
    settings.add("format " + FORMAT);
    settings.add("seed " + config.seed());
    settings.add("standardize " + config.standardize());
    settings.add("split " + config.split() + " test given " + schema.testGiven());
    settings.add("noise " + config.noise());
    settings.add("clean labels " + schema.cleanLabels());
    settings.add("features " + PreparedData.text(schema.featureColumns()));
    settings.add("classes " + PreparedData.text(classNames));
    schema.pixels().ifPresent(pixels -> settings.add("pixels " + pixels.text()));
    if (!config.limits().equals(RowLimits.NONE)) {
      settings.add("limits " + config.limits());
    }
    settings.add("rows " + RowDigest.text(digest));
    return Sha256.of(String.join("\n", settings)).substring(0, 32);
  }
}
