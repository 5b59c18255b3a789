package org.almkd.teacher;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.almkd.data.BlockReader;
import org.almkd.data.Features;
import org.almkd.data.PreparedData;
import org.almkd.data.RowArrays;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.model.SharedNetwork;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Runs a teacher over all rows of the prepared data and writes its logits into the store, unless
 * they are there already. One task a block; blocks depend on the data alone, so that the bits do
 * not depend on partitions.
 */
public final class SparkSoftLabelPass {
  private final JavaSparkContext spark;
  private final ArtefactStore store;
  private final PreparedData data;
  private final int threads;

  /** Prepares passes over some data; threads are the native threads of one teacher. */
  public SparkSoftLabelPass(
      JavaSparkContext spark, ArtefactStore store, PreparedData data, int threads) {
    this.spark = spark;
    this.store = store;
    this.data = data;
    this.threads = threads;
  }

  /** Returns the key of a teacher's logits: what it is, what rows it saw, how, in which format. */
  public String key(TeacherModel teacher) {
    return SoftLabels.key(
        teacher.key(), data.key(), SoftLabels.viewed(data.augmentation().viewsText()));
  }

  /** Returns logits that an earlier run has left in the store. */
  public Optional<SoftLabels> find(TeacherModel teacher) {
    return store
        .find(SoftLabels.KIND, key(teacher))
        .map(artefact -> new SoftLabels(teacher.name(), artefact));
  }

  /** Computes and stores the logits of a teacher. */
  public SoftLabels run(TeacherModel teacher) {
    long start = System.nanoTime();
    List<BlockNumber> blocks = BlockNumber.all(data.reader());
    Attempt attempt = store.begin(SoftLabels.KIND, key(teacher));
    SharedNetwork network = teacher.shared(data, threads);
    List<ManifestEntry> written =
        new ArrayList<>(
            spark
                .parallelize(blocks, blocks.size())
                .map(new BlockTask(network, data.reader(), attempt))
                .collect());
    Artefact artefact =
        store.publish(
            attempt,
            written,
            Map.of(
                "teacher",
                teacher.key(),
                "data",
                data.key(),
                SoftLabels.VIEWS,
                data.augmentation().viewsText(),
                "seconds",
                String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9)));
    return new SoftLabels(teacher.name(), artefact);
  }

  /** One block of the prepared data. */
  record BlockNumber(Split split, int block) implements Serializable {
    static List<BlockNumber> all(BlockReader data) {
      List<BlockNumber> blocks = new ArrayList<>();
      for (Split split : Split.values()) {
        for (int b = 0; b < data.blocks(split); b++) {
          blocks.add(new BlockNumber(split, b));
        }
      }
      return blocks;
    }
  }

  /** Executor side: the logits of one block. */
  private static final class BlockTask implements Function<BlockNumber, ManifestEntry> {
    private final SharedNetwork teacher;
    private final BlockReader data;
    private final Attempt attempt;

    /** Rows of a view at a time; a multiple of the batches in which networks are run. */
    private static final int PART = 1024;

    BlockTask(SharedNetwork teacher, BlockReader data, Attempt attempt) {
      this.teacher = teacher;
      this.data = data;
      this.attempt = attempt;
    }

    @Override
    public ManifestEntry call(BlockNumber number) {
      RowBlock rows = data.read(number.split(), number.block());
      float[] logits = teacher.with(network -> network.logits(rows.features()));
      List<float[]> views = new ArrayList<>();
      int count = rows.split() == Split.TRAIN ? data.augmentation().views() : 0;
      for (int view = 1; view <= count; view++) {
        views.add(logits(rows, view));
      }
      return SoftLabels.write(attempt, rows, logits, views, teacher.classes());
    }

    /** In parts: as numbers, a whole block of pictures is four times as large. */
    private float[] logits(RowBlock rows, int view) {
      List<float[]> parts = new ArrayList<>();
      for (int first = 0; first < rows.rows(); first += PART) {
        int last = Math.min(rows.rows(), first + PART);
        Features shown = rows.features().view(rows.ids(), first, last, view);
        parts.add(teacher.with(network -> network.logits(shown)));
      }
      return RowArrays.join(parts);
    }
  }
}
