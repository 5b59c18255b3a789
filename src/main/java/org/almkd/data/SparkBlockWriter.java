package org.almkd.data;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.apache.spark.api.java.function.Function2;

/** Writes each block as one Parquet file straight under its final name, from the task. */
final class SparkBlockWriter
    implements Function2<Integer, Iterator<RowBatch>, Iterator<SparkBlockWriter.Written>> {
  private static final long serialVersionUID = 1L;

  private final Attempt attempt;
  private final DataPlan plan;

  /**
   * A block that was written.
   *
   * @param entry its file
   * @param digest sum of the hashes of its rows
   */
  record Written(ManifestEntry entry, long digest) implements Serializable {}

  SparkBlockWriter(Attempt attempt, DataPlan plan) {
    this.attempt = attempt;
    this.plan = plan;
  }

  @Override
  public Iterator<Written> call(Integer block, Iterator<RowBatch> batches) {
    RowBatch batch = batches.next();
    Split split = plan.blocks().split(block);
    ManifestEntry entry =
        attempt.write(
            PreparedData.blockStem(split, plan.blocks().index(block)),
            ".parquet",
            table(batch).toBytes(),
            batch.rows);
    return List.of(new Written(entry, digest(batch, split))).iterator();
  }

  private ParquetTable table(RowBatch batch) {
    ParquetTable.Builder table = ParquetTable.builder(batch.rows).longs("id", batch.ids);
    if (batch.features instanceof Numbers numbers) {
      table.floatLists(BlockReader.FEATURES, numbers.values_ND(), numbers.width());
    } else if (batch.features instanceof Pixels pixels) {
      table.bytes(BlockReader.PIXELS, pixels.values(), pixels.size());
    }
    table.ints("label", batch.labels);
    if (plan.cleanKnown()) {
      table.ints("clean_label", batch.cleanLabels);
    }
    if (plan.keyed()) {
      table.texts("key", batch.keys);
    }
    return table.build();
  }

  private long digest(RowBatch batch, Split split) {
    long digest = 0;
    for (int i = 0; i < batch.rows; i++) {
      int clean = plan.cleanKnown() ? batch.cleanLabels[i] : SourceRow.NO_LABEL;
      digest += RowDigest.of(batch.ids[i], batch.features, i, batch.labels[i], clean, split.code());
    }
    return digest;
  }
}
