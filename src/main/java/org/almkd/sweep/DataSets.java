package org.almkd.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the cells learned from and were measured on: table 4 of the paper. Cells of one digest have
 * the same rows.
 */
final class DataSets {
  /**
   * Rows that some cells share.
   *
   * @param block what the blocks of these cells have in common
   * @param first the first of them
   */
  record Entry(Block block, CellResult first) {
    String name() {
      return block.name();
    }

    CellData data() {
      return first.data();
    }

    long seed() {
      return first.cell().dataSeed();
    }
  }

  private final List<Entry> entries;

  private DataSets(List<Entry> entries) {
    this.entries = entries;
  }

  /** Returns those of all cells, in the order of their numbers. */
  static DataSets of(SweepResults results) {
    Map<String, Entry> byDigest = new LinkedHashMap<>();
    for (CellResult cell : results.cells()) {
      if (!cell.data().digest().isEmpty()) {
        byDigest.merge(
            cell.data().digest(),
            new Entry(cell.block(), cell),
            (a, b) -> new Entry(a.block().common(b.block()), a.first()));
      }
    }
    return new DataSets(List.copyOf(byDigest.values()));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Returns the first entry of each name: others of this name differ in their seeds. */
  List<Entry> firstOfEach() {
    Set<Block> seen = new LinkedHashSet<>();
    return entries.stream().filter(entry -> seen.add(entry.block())).toList();
  }

  /** Returns the table for people, of the first seeds. */
  TextTable toText() {
    TextTable table =
        new TextTable("Rows of the data sets; flipped: training rows whose label is wrong")
            .text("data")
            .number("data seed")
            .number("train")
            .number("validation")
            .number("selection")
            .number("test")
            .number("classes")
            .number("features")
            .number("flipped")
            .text("digest");
    for (Entry entry : firstOfEach()) {
      CellData data = entry.data();
      List<String> row = new ArrayList<>(List.of(entry.name(), Long.toString(entry.seed())));
      for (int count :
          new int[] {
            data.train(),
            data.validation(),
            data.selection(),
            data.test(),
            data.classes(),
            data.features()
          }) {
        row.add(Integer.toString(count));
      }
      row.add(data.flipped() < 0 ? "unknown" : Integer.toString(data.flipped()));
      row.add(data.digest());
      table.row(row);
    }
    return table;
  }

  /** Returns data.csv: all seeds. */
  DataTable toData() {
    DataTable table =
        new DataTable(
            List.of(
                "data",
                "dataSeed",
                "train",
                "validation",
                "selection",
                "test",
                "classes",
                "features",
                "flipped",
                "digest"));
    for (Entry entry : entries) {
      CellData data = entry.data();
      Object flipped = data.flipped() < 0 ? (Object) Double.NaN : (Object) data.flipped();
      table.row(
          List.of(
              entry.name(),
              entry.seed(),
              data.train(),
              data.validation(),
              data.selection(),
              data.test(),
              data.classes(),
              data.features(),
              flipped,
              data.digest()));
    }
    return table;
  }
}
