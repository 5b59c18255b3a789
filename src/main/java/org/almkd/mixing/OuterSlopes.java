package org.almkd.mixing;

import org.almkd.loss.FloatSoftmax;
import org.almkd.loss.Softmax;
import org.almkd.model.FeatureProducts;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The slopes softmax(a*) - q of an outer term in the type of its products: in double, or in float
 * where the products would round them in any case. Not thread-safe.
 */
sealed interface OuterSlopes {
  /**
   * Returns slopes of given rows.
   *
   * @param type FLOAT or DOUBLE
   * @param logits_CN student logits a
   * @param target_CN q
   */
  static OuterSlopes of(DataType type, double[][] logits_CN, double[][] target_CN) {
    return type == DataType.DOUBLE
        ? Doubles.of(logits_CN, target_CN)
        : Floats.of(narrow(logits_CN), narrow(target_CN));
  }

  private static float[][] narrow(double[][] numbers_CN) {
    float[][] narrowed_CN = new float[numbers_CN.length][numbers_CN[0].length];
    for (int c = 0; c < numbers_CN.length; c++) {
      for (int i = 0; i < numbers_CN[c].length; i++) {
        narrowed_CN[c][i] = (float) numbers_CN[c][i];
      }
    }
    return narrowed_CN;
  }

  /**
   * Hands factor x (softmax(a - eta D [h;1]) - q) to products.
   *
   * @param products have computed D [h;1]
   * @param learningRate eta
   * @param factor weight of a row
   */
  void write(FeatureProducts products, double learningRate, double factor);

  record Doubles(double[][] logits_CN, double[][] target_CN, double[][] moved_CN)
      implements OuterSlopes {
    /** Returns slopes that read both arrays anew each time. */
    static Doubles of(double[][] logits_CN, double[][] target_CN) {
      return new Doubles(logits_CN, target_CN, new double[logits_CN.length][logits_CN[0].length]);
    }

    @Override
    public void write(FeatureProducts products, double learningRate, double factor) {
      for (int c = 0; c < moved_CN.length; c++) {
        products.addTo(c, logits_CN[c], -learningRate, moved_CN[c]);
      }
      Softmax.writeColumns(moved_CN, 1, moved_CN);
      for (int c = 0; c < moved_CN.length; c++) {
        subtractTarget(factor, moved_CN[c], target_CN[c]);
        products.setSlopes(c, moved_CN[c]);
      }
    }

    private static void subtractTarget(double factor, double[] softmax_N, double[] target_N) {
      for (int i = 0; i < softmax_N.length; i++) {
        softmax_N[i] = factor * (softmax_N[i] - target_N[i]);
      }
    }
  }

  record Floats(float[][] logits_CN, float[][] target_CN, FloatSoftmax.Exponentials moved)
      implements OuterSlopes {
    /** Returns slopes that read both arrays anew each time. */
    static Floats of(float[][] logits_CN, float[][] target_CN) {
      return new Floats(
          logits_CN,
          target_CN,
          FloatSoftmax.Exponentials.of(logits_CN.length, logits_CN[0].length));
    }

    @Override
    public void write(FeatureProducts products, double learningRate, double factor) {
      float[][] moved_CN = moved.values_CN();
      for (int c = 0; c < moved_CN.length; c++) {
        products.addTo(c, logits_CN[c], (float) -learningRate, moved_CN[c]);
      }
      FloatSoftmax.write(moved_CN, 1, moved);
      for (int c = 0; c < moved_CN.length; c++) {
        subtractTarget((float) factor, moved_CN[c], moved.factor_N(), target_CN[c]);
        products.setSlopes(c, moved_CN[c]);
      }
    }

    private static void subtractTarget(
        float factor, float[] exponential_N, float[] share_N, float[] target_N) {
      for (int i = 0; i < exponential_N.length; i++) {
        exponential_N[i] = factor * (exponential_N[i] * share_N[i] - target_N[i]);
      }
    }
  }
}
