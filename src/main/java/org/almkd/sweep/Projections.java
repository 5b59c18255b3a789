package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.almkd.data.BlockReader;
import org.almkd.data.Features;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;
import org.almkd.data.RowBlock;
import org.almkd.data.SeededHash;
import org.almkd.data.Split;
import org.almkd.data.SplitIndex;
import org.almkd.evaluate.TsneProjection;
import org.almkd.report.FinishedRun;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/** Rows of a data set in the plane, by t-SNE: figure 7 of the paper. */
final class Projections {
  /** Time and memory of t-SNE grow with the square of the rows. */
  static final int MOST_ROWS = 1000;

  private final Storage storage;

  Projections(Storage storage) {
    this.storage = storage;
  }

  /**
   * Draws at most {@link #MOST_ROWS} test rows, chosen by (data seed, id); training rows where
   * there are too few of those. Features are those that networks see.
   *
   * @throws StorageException if the rows are not in the store of the run any more
   * @throws InvalidDataException if there are too few rows
   */
  SummaryFigure draw(DataSets.Entry entry, FileNames names) {
    PreparedData data = prepared(entry);
    Split split =
        Stream.of(Split.TEST, Split.TRAIN)
            .filter(s -> isEnough(data, s))
            .findFirst()
            .orElseThrow(() -> tooFew(data));
    BlockReader reader = data.reader();
    SplitIndex index = reader.index(split);
    long[] ids = chosen(index.ids(), entry.seed());
    double[][] places = TsneProjection.of(features(data, split, ids), entry.seed());
    int[] rows = Arrays.stream(ids).mapToInt(index::find).toArray();
    return new ProjectionPicture(entry, data.classNames(), index, rows, places).draw(names);
  }

  private static boolean isEnough(PreparedData data, Split split) {
    return data.rows(split) >= TsneProjection.FEWEST_ROWS;
  }

  private static InvalidDataException tooFew(PreparedData data) {
    return new InvalidDataException(
        "Cannot draw the rows in the plane",
        "found %d test and %d training rows; expected at least %d of one of them; give the data more rows"
            .formatted(data.rows(Split.TEST), data.rows(Split.TRAIN), TsneProjection.FEWEST_ROWS));
  }

  /** Returns the ids of the least hashes, in increasing order. */
  static long[] chosen(long[] ids, long seed) {
    long salt = SeededHash.salt(seed, "projection");
    return Arrays.stream(ids)
        .boxed()
        .sorted(Comparator.comparingLong(id -> SeededHash.of(salt, id)))
        .limit(MOST_ROWS)
        .mapToLong(Long::longValue)
        .sorted()
        .toArray();
  }

  private static double[][] features(PreparedData data, Split split, long[] sortedIds) {
    BlockReader reader = data.reader();
    List<double[]> rows = new ArrayList<>();
    for (int b = 0; b < reader.blocks(split); b++) {
      RowBlock block = reader.read(split, b).select(sortedIds);
      Features raw = block.features();
      float[] features = data.standardization().map(s -> s.of(raw)).orElse(raw).floats();
      for (int i = 0; i < block.rows(); i++) {
        int from = i * data.width();
        rows.add(IntStream.range(0, data.width()).mapToDouble(d -> features[from + d]).toArray());
      }
    }
    return rows.toArray(new double[0][]);
  }

  private PreparedData prepared(DataSets.Entry entry) {
    FinishedRun run = CellResult.open(storage, entry.first().cell());
    String kind = PreparedData.KIND;
    String key = run.report().path("store").path(kind).asText().replaceFirst("^" + kind + "/", "");
    ArtefactStore store = new ArtefactStore(storage, run.config().storeDir());
    Optional<Artefact> artefact = store.find(kind, key);
    return PreparedData.of(
        artefact.orElseThrow(
            () ->
                new StorageException(
                    "Cannot draw the rows of %s: found no entry %s/%s in the store %s; expected the rows that the run prepared; delete the folder of the run and start the sweep again"
                        .formatted(run.path(), kind, key, store.root()))));
  }
}
