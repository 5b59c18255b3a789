package org.almkd.data;

import org.almkd.config.DataSource;

/**
 * One Gaussian ball a class: centres uniform in the box [-10 s, 10 s]^D, s = class-separation, and
 * the same deviation in each direction. With s = 1 and deviation 1 it is what scikit-learn's
 * make_blobs draws.
 */
final class Blobs implements SyntheticShape {
  private static final long serialVersionUID = 1L;
  private static final double HALF_BOX = 10;

  private final double[][] centres;
  private final double deviation;

  private Blobs(double[][] centres, double deviation) {
    this.centres = centres;
    this.deviation = deviation;
  }

  static Blobs of(DataSource.Synthetic config, int classes, long seed) {
    NormalNumbers numbers = new NormalNumbers(SeededHash.of(seed, "synthetic-shape", 0));
    double half = HALF_BOX * config.classSeparation();
    double[][] centres = new double[classes][config.features()];
    for (double[] centre : centres) {
      for (int j = 0; j < centre.length; j++) {
        centre[j] = numbers.uniform(-half, half);
      }
    }
    return new Blobs(centres, config.deviation());
  }

  @Override
  public int groups() {
    return centres.length;
  }

  /** Centre of a class. */
  double[] centre(int group) {
    return centres[group].clone();
  }

  /** Standard deviation in each direction. */
  double deviation() {
    return deviation;
  }

  @Override
  public void fill(int group, NormalNumbers numbers, float[] features) {
    for (int j = 0; j < features.length; j++) {
      features[j] = (float) (centres[group][j] + deviation * numbers.normal());
    }
  }
}
