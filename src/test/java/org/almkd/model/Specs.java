package org.almkd.model;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.almkd.config.Architecture;
import org.almkd.loss.TargetLayout;
import org.nd4j.linalg.api.buffer.DataType;

/** Small networks and numbers for tests. */
final class Specs {
  private Specs() {}

  static NetworkSpec mlp(int inputs, List<Integer> hidden, int classes) {
    return mlp(inputs, hidden, new TargetLayout(classes, 0), 0.9, 5e-4, DataType.FLOAT);
  }

  static NetworkSpec mlp(
      int inputs,
      List<Integer> hidden,
      TargetLayout layout,
      double momentum,
      double weightDecay,
      DataType precision) {
    return new NetworkSpec(
        new Architecture.Mlp(hidden), inputs, layout, 4, momentum, weightDecay, precision);
  }

  static int[] sizes(NetworkSpec spec) {
    List<Integer> hidden = ((Architecture.Mlp) spec.architecture()).hidden();
    int[] sizes = new int[hidden.size() + 2];
    sizes[0] = spec.inputs();
    for (int l = 0; l < hidden.size(); l++) {
      sizes[l + 1] = hidden.get(l);
    }
    sizes[sizes.length - 1] = spec.layout().classes();
    return sizes;
  }

  static double[] random(long seed, int count, double bound) {
    return new SplittableRandom(seed).doubles(count, -bound, bound).toArray();
  }

  /** Numbers that a float holds exactly. */
  static float[] floats(long seed, int count, double bound) {
    double[] values = random(seed, count, bound);
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  static double[] row(double[] matrix, int row, int width) {
    return Arrays.copyOfRange(matrix, row * width, (row + 1) * width);
  }
}
