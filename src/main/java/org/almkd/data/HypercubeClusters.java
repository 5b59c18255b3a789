package org.almkd.data;

import java.util.LinkedHashSet;
import java.util.Set;
import org.almkd.config.DataSource;

/**
 * Gaussian clusters at the corners of a hypercube, by the description of scikit-learn's
 * make_classification (hypercube, flip_y 0, no redundant or repeated features, shift 0, scale 1):
 * each cluster sits on a corner of its own of {-s, +s}^m in the m informative dimensions and has
 * covariance A^T A, A uniform in [-1, 1]; the other features are N(0, 1); the order of features is
 * shuffled.
 *
 * <p>I. Guyon, Design of experiments for the NIPS 2003 variable selection benchmark, 2003.
 */
final class HypercubeClusters implements SyntheticShape {
  private static final long serialVersionUID = 1L;

  /** groups x m. */
  private final double[][] corners;

  /** groups x m x m. */
  private final double[][][] mixing;

  /** Place of each feature in the row; the first m are informative. */
  private final int[] order;

  private HypercubeClusters(double[][] corners, double[][][] mixing, int[] order) {
    this.corners = corners;
    this.mixing = mixing;
    this.order = order;
  }

  static HypercubeClusters of(DataSource.Synthetic config, int classes, long seed) {
    int groups = Math.multiplyExact(classes, config.clustersPerClass());
    int informative = config.informative();
    if (informative < 31 && groups > 1L << informative) {
      throw new InvalidDataException(
          "Cannot place clusters on a hypercube",
          "found "
              + classes
              + " classes x "
              + config.clustersPerClass()
              + " clusters; expected at most 2^informative = "
              + (1L << informative)
              + "; raise data.synthetic.informative");
    }
    NormalNumbers numbers = new NormalNumbers(SeededHash.of(seed, "synthetic-shape", 0));
    double[][] corners = corners(groups, informative, config.classSeparation(), numbers);
    double[][][] mixing = new double[groups][informative][informative];
    for (double[][] matrix : mixing) {
      for (double[] row : matrix) {
        for (int j = 0; j < informative; j++) {
          row[j] = numbers.uniform(-1, 1);
        }
      }
    }
    return new HypercubeClusters(corners, mixing, shuffled(config.features(), numbers));
  }

  private static double[][] corners(
      int groups, int dimensions, double separation, NormalNumbers numbers) {
    Set<String> taken = new LinkedHashSet<>();
    double[][] corners = new double[groups][dimensions];
    for (double[] corner : corners) {
      StringBuilder bits;
      do {
        bits = new StringBuilder();
        for (int j = 0; j < dimensions; j++) {
          bits.append(numbers.below(2));
        }
      } while (!taken.add(bits.toString()));
      for (int j = 0; j < dimensions; j++) {
        corner[j] = bits.charAt(j) == '1' ? separation : -separation;
      }
    }
    return corners;
  }

  /** Fisher and Yates. */
  private static int[] shuffled(int count, NormalNumbers numbers) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = (int) numbers.below(i + 1L);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public int groups() {
    return corners.length;
  }

  /** Corner of a group in the informative dimensions. */
  double[] corner(int group) {
    return corners[group].clone();
  }

  /** A of a group. */
  double[][] mixing(int group) {
    return mixing[group].clone();
  }

  /** Place of each feature in the row; informative ones first. */
  int[] order() {
    return order.clone();
  }

  @Override
  public void fill(int group, NormalNumbers numbers, float[] features) {
    double[] corner = corners[group];
    double[] point = corner.clone();
    for (int i = 0; i < corner.length; i++) {
      double normal = numbers.normal();
      double[] row = mixing[group][i];
      for (int j = 0; j < corner.length; j++) {
        point[j] += normal * row[j];
      }
    }
    for (int j = 0; j < order.length; j++) {
      features[order[j]] = (float) (j < point.length ? point[j] : numbers.normal());
    }
  }
}
