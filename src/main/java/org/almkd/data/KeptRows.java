package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import org.almkd.config.RowLimits;

/**
 * Which rows of a source are used where {@code limits} are set: those of the first classes, and of
 * these the ones of smallest hash.
 *
 * @param classes classes that are used, from 0 on; 0: all
 * @param limited whether not all rows of these classes are used
 * @param chosen the rows, where limited
 */
record KeptRows(int classes, boolean limited, RankCut chosen) implements Serializable {
  /** Every row. */
  static final KeptRows ALL = new KeptRows(0, false, new RankCut(0, false, 0));

  static KeptRows of(RowIndex rows, long seed, RowLimits limits) {
    if (limits.equals(RowLimits.NONE)) {
      return ALL;
    }
    KeptRows ofClasses = new KeptRows(limits.classes(), false, ALL.chosen);
    long[] ids = ofClasses.in(rows).ids();
    return limits.rows() == 0
        ? ofClasses
        : new KeptRows(limits.classes(), true, chosen(ids, seed, limits));
  }

  /** So many of these ids, which are all of the classes that are used, as the limits allow. */
  static RankCut chosen(long[] ids, long seed, RowLimits limits) {
    int count = limits.rows() == 0 ? ids.length : Math.min(limits.rows(), ids.length);
    return RankCut.of(SeededHash.salt(seed, "row limit"), ids, count);
  }

  /** Whether a row is used; labels that are not known are below 0. */
  boolean contains(long id, int label, int cleanLabel) {
    boolean ofClass = classes == 0 || (label < classes && cleanLabel < classes);
    return ofClass && (!limited || chosen.contains(id));
  }

  /** The rows that are used, in their order. */
  RowIndex in(RowIndex rows) {
    if (equals(ALL)) {
      return rows;
    }
    boolean clean = rows.cleanLabels().length > 0;
    long[] ids = new long[rows.rows()];
    int[] labels = new int[rows.rows()];
    int[] cleanLabels = new int[clean ? rows.rows() : 0];
    byte[] splits = new byte[rows.rows()];
    int count = 0;
    for (int i = 0; i < rows.rows(); i++) {
      int cleanLabel = clean ? rows.cleanLabels()[i] : SourceRow.NO_LABEL;
      if (contains(rows.ids()[i], rows.labels()[i], cleanLabel)) {
        ids[count] = rows.ids()[i];
        labels[count] = rows.labels()[i];
        splits[count] = rows.splits()[i];
        if (clean) {
          cleanLabels[count] = cleanLabel;
        }
        count++;
      }
    }
    return new RowIndex(
        Arrays.copyOf(ids, count),
        Arrays.copyOf(labels, count),
        Arrays.copyOf(cleanLabels, clean ? count : 0),
        Arrays.copyOf(splits, count));
  }
}
