package org.almkd.loss;

/**
 * Softmax in single precision, for passes whose results are rounded to floats anyway: twice as many
 * numbers fit into a vector register as of {@link Softmax#writeColumns}.
 */
public final class FloatSoftmax {
  private FloatSoftmax() {}

  /**
   * Writes e^(z - largest z of the row) to 2e-7, from which softmax(z) is made by the factors that
   * are returned: the caller multiplies where it reads the numbers next. One array a class, so that
   * every loop runs over rows and becomes vector instructions.
   *
   * @param logits_CN logits z, one array of N rows a class
   * @param exponentials_CN receives as many numbers in [0, 1], or NaN in rows with a logit that is
   *     not finite; may be {@code logits_CN}
   * @param factor_N receives 1 / sum_c e^(z_c - largest z) of each row
   */
  public static void writeExponentials(
      float[][] logits_CN, float[][] exponentials_CN, float[] factor_N) {
    float[] largest_N = logits_CN[0].clone();
    for (float[] logits_N : logits_CN) {
      for (int i = 0; i < largest_N.length; i++) {
        largest_N[i] = Math.max(largest_N[i], logits_N[i]);
      }
    }
    float[] sum_N = new float[largest_N.length];
    for (int c = 0; c < logits_CN.length; c++) {
      writeExponentials(logits_CN[c], largest_N, exponentials_CN[c], sum_N);
    }
    for (int i = 0; i < sum_N.length; i++) {
      factor_N[i] = 1 / sum_N[i];
    }
  }

  /**
   * Writes e^x, x = z - largest &lt;= 0, and adds it to the sums. With u = x / 64, e^u - 1 is a
   * Taylor polynomial of degree 7, and e^2u - 1 = (e^u - 1)(e^u + 1) doubles u five times: the
   * small number keeps the digits that e^u itself would lose beside 1. The last doubling is a
   * square, so that no number is below 0.
   */
  private static void writeExponentials(
      float[] logits_N, float[] largest_N, float[] result_N, float[] sum_N) {
    for (int i = 0; i < result_N.length; i++) {
      float logit = logits_N[i];
      // The last product is 0, or NaN where the logit is infinite: minus infinity must not pass
      // for a class of probability 0.
      float x = logit - largest_N[i] + 0 * logit;
      // Below -64 the polynomial would be wrong; e^-64 is nothing beside a largest term of 1.
      float u = Math.max(x, -64) * (1f / 64);
      float q = Math.fma(u, 1f / 5040, 1f / 720);
      q = Math.fma(u, q, 1f / 120);
      q = Math.fma(u, q, 1f / 24);
      q = Math.fma(u, q, 1f / 6);
      q = Math.fma(u, q, 0.5f);
      q = Math.fma(u, q, 1) * u;
      q = Math.fma(q, q, q + q);
      q = Math.fma(q, q, q + q);
      q = Math.fma(q, q, q + q);
      q = Math.fma(q, q, q + q);
      q = Math.fma(q, q, q + q);
      float root = q + 1;
      float e = root * root;
      result_N[i] = e;
      sum_N[i] += e;
    }
  }
}
