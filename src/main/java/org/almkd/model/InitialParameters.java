package org.almkd.model;

import java.util.SplittableRandom;
import org.almkd.config.Initialisation;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Seeded initial weights, a pure function of (spec, initialisation, seed).
 *
 * <ul>
 *   <li>torch: weights and biases uniform in +-1 / sqrt(fan-in), PyTorch's default for linear
 *       layers and convolutions;
 *   <li>he: weights normal with deviation sqrt(2 / fan-in), biases 0 (He et al., 2015);
 *   <li>xavier: weights uniform in +-sqrt(6 / (fan-in + fan-out)), biases 0 (Glorot and Bengio,
 *       2010).
 * </ul>
 *
 * <p>Batch normalisations start with gain 1, shift 0, mean 0 and variance 1.
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
    if (weights == null) {
      startNorm(layer);
      return;
    }
    Fans fans = Fans.of(weights);
    int count = (int) weights.length();
    switch (initialisation) {
      case TORCH -> {
        double bound = 1 / Math.sqrt(fans.in());
        Matrices.write(uniform(random, count, bound), weights);
        INDArray biases = layer.getParam("b");
        if (biases != null) {
          Matrices.write(uniform(random, (int) biases.length(), bound), biases);
        }
      }
      case HE -> Matrices.write(normal(random, count, Math.sqrt(2 / fans.in())), weights);
      case XAVIER ->
          Matrices.write(uniform(random, count, Math.sqrt(6 / (fans.in() + fans.out()))), weights);
    }
  }

  /** A batch normalisation starts as the identity on normal numbers. */
  private static void startNorm(Layer layer) {
    layer.getParam(BatchNormalizationParamInitializer.GAMMA).assign(1);
    layer.getParam(BatchNormalizationParamInitializer.BETA).assign(0);
    layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN).assign(0);
    layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR).assign(1);
  }

  /**
   * Numbers that each output is a sum of, and outputs that each input goes to.
   *
   * @param in fan-in
   * @param out fan-out
   */
  private record Fans(double in, double out) {
    static Fans of(INDArray weights) {
      if (weights.rank() == 4) {
        // A convolution: out x in x height x width.
        double kernel = weights.size(2) * weights.size(3);
        return new Fans(weights.size(1) * kernel, weights.size(0) * kernel);
      }
      return new Fans(weights.size(0), weights.size(1));
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
