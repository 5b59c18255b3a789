package org.almkd.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Mean and deviation of each feature over the training rows, by which features become (x - mean) /
 * deviation, computed in double. The deviation is that of the population (divided by n); it is 1
 * for a constant feature.
 */
public final class Standardization implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] mean;
  private final double[] deviation;

  /** Both of one length; deviations above 0. */
  public Standardization(double[] mean, double[] deviation) {
    if (mean.length != deviation.length
        || Arrays.stream(deviation).anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException(
          "found "
              + mean.length
              + " means and "
              + deviation.length
              + " deviations; expected as many, deviations above 0");
    }
    this.mean = mean.clone();
    this.deviation = deviation.clone();
  }

  /** Changes nothing. */
  static Standardization none(int features) {
    double[] deviation = new double[features];
    Arrays.fill(deviation, 1);
    return new Standardization(new double[features], deviation);
  }

  /** Mean of each feature. */
  public double[] mean() {
    return mean.clone();
  }

  /** Deviation of each feature. */
  public double[] deviation() {
    return deviation.clone();
  }

  /** Returns rows of numbers, standardised. */
  public Features of(Features raw) {
    float[] values_ND = raw.floats().clone();
    apply(values_ND);
    return new Numbers(values_ND, raw.width());
  }

  /** Standardises row-major features in place. */
  public void apply(float[] features) {
    int width = mean.length;
    for (int i = 0; i < features.length; i++) {
      int column = i % width;
      features[i] = (float) ((features[i] - mean[column]) / deviation[column]);
    }
  }

  /** Exact text of numbers. */
  static String text(double[] values) {
    return Arrays.stream(values).mapToObj(Double::toHexString).collect(Collectors.joining(" "));
  }

  /** Numbers of {@link #text}. */
  static double[] parse(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}
