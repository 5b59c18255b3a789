package org.almkd.data;

import org.almkd.config.DataSource;

/**
 * Arms of a spiral in the plane, one a class, each turned by 2 pi / C against the one before:
 * radius uniform in [0, 10), one full turn from centre to rim, Gaussian deviation in both
 * directions.
 */
final class Spirals implements SyntheticShape {
  private static final long serialVersionUID = 1L;
  private static final double RADIUS = 10;

  private final int classes;
  private final double deviation;

  private Spirals(int classes, double deviation) {
    this.classes = classes;
    this.deviation = deviation;
  }

  static Spirals of(DataSource.Synthetic config, int classes) {
    if (config.features() != 2) {
      throw new InvalidDataException(
          "Cannot draw spirals",
          "found data.synthetic.features = "
              + config.features()
              + "; expected 2, since spirals lie in the plane; set it to 2");
    }
    return new Spirals(classes, config.deviation());
  }

  @Override
  public int groups() {
    return classes;
  }

  @Override
  public void fill(int group, NormalNumbers numbers, float[] features) {
    double along = numbers.uniform(0, 1);
    double angle = 2 * Math.PI * (along + (double) group / classes);
    features[0] = (float) (RADIUS * along * StrictMath.cos(angle) + deviation * numbers.normal());
    features[1] = (float) (RADIUS * along * StrictMath.sin(angle) + deviation * numbers.normal());
  }
}
