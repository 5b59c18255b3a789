package org.almkd.teacher;

import java.io.Serializable;
import java.util.List;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.storage.Artefact;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Sha256;

/**
 * The logits of one teacher for the rows of the prepared data, in the store: Parquet {@code id,
 * view, logits}, one file for each block of the data with the same rows in the same order. Logits,
 * never probabilities, so that the temperature stays a choice of training.
 *
 * @param teacher name of the teacher
 * @param artefact where they lie
 */
public record SoftLabels(String teacher, Artefact artefact) implements Serializable {
  /** Kind of artefact in the store. */
  public static final String KIND = "soft-labels";

  /** Part of every key; changes when what is stored changes its meaning. */
  private static final String FORMAT = "soft-labels-1";

  static final String ID = "id";
  static final String VIEW = "view";
  static final String LOGITS = "logits";

  /** Column of logits that were mixed of two: the share of the second. */
  static final String DOUBT = "doubt";

  /** How logits were made that a teacher gives to rows as they are. */
  static final String CLEAN = "clean";

  /** How logits were made that were computed elsewhere. */
  static final String IMPORTED = "imported";

  /** Returns how logits were made that cross-fitted networks give to folds cut by a seed. */
  static String outOfFold(long seed) {
    return "out of fold " + seed;
  }

  /** Returns how logits were mixed of two teachers, by doubts of some digest. */
  static String doubted(String doubts) {
    return "mixed by doubt " + doubts;
  }

  /** Returns the key of logits: whose they are, of what rows, how made, in which format. */
  static String key(String teacher, String data, String how) {
    return Sha256.of("%s|%s|%s|%s".formatted(FORMAT, teacher, data, how));
  }

  /** Returns the stem of the file of a block. */
  static String stem(Split split, int block) {
    return "%s-%05d".formatted(split.slug(), block);
  }

  /** Writes the logits of a block's rows. */
  static ManifestEntry write(Attempt attempt, RowBlock rows, float[] logits, int classes) {
    ParquetTable table =
        ParquetTable.builder(rows.rows())
            .longs(ID, rows.ids())
            .ints(VIEW, new int[rows.rows()])
            .floatLists(LOGITS, logits, classes)
            .build();
    return attempt.write(
        stem(rows.split(), rows.index()), ".parquet", table.toBytes(), rows.rows());
  }

  /** Returns whether there are logits for a split. */
  public boolean covers(Split split) {
    return artefact.manifest().entries().stream()
        .anyMatch(e -> e.name().startsWith(split.slug() + "-"));
  }

  /**
   * Returns the logits of a block's rows, row-major; empty where the split is not covered.
   *
   * @param split the split
   * @param block number of the block
   */
  public float[] read(Split split, int block) {
    List<ManifestEntry> entries =
        artefact.manifest().entries().stream()
            .filter(e -> e.name().startsWith(stem(split, block)))
            .toList();
    if (entries.isEmpty()) {
      return new float[0];
    }
    return ParquetTable.read(artefact.path(entries.get(0)), artefact.read(entries.get(0)))
        .floats(LOGITS);
  }
}
