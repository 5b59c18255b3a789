package org.almkd.mixing;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.almkd.data.Features;
import org.almkd.data.Shard;

/**
 * Rows whose labels are drawn as the model of {@link NoiseFit} says: logits at random, the true
 * class from their softmax, the given class from a row of the noise matrix.
 *
 * @param logits_NC logits of a perfectly calibrated teacher
 * @param clean true classes
 * @param labels given classes
 */
record DoubtRows(float[] logits_NC, int[] clean, int[] labels) {

  /** Draws rows; the wider the logits, the surer the teacher. */
  static DoubtRows draw(long seed, int rows, double width, NoiseModel noise) {
    SplittableRandom random = new SplittableRandom(seed);
    int classes = noise.classes();
    float[] logits_NC = new float[rows * classes];
    int[] clean = new int[rows];
    int[] labels = new int[rows];
    double[] pi_C = new double[classes];
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < classes; c++) {
        logits_NC[i * classes + c] = (float) (width * random.nextDouble(-1, 1));
      }
      Calibration.NONE.write(wide(logits_NC, i * classes, classes), 0, classes, pi_C, 0);
      clean[i] = pick(pi_C, random.nextDouble());
      double[] given_C = new double[classes];
      for (int j = 0; j < classes; j++) {
        given_C[j] = noise.probability(clean[i], j);
      }
      labels[i] = pick(given_C, random.nextDouble());
    }
    return new DoubtRows(logits_NC, clean, labels);
  }

  /** Returns the rows with their logits as doubles, at some scale. */
  double[] logits(double scale) {
    double[] scaled = wide(logits_NC, 0, logits_NC.length);
    for (int j = 0; j < scaled.length; j++) {
      scaled[j] *= scale;
    }
    return scaled;
  }

  /** Returns the share of labels that are wrong. */
  double flipped() {
    return IntStream.range(0, labels.length).filter(i -> labels[i] != clean[i]).count()
        / (double) labels.length;
  }

  /** Returns rows from, from + step, .. as a shard; ids and ranks are row numbers. */
  Shard shard(int index, int from, int step) {
    int classes = logits_NC.length / labels.length;
    int[] rows = IntStream.range(0, labels.length).filter(i -> i % step == from).toArray();
    float[] logits = new float[rows.length * classes];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(logits_NC, rows[i] * classes, logits, i * classes, classes);
    }
    return new Shard(
        index,
        IntStream.of(rows).mapToLong(i -> i).toArray(),
        rows,
        Features.of(new float[0], 0),
        IntStream.of(rows).map(i -> labels[i]).toArray(),
        IntStream.of(rows).map(i -> clean[i]).toArray(),
        new float[][] {logits});
  }

  private static int pick(double[] probabilities, double uniform) {
    double sum = 0;
    for (int c = 0; c < probabilities.length - 1; c++) {
      sum += probabilities[c];
      if (uniform < sum) {
        return c;
      }
    }
    return probabilities.length - 1;
  }

  private static double[] wide(float[] values, int from, int count) {
    return IntStream.range(from, from + count).mapToDouble(j -> values[j]).toArray();
  }
}
