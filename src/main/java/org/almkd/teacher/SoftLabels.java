package org.almkd.teacher;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.data.TeacherLogits;
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

  /** Property that names the views of training rows whose logits there are, too; empty: none. */
  static final String VIEWS = "views";

  /** Column of logits that were mixed of two: the share of the second. */
  static final String DOUBT = "doubt";

  /** How logits were made that a teacher gives to rows as they are. */
  static final String CLEAN = "clean";

  /** How logits were made that were computed elsewhere. */
  static final String IMPORTED = "imported";

  /** Returns how logits were made of rows as they are, and of views of the training rows. */
  static String viewed(String augmentation) {
    return augmentation.isEmpty() ? CLEAN : "views " + augmentation;
  }

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
    return write(attempt, rows, logits, List.of(), classes);
  }

  /** Writes the logits of a block's rows, and those of views 1, 2, ... of them. */
  static ManifestEntry write(
      Attempt attempt, RowBlock rows, float[] logits, List<float[]> views, int classes) {
    ParquetTable.Builder table =
        ParquetTable.builder(rows.rows())
            .longs(ID, rows.ids())
            .ints(VIEW, new int[rows.rows()])
            .floatLists(LOGITS, logits, classes);
    for (int v = 0; v < views.size(); v++) {
      table.floatLists(column(1 + v), views.get(v), classes);
    }
    return attempt.write(
        stem(rows.split(), rows.index()), ".parquet", table.build().toBytes(), rows.rows());
  }

  /** Column of the logits of a view, from 1 on. */
  static String column(int view) {
    return LOGITS + "-" + view;
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
    return table(split, block).map(table -> table.floats(LOGITS)).orElse(new float[0]);
  }

  /**
   * Returns the logits of several teachers for a block's rows.
   *
   * @param views V, views of the training rows that all teachers were shown
   */
  public static TeacherLogits read(List<SoftLabels> teachers, Split split, int block, int views) {
    List<Optional<ParquetTable>> tables =
        teachers.stream().map(teacher -> teacher.table(split, block)).toList();
    return new TeacherLogits(
        column(tables, LOGITS),
        IntStream.rangeClosed(1, split == Split.TRAIN ? views : 0)
            .mapToObj(view -> column(tables, column(view)))
            .toArray(float[][][]::new));
  }

  private static float[][] column(List<Optional<ParquetTable>> tables, String column) {
    return tables.stream()
        .map(table -> table.map(t -> t.floats(column)).orElse(new float[0]))
        .toArray(float[][]::new);
  }

  private Optional<ParquetTable> table(Split split, int block) {
    return artefact.manifest().entries().stream()
        .filter(e -> e.name().startsWith(stem(split, block)))
        .findFirst()
        .map(entry -> ParquetTable.read(artefact.path(entry), artefact.read(entry)));
  }
}
