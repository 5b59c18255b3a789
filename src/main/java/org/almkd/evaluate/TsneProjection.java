package org.almkd.evaluate;

import java.util.concurrent.ForkJoinPool;
import org.almkd.data.InvalidDataException;
import smile.manifold.TSNE;
import smile.math.MathEx;

/**
 * Rows in the plane, near each other where they are near in the space of their features: t-SNE (van
 * der Maaten and Hinton, Visualizing data using t-SNE, 2008).
 */
public final class TsneProjection {
  /** Rows that a row looks at, about: entropy of its neighbours as a count. */
  public static final int PERPLEXITY = 30;

  /** Fewest rows that can be projected: more than three times {@link #PERPLEXITY}. */
  public static final int FEWEST_ROWS = 3 * PERPLEXITY + 1;

  private static final double LEARNING_RATE = 200;
  private static final int ITERATIONS = 1000;
  private static final int PLANE = 2;

  private TsneProjection() {}

  /**
   * Projects rows. Time and memory grow with the square of their number: 1,000 rows take seconds.
   *
   * @param rows N x D features, all finite; N at least {@link #FEWEST_ROWS}
   * @param seed seed of the first places
   * @return N x 2 places; the same for the same rows and seed, whatever the number of cores
   * @throws InvalidDataException if there are too few rows
   */
  public static double[][] of(double[][] rows, long seed) {
    if (rows.length < FEWEST_ROWS) {
      throw new InvalidDataException(
          "Cannot project rows by t-SNE",
          "found %d rows; expected at least %d, more than three times its perplexity; take more rows"
              .formatted(rows.length, FEWEST_ROWS));
    }
    // Sums are split by the threads of the pool that asks: one thread, one result.
    ForkJoinPool pool = new ForkJoinPool(1);
    try {
      return pool.submit(() -> project(rows, seed)).join();
    } finally {
      pool.shutdown();
    }
  }

  private static double[][] project(double[][] rows, long seed) {
    MathEx.setSeed(seed);
    return new TSNE(rows, PLANE, PERPLEXITY, LEARNING_RATE, ITERATIONS).coordinates;
  }
}
