package org.almkd.loss;

/**
 * Softmax in single precision, for passes whose results are rounded to floats anyway: twice as many
 * numbers fit into a vector register as of {@link Softmax#writeColumns}.
 */
public final class FloatSoftmax {
  private static final int LARGEST_POWER = 16;

  private FloatSoftmax() {}

  /**
   * Softmax numbers before they are divided by their sum: the caller multiplies where it reads them
   * next.
   *
   * @param values_CN e^((z - largest z of the row) / tau), one array of N rows a class, in [0, 1];
   *     NaN in rows with a logit that is not finite
   * @param factor_N 1 / the sum of a row's values
   */
  public record Exponentials(float[][] values_CN, float[] factor_N) {
    /** Returns room for C x N numbers. */
    public static Exponentials of(int classes, int rows) {
      return new Exponentials(new float[classes][rows], new float[rows]);
    }
  }

  /**
   * Computes e^((z - largest z of the row) / temperature) to 2e-7. One array a class, so that every
   * loop runs over rows and becomes vector instructions.
   *
   * @param logits_CN logits z; may be the array that is written
   * @param temperature tau &gt; 0
   * @param result receives exponentials and factors
   */
  public static void write(float[][] logits_CN, float temperature, Exponentials result) {
    float[] largest_N = largest(logits_CN);
    float[] sum_N = new float[largest_N.length];
    for (int c = 0; c < logits_CN.length; c++) {
      writeExponentials(logits_CN[c], largest_N, 1 / temperature, result.values_CN[c]);
      add(result.values_CN[c], sum_N);
    }
    invert(sum_N, result.factor_N);
  }

  /**
   * The same at two temperatures, tau and 1. Where tau is a small whole number, e^z = (e^(z /
   * tau))^tau, so that the exponentials need to be computed only once, to tau x 2e-7.
   *
   * @param logits_CN logits z; may be the array that receives those at tau
   * @param temperature tau &gt; 0
   * @param atTemperature receives exponentials and factors at tau
   * @param atOne receives them at 1
   */
  public static void write(
      float[][] logits_CN, float temperature, Exponentials atTemperature, Exponentials atOne) {
    int power = (int) temperature;
    if (power != temperature || power > LARGEST_POWER) {
      write(logits_CN, 1, atOne);
      write(logits_CN, temperature, atTemperature);
      return;
    }
    write(logits_CN, temperature, atTemperature);
    float[] sum_N = new float[atOne.factor_N.length];
    for (int c = 0; c < atOne.values_CN.length; c++) {
      writePower(atTemperature.values_CN[c], power, atOne.values_CN[c]);
      add(atOne.values_CN[c], sum_N);
    }
    invert(sum_N, atOne.factor_N);
  }

  private static float[] largest(float[][] logits_CN) {
    float[] largest_N = logits_CN[0].clone();
    for (float[] logits_N : logits_CN) {
      for (int i = 0; i < largest_N.length; i++) {
        largest_N[i] = Math.max(largest_N[i], logits_N[i]);
      }
    }
    return largest_N;
  }

  private static void writePower(float[] base_N, int power, float[] result_N) {
    System.arraycopy(base_N, 0, result_N, 0, base_N.length);
    for (int bit = Integer.highestOneBit(power) >> 1; bit > 0; bit >>= 1) {
      boolean odd = (power & bit) != 0;
      for (int i = 0; i < result_N.length; i++) {
        result_N[i] *= result_N[i];
      }
      for (int i = 0; odd && i < result_N.length; i++) {
        result_N[i] *= base_N[i];
      }
    }
  }

  private static void add(float[] terms_N, float[] sum_N) {
    for (int i = 0; i < sum_N.length; i++) {
      sum_N[i] += terms_N[i];
    }
  }

  private static void invert(float[] sum_N, float[] factor_N) {
    for (int i = 0; i < sum_N.length; i++) {
      factor_N[i] = 1 / sum_N[i];
    }
  }

  /**
   * Writes e^x, x = (z - largest) x inverse &lt;= 0. With u = x / 64, e^u - 1 is a Taylor
   * polynomial of degree 7, and e^2u - 1 = (e^u - 1)(e^u + 1) doubles u five times: the small
   * number keeps the digits that e^u itself would lose beside 1. The last doubling is a square, so
   * that no number is below 0.
   */
  private static void writeExponentials(
      float[] logits_N, float[] largest_N, float inverse, float[] result_N) {
    for (int i = 0; i < result_N.length; i++) {
      float logit = logits_N[i];
      // The last product is 0, or NaN where the logit is infinite: minus infinity must not pass
      // for a class of probability 0.
      float x = (logit - largest_N[i]) * inverse + 0 * logit;
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
      result_N[i] = root * root;
    }
  }
}
