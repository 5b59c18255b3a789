package org.almkd.data;

import java.util.Arrays;

/**
 * Logits of each teacher for the rows of a block.
 *
 * @param clean_KNC for rows as they are evaluated, row-major; an array of a teacher that has none
 *     for the split is empty
 * @param views_VKNC for each view of the rows; no view where students are not shown those that
 *     teachers were
 */
public record TeacherLogits(float[][] clean_KNC, float[][][] views_VKNC) {
  /** Returns logits without views. */
  public static TeacherLogits clean(float[][] logits_KNC) {
    return new TeacherLogits(logits_KNC, new float[0][][]);
  }

  /**
   * Returns the logits of some of the rows.
   *
   * @param rows_M numbers of the rows
   * @param rows N
   */
  TeacherLogits select(int[] rows_M, int rows) {
    return new TeacherLogits(
        select(clean_KNC, rows_M, rows),
        Arrays.stream(views_VKNC)
            .map(view -> select(view, rows_M, rows))
            .toArray(float[][][]::new));
  }

  private static float[][] select(float[][] logits_KNC, int[] rows_M, int rows) {
    return Arrays.stream(logits_KNC)
        .map(logits -> RowArrays.gather(logits, rows_M, rows))
        .toArray(float[][]::new);
  }
}
