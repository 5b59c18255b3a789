package org.almkd.teacher;

import java.util.Arrays;
import java.util.List;
import org.almkd.data.BlockReader;
import org.almkd.data.Features;
import org.almkd.data.FoldAssignment;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;
import org.almkd.data.RowArrays;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.model.SharedNetwork;
import org.almkd.storage.Artefact;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;

/**
 * Computes logits once more in the way that the manifest of stored ones tells: by a network, by the
 * networks of folds, or out of what was imported.
 *
 * @param labels the stored logits
 * @param data all rows that they are for
 * @param teachers the network, one for each fold, the prepared rows of imported logits, or the two
 *     logits that were mixed
 */
record LogitsAnew(Artefact labels, Artefact data, List<Artefact> teachers) {
  private static final int ONE_THREAD = 1;

  /**
   * Returns the logits of some rows of the data, row-major.
   *
   * @param doubt_N share of the second of two logits for each row; empty where nothing was mixed
   */
  float[] of(RowBlock rows, int classes, float[] doubt_N) {
    if (SoftLabelAudit.isMixed(labels)) {
      return DoubtTarget.mix(
          stored(teachers.get(0), rows), stored(teachers.get(1), rows), DoubtTarget.widen(doubt_N));
    }
    if (OutOfFold.is(labels)) {
      return outOfFold(rows, classes);
    }
    return labels.manifest().properties().containsKey(SoftLabelAudit.LOGITS)
        ? imported(rows, classes)
        : computed(teachers.get(0), rows, classes);
  }

  /** Returns the logits that a network gives to rows of the data. */
  float[] computed(Artefact network, RowBlock rows, int classes) {
    return computed(network, rows.features(), classes);
  }

  private float[] computed(Artefact network, Features rows, int classes) {
    if (rows.rows() == 0) {
      return new float[0];
    }
    ManifestEntry zip =
        network.manifest().entries().stream()
            .filter(e -> e.name().endsWith(".zip"))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidDataException(
                        "Cannot compute logits", "found no zip in " + network.folder()));
    return new SharedNetwork(
            network.storage(),
            network.path(zip),
            zip.sha256(),
            PreparedData.input(data),
            classes,
            ONE_THREAD)
        .with(n -> n.logits(rows));
  }

  /** Looks the rows up in logits of the same blocks, which are verified by themselves. */
  private static float[] stored(Artefact logits, RowBlock rows) {
    ManifestEntry file =
        logits.manifest().entries().stream()
            .filter(e -> e.name().startsWith(SoftLabels.stem(rows.split(), rows.index())))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidDataException(
                        "Cannot mix logits",
                        "found none of block %d of %s rows in %s"
                            .formatted(rows.index(), rows.split().slug(), logits.folder())));
    ParquetTable table = ParquetTable.read(logits.path(file), logits.read(file));
    long[] ids = table.longs(SoftLabels.ID);
    int[] places = Arrays.stream(rows.ids()).mapToInt(id -> Arrays.binarySearch(ids, id)).toArray();
    if (Arrays.stream(places).anyMatch(place -> place < 0)) {
      throw new InvalidDataException("Cannot mix logits", "found other rows in " + logits.folder());
    }
    return RowArrays.gather(table.floats(SoftLabels.LOGITS), places, ids.length);
  }

  private float[] outOfFold(RowBlock rows, int classes) {
    long[] ids = new BlockReader(data).index(Split.TRAIN).ids();
    FoldAssignment folds = FoldAssignment.of(ids, teachers.size(), OutOfFold.of(labels).seed());
    OutOfFoldLogits logits =
        new OutOfFoldLogits(
            folds, classes, (fold, own) -> computed(teachers.get(fold), own, classes));
    return logits.of(rows);
  }

  /** Looks the rows up in what was imported, which is prepared as test rows. */
  private float[] imported(RowBlock rows, int classes) {
    BlockReader reader = new BlockReader(teachers.get(0));
    long[] ids = reader.index(Split.TEST).ids();
    float[] logits = new float[rows.rows() * classes];
    int first = 0;
    for (int b = 0; b < reader.blocks(Split.TEST); b++) {
      int last = first + reader.rows(Split.TEST, b) - 1;
      if (ids[first] <= rows.ids()[rows.rows() - 1] && ids[last] >= rows.ids()[0]) {
        copy(reader.read(Split.TEST, b), rows, classes, logits);
      }
      first = last + 1;
    }
    return logits;
  }

  private static void copy(RowBlock from, RowBlock rows, int classes, float[] logits) {
    for (int i = 0; i < rows.rows(); i++) {
      int row = Arrays.binarySearch(from.ids(), rows.ids()[i]);
      if (row >= 0) {
        System.arraycopy(from.features().floats(), row * classes, logits, i * classes, classes);
      }
    }
  }
}
