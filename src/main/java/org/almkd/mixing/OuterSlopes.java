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
   * Returns room for C x N slopes.
   *
   * @param type FLOAT or DOUBLE
   */
  static OuterSlopes of(DataType type, int classes, int rows) {
    return type == DataType.DOUBLE
        ? new Doubles(
            new double[classes][rows], new double[classes][rows], new double[classes][rows])
        : new Floats(
            new float[classes][rows],
            new float[classes][rows],
            new float[classes][rows],
            new float[rows]);
  }

  /**
   * Copies student logits a and targets q.
   *
   * @param logits_CN a
   * @param target_CN q
   */
  void load(double[][] logits_CN, double[][] target_CN);

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
    @Override
    public void load(double[][] logits_CN, double[][] target_CN) {
      for (int c = 0; c < logits_CN.length; c++) {
        System.arraycopy(logits_CN[c], 0, this.logits_CN[c], 0, logits_CN[c].length);
        System.arraycopy(target_CN[c], 0, this.target_CN[c], 0, target_CN[c].length);
      }
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

  record Floats(float[][] logits_CN, float[][] target_CN, float[][] moved_CN, float[] share_N)
      implements OuterSlopes {
    @Override
    public void load(double[][] logits_CN, double[][] target_CN) {
      for (int c = 0; c < logits_CN.length; c++) {
        narrow(logits_CN[c], this.logits_CN[c]);
        narrow(target_CN[c], this.target_CN[c]);
      }
    }

    private static void narrow(double[] numbers, float[] narrowed) {
      for (int i = 0; i < narrowed.length; i++) {
        narrowed[i] = (float) numbers[i];
      }
    }

    @Override
    public void write(FeatureProducts products, double learningRate, double factor) {
      for (int c = 0; c < moved_CN.length; c++) {
        products.addTo(c, logits_CN[c], (float) -learningRate, moved_CN[c]);
      }
      FloatSoftmax.writeExponentials(moved_CN, moved_CN, share_N);
      for (int c = 0; c < moved_CN.length; c++) {
        subtractTarget((float) factor, moved_CN[c], share_N, target_CN[c]);
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
