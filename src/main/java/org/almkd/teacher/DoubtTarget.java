package org.almkd.teacher;

/**
 * What a student is taught of rows whose labels are doubted: logits (1 - q_i) a_i + q_i o_i. A
 * teacher trained on all rows (a) knows more, but has learned a wrong label by heart; where the
 * label is doubted, the teacher that has not seen it (o) speaks.
 */
public final class DoubtTarget {
  private DoubtTarget() {}

  /** Returns doubts as they are kept, in the precision that they are computed with. */
  static double[] widen(float[] doubt_N) {
    double[] wide = new double[doubt_N.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = doubt_N[i];
    }
    return wide;
  }

  /**
   * Returns the mixed logits, row-major.
   *
   * @param seen_NC a, logits of the teacher trained on all rows
   * @param unseen_NC o, logits of the teacher that has not seen the row
   * @param doubt_N q, in [0, 1]; 0 gives a and 1 gives o to the bit
   * @throws IllegalArgumentException if sizes differ, or if a doubt lies outside [0, 1]
   */
  public static float[] mix(float[] seen_NC, float[] unseen_NC, double[] doubt_N) {
    int rows = doubt_N.length;
    if (seen_NC.length != unseen_NC.length
        || (rows == 0 ? seen_NC.length : seen_NC.length % rows) != 0) {
      throw new IllegalArgumentException(
          "mixed logits need as many of one teacher as of the other for each row, found %d and %d for %d rows"
              .formatted(seen_NC.length, unseen_NC.length, rows));
    }
    int classes = rows == 0 ? 0 : seen_NC.length / rows;
    float[] mixed_NC = new float[seen_NC.length];
    for (int i = 0; i < rows; i++) {
      double doubt = doubt_N[i];
      if (!(doubt >= 0 && doubt <= 1)) {
        throw new IllegalArgumentException(
            "a doubt lies in [0, 1], found " + doubt + " in row " + i);
      }
      for (int j = i * classes; j < (i + 1) * classes; j++) {
        mixed_NC[j] = (float) ((1 - doubt) * seen_NC[j] + doubt * unseen_NC[j]);
      }
    }
    return mixed_NC;
  }
}
