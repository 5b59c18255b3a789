package org.almkd.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.almkd.config.DataSource;
import org.almkd.storage.Storage;

/**
 * A range of the rows of synthetic data. Ids are 0, 1, ...: training rows first, then validation,
 * then test rows. Groups have equal sizes over all rows (up to one row), in an order shuffled by
 * the seed.
 *
 * @param shape shared structure
 * @param sizes numbers of rows
 * @param classes number of classes
 * @param labelled false: labels are left out and all rows are test rows
 * @param seed data seed
 * @param from first id
 * @param to id after the last
 */
record SyntheticPart(
    SyntheticShape shape, Sizes sizes, int classes, boolean labelled, long seed, long from, long to)
    implements RowPart {

  /** Numbers of rows of each split. */
  record Sizes(int train, int validation, int test) implements Serializable {
    long rows() {
      return (long) train + validation + test;
    }

    Split split(long id) {
      if (id < train) {
        return Split.TRAIN;
      }
      return id < (long) train + validation ? Split.VALIDATION : Split.TEST;
    }
  }

  /** All rows, in so many parts. */
  static List<RowPart> plan(
      DataSource.Synthetic config, int classes, boolean labelled, long seed, int parts) {
    if (classes < 1) {
      throw new InvalidDataException(
          "Cannot make synthetic data",
          "found data.classes = 0; expected the number of classes to make; set data.classes");
    }
    SyntheticShape shape = SyntheticShape.of(config, classes, seed);
    Sizes sizes = new Sizes(config.trainRows(), config.validationRows(), config.testRows());
    List<RowPart> planned = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      long from = sizes.rows() * i / parts;
      long to = sizes.rows() * (i + 1) / parts;
      planned.add(new SyntheticPart(shape, sizes, classes, labelled, seed, from, to));
    }
    return planned;
  }

  @Override
  public RowCursor open(Storage storage) {
    return new Cursor(this);
  }

  private static final class Cursor implements RowCursor {
    private final SyntheticPart part;
    private final Permutation order;
    private final long rowSalt;
    private SourceRow current;
    private long next;

    Cursor(SyntheticPart part) {
      this.part = part;
      order = new Permutation(SeededHash.salt(part.seed, "synthetic-order"), part.sizes.rows());
      rowSalt = SeededHash.salt(part.seed, "synthetic-row");
      next = part.from;
    }

    @Override
    public boolean next(SourceRow row, Problems problems) {
      if (next >= part.to) {
        return false;
      }
      row.id = next++;
      int group = (int) (order.of(row.id) % part.shape.groups());
      part.shape.fill(group, new NormalNumbers(SeededHash.of(rowSalt, row.id)), row.numbers);
      current = row;
      row.label = part.labelled ? group % part.classes : SourceRow.NO_LABEL;
      row.split = (part.labelled ? part.sizes.split(row.id) : Split.TEST).code();
      return true;
    }

    @Override
    public String[] columns() {
      String[] texts = new String[current.numbers.length];
      for (int j = 0; j < texts.length; j++) {
        texts[j] = Float.toString(current.numbers[j]);
      }
      return texts;
    }

    @Override
    public String location() {
      return "synthetic row " + (next - 1);
    }

    @Override
    public void close() {}
  }
}
