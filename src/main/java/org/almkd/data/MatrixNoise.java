package org.almkd.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Noise by a matrix of shares: the training rows of each class are ranked by hash and cut into runs
 * as long as its row of the matrix says; each run is given one class. Of a class of n rows the run
 * of share m has floor(n m) rows or one more, the largest remainders being rounded up, so that all
 * runs together have n.
 *
 * @param salt seed of the ranks
 * @param lastHashes of each class, the largest hash of each run
 * @param givenClasses of each class, the class that each run is given
 * @param changesLabels whether any run is given another class
 */
// Primitive arrays are the point: they are searched for every row; never compared.
@SuppressWarnings("ArrayRecordComponent")
record MatrixNoise(long salt, long[][] lastHashes, int[][] givenClasses, boolean changesLabels)
    implements LabelNoise {

  static MatrixNoise of(TrainingLabels rows, long salt, int classes, List<List<Double>> matrix) {
    if (matrix.size() != classes) {
      throw new InvalidDataException(
          "Cannot put noise on labels",
          "found %d rows in data.noise.matrix; expected %d, the number of classes; correct it"
              .formatted(matrix.size(), classes));
    }
    long[][] lastHashes = new long[classes][];
    int[][] givenClasses = new int[classes][];
    boolean changes = false;
    long[][] ids = rows.idsByClass(classes);
    for (int c = 0; c < classes; c++) {
      long[] hashes = Arrays.stream(ids[c]).map(id -> SeededHash.of(salt, id)).sorted().toArray();
      int[] counts = counts(hashes.length, matrix.get(c));
      givenClasses[c] = IntStream.range(0, classes).filter(j -> counts[j] > 0).toArray();
      lastHashes[c] = new long[givenClasses[c].length];
      int end = 0;
      for (int run = 0; run < lastHashes[c].length; run++) {
        end += counts[givenClasses[c][run]];
        lastHashes[c][run] = hashes[end - 1];
      }
      changes |= counts[c] < hashes.length;
    }
    return new MatrixNoise(salt, lastHashes, givenClasses, changes);
  }

  /** Shares of n rows as whole numbers that sum to n; equal remainders go to the lowest classes. */
  static int[] counts(int rows, List<Double> shares) {
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    double[] remainders = new double[shares.size()];
    int[] counts = new int[shares.size()];
    int left = rows;
    for (int j = 0; j < counts.length; j++) {
      double exact = rows * (shares.get(j) / sum);
      counts[j] = (int) exact;
      remainders[j] = exact - counts[j];
      left -= counts[j];
    }
    IntStream.range(0, counts.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(j -> -remainders[j]))
        .limit(left)
        .forEach(j -> counts[j]++);
    return counts;
  }

  @Override
  public int given(long id, Split split, int label) {
    if (split != Split.TRAIN) {
      return label;
    }
    int run = Arrays.binarySearch(lastHashes[label], SeededHash.of(salt, id));
    return givenClasses[label][run >= 0 ? run : -run - 1];
  }
}
