package org.almkd.data;

import java.io.Serializable;
import org.almkd.config.SplitShares;

/**
 * The split of each row. Where the source names none, the rows with the smallest hash are test
 * rows, the next validation rows, by exact rank; then a share of all validation rows is kept for
 * selection, by exact rank of another hash.
 *
 * @param test rows that become test rows
 * @param held rows that become test or validation rows
 * @param selection validation rows that are kept from lambda passes
 */
record SplitRule(RankCut test, RankCut held, RankCut selection) implements Serializable {

  /** Counts are shares of the rows that name no split, rounded to the nearest whole number. */
  static SplitRule of(RowIndex rows, long seed, SplitShares shares, boolean testGiven) {
    long[] open = rows.idsWhere(code -> code == SourceRow.NO_SPLIT);
    int testRows = testGiven ? 0 : rounded(shares.test(), open.length);
    int heldRows = testRows + rounded(shares.validation(), open.length);
    if (heldRows > open.length) {
      throw new InvalidDataException(
          "Cannot split " + open.length + " rows",
          "found the shares validation "
              + shares.validation()
              + " and test "
              + shares.test()
              + "; expected at most 1 in all; lower data.split.validation or data.split.test");
    }
    long salt = SeededHash.salt(seed, "split");
    SplitRule whole =
        new SplitRule(
            RankCut.of(salt, open, testRows),
            RankCut.of(salt, open, heldRows),
            new RankCut(0, false, 0));
    long[] validation = rows.idsInSplit(whole, Split.VALIDATION);
    long selectionSalt = SeededHash.salt(seed, "selection");
    int selected = rounded(shares.selection(), validation.length);
    return new SplitRule(whole.test, whole.held, RankCut.of(selectionSalt, validation, selected));
  }

  /** The split of a row whose source says {@code code}. */
  Split of(long id, int code) {
    Split split = code == SourceRow.NO_SPLIT ? drawn(id) : Split.ofCode(code);
    return split == Split.VALIDATION && selection.contains(id) ? Split.SELECTION : split;
  }

  private Split drawn(long id) {
    if (test.contains(id)) {
      return Split.TEST;
    }
    return held.contains(id) ? Split.VALIDATION : Split.TRAIN;
  }

  static int rounded(double share, int rows) {
    return (int) Math.round(share * rows);
  }
}
