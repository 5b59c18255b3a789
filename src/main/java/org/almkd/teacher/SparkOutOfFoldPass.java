package org.almkd.teacher;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.almkd.data.BlockReader;
import org.almkd.data.FoldAssignment;
import org.almkd.data.PreparedData;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.model.SharedNetwork;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Runs the networks of a teacher's folds over all rows of the prepared data and writes soft labels
 * as {@link OutOfFoldLogits} defines them into the store, unless they are there already. One task a
 * block, as in {@link SparkSoftLabelPass}.
 */
public final class SparkOutOfFoldPass {
  private final JavaSparkContext spark;
  private final ArtefactStore store;
  private final PreparedData data;
  private final int threads;

  /** Prepares passes over some data; threads are the native threads of one network. */
  public SparkOutOfFoldPass(
      JavaSparkContext spark, ArtefactStore store, PreparedData data, int threads) {
    this.spark = spark;
    this.store = store;
    this.data = data;
    this.threads = threads;
  }

  /** Returns logits that are in the store, or computes and stores them; one run at a time does. */
  public SoftLabels findOrRun(CrossFitted teacher) {
    return store.exclusively(
        SoftLabels.KIND, key(teacher), () -> find(teacher).orElseGet(() -> run(teacher)));
  }

  private Optional<SoftLabels> find(CrossFitted teacher) {
    return store
        .find(SoftLabels.KIND, key(teacher))
        .map(artefact -> new SoftLabels(teacher.name(), artefact));
  }

  private SoftLabels run(CrossFitted teacher) {
    long start = System.nanoTime();
    FoldAssignment folds =
        FoldAssignment.of(
            data.reader().index(Split.TRAIN).ids(), teacher.networks().size(), teacher.seed());
    Attempt attempt = store.begin(SoftLabels.KIND, key(teacher));
    List<Written> written = write(teacher, folds, attempt);
    long[] correct = new long[folds.folds()];
    for (Written block : written) {
      for (int fold = 0; fold < correct.length; fold++) {
        correct[fold] += block.correct()[fold];
      }
    }
    long[] rows = IntStream.range(0, folds.folds()).mapToLong(folds::rows).toArray();
    Artefact artefact =
        store.publish(
            attempt,
            written.stream().map(Written::entry).toList(),
            Map.of(
                OutOfFold.NETWORKS,
                teacher.keys(),
                OutOfFold.SEED,
                Long.toString(teacher.seed()),
                OutOfFold.ROWS,
                OutOfFold.text(rows),
                OutOfFold.CORRECT,
                OutOfFold.text(correct),
                SoftLabelAudit.DATA,
                data.key(),
                "view",
                "clean",
                "seconds",
                String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9)));
    return new SoftLabels(teacher.name(), artefact);
  }

  private String key(CrossFitted teacher) {
    return SoftLabels.key(teacher.keys(), data.key(), SoftLabels.outOfFold(teacher.seed()));
  }

  private List<Written> write(CrossFitted teacher, FoldAssignment folds, Attempt attempt) {
    List<SparkSoftLabelPass.BlockNumber> blocks = SparkSoftLabelPass.BlockNumber.all(data.reader());
    Broadcast<FoldAssignment> shared = spark.broadcast(folds);
    try {
      return spark
          .parallelize(blocks, blocks.size())
          .map(new BlockTask(networks(teacher), shared, data, attempt))
          .collect();
    } finally {
      shared.destroy();
    }
  }

  private List<SharedNetwork> networks(CrossFitted teacher) {
    return teacher.networks().stream()
        .map(
            network ->
                new SharedNetwork(
                    store.storage(),
                    network.artefact().path(network.zip()),
                    network.zip().sha256(),
                    data.input(),
                    data.classes(),
                    threads))
        .toList();
  }

  private record Written(ManifestEntry entry, long[] correct) implements Serializable {}

  /** Executor side: the logits of one block. */
  private static final class BlockTask
      implements Function<SparkSoftLabelPass.BlockNumber, Written> {
    private final List<SharedNetwork> networks;
    private final Broadcast<FoldAssignment> folds;
    private final BlockReader data;
    private final int classes;
    private final Attempt attempt;

    BlockTask(
        List<SharedNetwork> networks,
        Broadcast<FoldAssignment> folds,
        PreparedData data,
        Attempt attempt) {
      this.networks = networks;
      this.folds = folds;
      this.data = data.reader();
      this.classes = data.classes();
      this.attempt = attempt;
    }

    @Override
    public Written call(SparkSoftLabelPass.BlockNumber number) {
      RowBlock rows = data.read(number.split(), number.block());
      OutOfFoldLogits outOfFold =
          new OutOfFoldLogits(
              folds.value(),
              classes,
              (fold, own) -> networks.get(fold).with(network -> network.logits(own)));
      float[] logits = outOfFold.of(rows);
      return new Written(
          SoftLabels.write(attempt, rows, logits, classes),
          number.split() == Split.TRAIN
              ? outOfFold.correct(rows, logits)
              : new long[networks.size()]);
    }
  }
}
