package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.almkd.storage.Artefact;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;

/**
 * Reads prepared data block by block, on the driver or on an executor: the whole file into memory,
 * its hash checked, then parsed.
 */
public final class BlockReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Column: numbers of a row. */
  static final String FEATURES = "features";

  /** Column: bytes of a row that is a picture. */
  static final String PIXELS = "pixels";

  private final Artefact artefact;

  /** Reads the data of this artefact of kind {@link PreparedData#KIND}. */
  public BlockReader(Artefact artefact) {
    this.artefact = artefact;
  }

  /** Number of blocks of a split. */
  public int blocks(Split split) {
    return PreparedData.blocks(artefact, split).size();
  }

  /** Rows of a block, without reading it. */
  public int rows(Split split, int index) {
    return (int) PreparedData.blocks(artefact, split).get(index).rows();
  }

  /** One block; its number counts from 0. */
  public RowBlock read(Split split, int index) {
    ParquetTable table = table(PreparedData.blocks(artefact, split).get(index));
    return new RowBlock(
        split, index, table.longs("id"), features(table), table.ints("label"), cleanLabels(table));
  }

  /** Original texts of the ids of a block; for ids that are numbers, their digits. */
  public List<String> keys(Split split, int index) {
    ParquetTable table = table(PreparedData.blocks(artefact, split).get(index));
    if (table.names().contains("key")) {
      return List.of(table.texts("key"));
    }
    return Arrays.stream(table.longs("id")).mapToObj(Long::toString).toList();
  }

  /** Ids and labels of all rows of a split. */
  public SplitIndex index(Split split) {
    ParquetTable table = table(PreparedData.indexEntry(artefact, split));
    return new SplitIndex(split, table.longs("id"), table.ints("label"), cleanLabels(table));
  }

  private ParquetTable table(ManifestEntry entry) {
    return ParquetTable.read(artefact.path(entry), artefact.read(entry));
  }

  private Features features(ParquetTable table) {
    return table.names().contains(PIXELS)
        ? new Pixels(
            table.bytes(PIXELS), new PixelInput(PreparedData.pixels(artefact).orElseThrow()))
        : new Numbers(table.floats(FEATURES), table.width(FEATURES));
  }

  private static int[] cleanLabels(ParquetTable table) {
    return table.names().contains("clean_label") ? table.ints("clean_label") : new int[0];
  }
}
