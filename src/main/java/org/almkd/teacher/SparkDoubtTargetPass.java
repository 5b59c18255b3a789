package org.almkd.teacher;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.almkd.data.BlockReader;
import org.almkd.data.PreparedData;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Sha256;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Mixes the logits of a teacher that was trained on all rows with those of its folds, by {@link
 * DoubtTarget}, and writes them into the store as soft labels, unless they are there already. Held
 * out rows, which are not doubted, keep the logits of the former. One task a block; the driver has
 * one float a training row.
 */
public final class SparkDoubtTargetPass {
  private final JavaSparkContext spark;
  private final ArtefactStore store;
  private final PreparedData data;

  /** Prepares passes over some data. */
  public SparkDoubtTargetPass(JavaSparkContext spark, ArtefactStore store, PreparedData data) {
    this.spark = spark;
    this.store = store;
    this.data = data;
  }

  /**
   * Returns the mixed logits, computed now or read.
   *
   * @param seen logits of the teacher trained on all rows, which also names the result
   * @param unseen logits of training rows by networks that have not seen them
   * @param doubt_N q of each training row by dense index, in [0, 1]
   */
  public SoftLabels run(SoftLabels seen, SoftLabels unseen, float[] doubt_N) {
    String doubts = Sha256.of(doubt_N);
    String key = key(seen.artefact(), unseen.artefact(), doubts);
    Artefact mixed =
        store.find(SoftLabels.KIND, key).orElseGet(() -> write(key, seen, unseen, doubt_N, doubts));
    return new SoftLabels(seen.teacher(), mixed);
  }

  private String key(Artefact seen, Artefact unseen, String doubts) {
    String teachers = seen.manifest().key() + "," + unseen.manifest().key();
    return SoftLabels.key(teachers, data.key(), SoftLabels.doubted(doubts));
  }

  private Artefact write(
      String key, SoftLabels seen, SoftLabels unseen, float[] doubt_N, String doubts) {
    List<SparkSoftLabelPass.BlockNumber> blocks = SparkSoftLabelPass.BlockNumber.all(data.reader());
    Attempt attempt = store.begin(SoftLabels.KIND, key);
    Broadcast<float[]> shared = spark.broadcast(doubt_N);
    try {
      List<ManifestEntry> written =
          spark
              .parallelize(blocks, blocks.size())
              .map(new BlockTask(seen, unseen, shared, data.reader(), data.classes(), attempt))
              .collect();
      return store.publish(
          attempt,
          written,
          Map.of(
              SoftLabelAudit.SEEN,
              seen.artefact().manifest().key(),
              SoftLabelAudit.UNSEEN,
              unseen.artefact().manifest().key(),
              SoftLabelAudit.DOUBTS,
              doubts,
              SoftLabelAudit.DATA,
              data.key(),
              "view",
              "clean"));
    } finally {
      shared.destroy();
    }
  }

  /** Executor side: the logits of one block. */
  private static final class BlockTask
      implements Function<SparkSoftLabelPass.BlockNumber, ManifestEntry> {
    private final SoftLabels seen;
    private final SoftLabels unseen;
    private final Broadcast<float[]> doubts;
    private final BlockReader data;
    private final int classes;
    private final Attempt attempt;

    BlockTask(
        SoftLabels seen,
        SoftLabels unseen,
        Broadcast<float[]> doubts,
        BlockReader data,
        int classes,
        Attempt attempt) {
      this.seen = seen;
      this.unseen = unseen;
      this.doubts = doubts;
      this.data = data;
      this.classes = classes;
      this.attempt = attempt;
    }

    @Override
    public ManifestEntry call(SparkSoftLabelPass.BlockNumber number) {
      RowBlock rows = data.read(number.split(), number.block());
      float[] logits_NC = seen.read(number.split(), number.block());
      float[] doubt_N = new float[rows.rows()];
      if (number.split() == Split.TRAIN) {
        doubt_N = ofBlock(number.block(), rows.rows());
        float[] unseen_NC = unseen.read(number.split(), number.block());
        logits_NC = DoubtTarget.mix(logits_NC, unseen_NC, DoubtTarget.widen(doubt_N));
      }
      ParquetTable table =
          ParquetTable.builder(rows.rows())
              .longs(SoftLabels.ID, rows.ids())
              .ints(SoftLabels.VIEW, new int[rows.rows()])
              .floatLists(SoftLabels.LOGITS, logits_NC, classes)
              .floats(SoftLabels.DOUBT, doubt_N)
              .build();
      return attempt.write(
          SoftLabels.stem(rows.split(), rows.index()), ".parquet", table.toBytes(), rows.rows());
    }

    /** Blocks follow each other in the order of the dense index. */
    private float[] ofBlock(int block, int rows) {
      int from = 0;
      for (int before = 0; before < block; before++) {
        from += data.rows(Split.TRAIN, before);
      }
      return Arrays.copyOfRange(doubts.value(), from, from + rows);
    }
  }
}
