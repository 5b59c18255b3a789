package org.almkd.sweep;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.almkd.report.LambdaHistory;
import org.almkd.report.LambdaSnapshot;
import org.almkd.storage.StorageException;
import org.almkd.sweep.CellLambdas.Rows;

/**
 * The last lambdas of the cells of one student in one block. All of them are cut into as many
 * buckets as the one with the fewest rows allows: the n-th buckets of all cells are averaged.
 */
final class LambdaCells {
  /** Whose lambdas. */
  record Student(Block block, String variant) {
    String name() {
      return block.labels().isEmpty() ? variant : block.name() + ", " + variant;
    }
  }

  private static final int FEWEST_ROWS = 5;

  private final Map<Rows, Integer> fewest = new EnumMap<>(Rows.class);
  private final NavigableMap<Seeds, CellLambdas> bySeeds = new TreeMap<>();
  private List<String> teachers = List.of();

  private LambdaCells() {}

  /** Returns an empty one for each student that learned lambdas, with the rows of its cells. */
  static Map<Student, LambdaCells> plan(SweepResults results) {
    Map<Student, LambdaCells> planned = new LinkedHashMap<>();
    for (CellResult cell : results.cells()) {
      if (!cell.lambdaTeachers().isEmpty() && results.isSource(cell, cell.networks().get(0))) {
        planned.computeIfAbsent(student(cell), s -> new LambdaCells()).plan(cell);
      }
    }
    return planned;
  }

  static Student student(CellResult cell) {
    return new Student(cell.block(), cell.networks().get(0).variant());
  }

  private void plan(CellResult cell) {
    boolean isKnown = cell.data().flipped() >= 0;
    fewest.merge(Rows.ALL, cell.data().train(), Math::min);
    fewest.merge(Rows.CLEAN, isKnown ? cell.data().train() - cell.data().flipped() : 0, Math::min);
    fewest.merge(Rows.FLIPPED, isKnown ? cell.data().flipped() : 0, Math::min);
  }

  /**
   * Returns how many buckets each kind of rows has: clean and flipped ones where both are known.
   */
  Map<Rows, Integer> buckets(int most) {
    Map<Rows, Integer> buckets = new EnumMap<>(Rows.class);
    boolean isKnown = fewest.get(Rows.CLEAN) > 0 && fewest.get(Rows.FLIPPED) > 0;
    for (Rows rows : isKnown ? List.of(Rows.CLEAN, Rows.FLIPPED) : List.of(Rows.ALL)) {
      buckets.put(rows, Math.max(1, Math.min(most, fewest.get(rows) / FEWEST_ROWS)));
    }
    return buckets;
  }

  /**
   * Adds the last table of a cell; nothing where it learned none.
   *
   * @throws StorageException if the table is not there though the report has its means, is damaged,
   *     or is not that of the rows and teachers of the report
   */
  void add(CellResult cell, LambdaHistory history, int mostBuckets) {
    if (cell.lambdaTeachers().isEmpty()) {
      return;
    }
    List<Integer> epochs = history.epochs();
    if (epochs.isEmpty()) {
      throw new StorageException(
          "Cannot use the lambdas: found no table; expected one, as lambda.teachers of report.json names %s"
              .formatted(cell.lambdaTeachers()));
    }
    LambdaSnapshot table = history.read(epochs.get(epochs.size() - 1));
    requireThatOf(cell, table);
    if (!bySeeds.isEmpty() && !teachers.equals(cell.lambdaTeachers())) {
      throw new StorageException(
          "Cannot average the lambdas of this cell with others: found the teachers %s; expected %s as in the others; make the teachers an axis"
              .formatted(cell.lambdaTeachers(), teachers));
    }
    teachers = cell.lambdaTeachers();
    bySeeds.put(cell.seeds(), CellLambdas.of(table, buckets(mostBuckets)));
  }

  private static void requireThatOf(CellResult cell, LambdaSnapshot table) {
    long flipped = 0;
    for (int clean : table.clean_N()) {
      flipped += clean == 0 ? 1 : 0;
    }
    boolean isKnown = cell.data().flipped() >= 0;
    if (table.rows() != cell.data().train()
        || table.teachers() != cell.lambdaTeachers().size()
        || (isKnown && (!table.cleanLabelsKnown() || flipped != cell.data().flipped()))) {
      throw new StorageException(
          "Cannot use the lambdas before epoch %d: found %d rows, %d of them flipped, and %d teachers; expected %d, %d and %d as report.json says"
              .formatted(
                  table.epoch(),
                  table.rows(),
                  flipped,
                  table.teachers(),
                  cell.data().train(),
                  cell.data().flipped(),
                  cell.lambdaTeachers().size()));
    }
  }

  /** Returns what was added, in the order of the seeds. */
  List<CellLambdas> cells() {
    return List.copyOf(bySeeds.values());
  }

  /** Returns the names of the teachers; the last is the final one. */
  List<String> teachers() {
    return teachers;
  }
}
