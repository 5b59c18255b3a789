package org.almkd.data;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.LUDecomposition;

/**
 * The class posterior p*(x) of synthetic rows, which is known because we know how they are drawn: a
 * mixture of Gaussian groups of equal weight, each of one class, so that by Bayes' rule
 *
 * <pre>p*_c(x) = sum_{g of class c} N(x; mu_g, Sigma_g) / sum_g N(x; mu_g, Sigma_g)</pre>
 *
 * <p>Not thread-safe.
 */
final class ClassPosterior {
  private final Densities densities;
  private final int classes;

  /** Of each group. */
  private final double[] logDensities;

  private ClassPosterior(Densities densities, int groups, int classes) {
    this.densities = densities;
    this.classes = classes;
    this.logDensities = new double[groups];
  }

  /**
   * Returns the posterior of a shape.
   *
   * @throws InvalidDataException if the shape is none of Gaussian groups
   */
  static ClassPosterior of(SyntheticShape shape, int classes) {
    return new ClassPosterior(densities(shape), shape.groups(), classes);
  }

  private static Densities densities(SyntheticShape shape) {
    if (shape instanceof Blobs blobs) {
      return new BlobDensities(blobs);
    }
    if (shape instanceof HypercubeClusters clusters) {
      return new ClusterDensities(clusters);
    }
    throw new InvalidDataException(
        "Cannot tell the class posterior of the rows",
        "found data.synthetic.kind = spirals, whose posterior has no closed form; expected classification or blobs");
  }

  /**
   * Writes the posterior of one row.
   *
   * @param features its D features
   * @param posterior receives C probabilities from {@code posterior[to]} on
   */
  void write(float[] features, double[] posterior, int to) {
    densities.write(features, logDensities);
    double largest = Arrays.stream(logDensities).max().orElseThrow();
    double sum = 0;
    Arrays.fill(posterior, to, to + classes, 0);
    for (int g = 0; g < logDensities.length; g++) {
      double weight = Math.exp(logDensities[g] - largest);
      posterior[to + g % classes] += weight;
      sum += weight;
    }
    for (int c = 0; c < classes; c++) {
      posterior[to + c] /= sum;
    }
  }

  /** Logarithms of the densities of all groups, up to a number that all share. */
  private interface Densities {
    void write(float[] features, double[] logDensities);
  }

  private static final class BlobDensities implements Densities {
    private final double[][] centres;
    private final double variance;

    BlobDensities(Blobs blobs) {
      centres = new double[blobs.groups()][];
      Arrays.setAll(centres, blobs::centre);
      variance = blobs.deviation() * blobs.deviation();
    }

    @Override
    public void write(float[] features, double[] logDensities) {
      for (int g = 0; g < centres.length; g++) {
        double distance = 0;
        for (int j = 0; j < features.length; j++) {
          double difference = features[j] - centres[g][j];
          distance += difference * difference;
        }
        logDensities[g] = -distance / (2 * variance);
      }
    }
  }

  /**
   * x = corner + A^T z with z ~ N(0, I) in the informative dimensions: the density is that of z =
   * A^-T (x - corner), divided by |det A|. All other dimensions are the same for each group.
   */
  private static final class ClusterDensities implements Densities {
    private final double[][] corners;
    private final DecompositionSolver[] solvers;
    private final double[] logDeterminants;
    private final int[] order;

    ClusterDensities(HypercubeClusters clusters) {
      int groups = clusters.groups();
      corners = new double[groups][];
      Arrays.setAll(corners, clusters::corner);
      solvers = new DecompositionSolver[groups];
      logDeterminants = new double[groups];
      for (int g = 0; g < groups; g++) {
        LUDecomposition decomposition =
            new LUDecomposition(new Array2DRowRealMatrix(clusters.mixing(g)).transpose(), 0);
        solvers[g] = decomposition.getSolver();
        logDeterminants[g] = Math.log(Math.abs(decomposition.getDeterminant()));
      }
      order = clusters.order();
    }

    @Override
    public void write(float[] features, double[] logDensities) {
      double[] difference = new double[corners[0].length];
      for (int g = 0; g < corners.length; g++) {
        for (int j = 0; j < difference.length; j++) {
          difference[j] = features[order[j]] - corners[g][j];
        }
        double norm = solvers[g].solve(new ArrayRealVector(difference, false)).getNorm();
        logDensities[g] = -norm * norm / 2 - logDeterminants[g];
      }
    }
  }
}
