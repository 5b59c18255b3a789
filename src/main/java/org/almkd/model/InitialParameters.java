package org.almkd.model;

import java.util.SplittableRandom;
import org.almkd.config.Initialisation;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Seeded initial weights, a pure function of (spec, initialisation, seed).
 *
 * <ul>
 *   <li>torch: weights and biases uniform in +-1 / sqrt(fan-in), PyTorch's default for linear
 *       layers;
 *   <li>he: weights normal with deviation sqrt(2 / fan-in), biases 0 (He et al., 2015);
 *   <li>xavier: weights uniform in +-sqrt(6 / (fan-in + fan-out)), biases 0 (Glorot and Bengio,
 *       2010).
 * </ul>
 */
public final class InitialParameters {
  private InitialParameters() {}

  /**
   * Returns the P initial parameters in DL4J's order.
   *
   * @param spec what the network is built from
   * @param initialisation the distribution
   * @param seed any number
   */
  public static float[] draw(NetworkSpec spec, Initialisation initialisation, long seed) {
    Network network = Network.create(spec);
    SplittableRandom random = new SplittableRandom(seed);
    for (Layer layer : network.layers()) {
      if (layer.numParams() > 0) {
        // Each layer has its own stream, so that a change of one layer leaves the others as they
        // were.
        drawLayer(layer, initialisation, random.split());
      }
    }
    return Matrices.floatRows(network.parameters());
  }

  private static void drawLayer(
      Layer layer, Initialisation initialisation, SplittableRandom random) {
    INDArray weights = layer.getParam("W");
    INDArray biases = layer.getParam("b");
    double fanIn = weights.size(0);
    double fanOut = weights.size(1);
    int count = (int) weights.length();
    switch (initialisation) {
      case TORCH -> {
        Matrices.write(uniform(random, count, 1 / Math.sqrt(fanIn)), weights);
        Matrices.write(uniform(random, (int) fanOut, 1 / Math.sqrt(fanIn)), biases);
      }
      case HE -> Matrices.write(normal(random, count, Math.sqrt(2 / fanIn)), weights);
      case XAVIER ->
          Matrices.write(uniform(random, count, Math.sqrt(6 / (fanIn + fanOut))), weights);
    }
  }

  private static double[] uniform(SplittableRandom random, int count, double bound) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (2 * random.nextDouble() - 1) * bound;
    }
    return values;
  }

  private static double[] normal(SplittableRandom random, int count, double deviation) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }
}
