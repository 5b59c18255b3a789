package org.almkd.data;

import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;

/**
 * Fresh rows from the distribution that a configuration of synthetic data describes, with the
 * posteriors of their labels. They are none of the rows that a run is trained or measured on.
 *
 * @param rows N
 * @param width D
 * @param classes C
 * @param features N x D numbers
 * @param clean_NC p*(x), the posterior of the clean label, row-major
 * @param given_NC posterior of the label that a training row with these features is given, noise
 *     included, row-major
 */
public record SyntheticSample(
    int rows, int width, int classes, Features features, double[] clean_NC, double[] given_NC) {

  /**
   * Draws rows.
   *
   * @param config data whose source is synthetic, of Gaussian groups
   * @param rows N, at least 1
   * @param seed chooses the rows; the distribution is that of {@code config.seed()}
   * @throws InvalidDataException if the data are not synthetic, or their posterior is not known
   */
  public static SyntheticSample draw(DataConfig config, int rows, long seed) {
    if (!(config.source() instanceof DataSource.Synthetic source)) {
      throw new InvalidDataException(
          "Cannot draw fresh rows",
          "found data.source = %s; expected synthetic, whose class posterior is known"
              .formatted(config.source().key()));
    }
    int classes = config.classes().count();
    int width = source.features();
    SyntheticShape shape = SyntheticShape.of(source, classes, config.seed());
    ClassPosterior posterior = ClassPosterior.of(shape, classes);
    double[][] transition = NoiseTransition.of(config.noise(), classes);
    float[] features_ND = new float[rows * width];
    double[] clean_NC = new double[rows * classes];
    double[] given_NC = new double[rows * classes];
    float[] row = new float[width];
    long salt = SeededHash.salt(seed, "fresh synthetic row");
    for (int i = 0; i < rows; i++) {
      shape.fill(i % shape.groups(), new NormalNumbers(SeededHash.of(salt, i)), row);
      System.arraycopy(row, 0, features_ND, i * width, width);
      posterior.write(row, clean_NC, i * classes);
      writeGiven(clean_NC, i * classes, transition, given_NC);
    }
    return new SyntheticSample(
        rows, width, classes, Features.of(features_ND, rows), clean_NC, given_NC);
  }

  /** given_j = sum_c clean_c transition[c][j]. */
  private static void writeGiven(
      double[] clean, int from, double[][] transition, double[] given_NC) {
    for (int c = 0; c < transition.length; c++) {
      for (int j = 0; j < transition.length; j++) {
        given_NC[from + j] += clean[from + c] * transition[c][j];
      }
    }
  }
}
