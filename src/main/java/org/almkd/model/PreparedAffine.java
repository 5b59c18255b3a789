package org.almkd.model;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Z = X W + b and its derivatives for one batch array X, on arrays that are made once: what a call
 * returns is overwritten by the next call of the same method.
 */
final class PreparedAffine {
  private final INDArray input_BH;
  private final INDArray weights_HC;
  private final INDArray biases_C;
  private final INDArray output_BC;
  private final INDArray inputGradient_BH;
  private final List<INDArray> gradients;
  private final Gradient gradient;
  private final PreparedOp forward;
  private INDArray outputGradient_BC;
  private PreparedOp backward;

  /**
   * Prepares for one batch array, which is read again at each call.
   *
   * @param input_BH X
   * @param parameters live views of a layer's W and b, by DL4J's keys
   * @param gradientViews where their gradients are written, by the same keys
   */
  PreparedAffine(
      INDArray input_BH, Map<String, INDArray> parameters, Map<String, INDArray> gradientViews) {
    this.input_BH = input_BH;
    weights_HC = parameters.get(DefaultParamInitializer.WEIGHT_KEY);
    biases_C = vector(parameters.get(DefaultParamInitializer.BIAS_KEY));
    output_BC =
        Nd4j.createUninitialized(
            weights_HC.dataType(), new long[] {input_BH.size(0), weights_HC.size(1)}, 'c');
    forward = PreparedOp.affine(input_BH, weights_HC, biases_C, output_BC);

    INDArray weightGradient = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    INDArray biasGradient = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
    inputGradient_BH = Nd4j.createUninitialized(weights_HC.dataType(), input_BH.shape(), 'c');
    gradients = List.of(inputGradient_BH, weightGradient, vector(biasGradient));
    gradient = new DefaultGradient();
    gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, weightGradient);
    gradient.setGradientFor(DefaultParamInitializer.BIAS_KEY, biasGradient);
  }

  private static INDArray vector(INDArray row) {
    return row.reshape(row.length());
  }

  /** Returns the array that {@link #forward} fills. */
  INDArray output() {
    return output_BC;
  }

  /** Returns Z, B x C. */
  INDArray forward() {
    forward.run();
    return output_BC;
  }

  /**
   * Writes the gradients of W and b and returns the derivative with respect to X, B x H.
   *
   * @param outputGradient_BC derivative of the loss with respect to Z
   */
  INDArray backward(INDArray outputGradient_BC) {
    if (this.outputGradient_BC != outputGradient_BC) {
      this.outputGradient_BC = outputGradient_BC;
      backward =
          PreparedOp.affineGradient(input_BH, weights_HC, biases_C, outputGradient_BC, gradients);
    }
    backward.run();
    return inputGradient_BH;
  }

  /** Returns DL4J's names for the gradients that {@link #backward} writes. */
  Gradient gradient() {
    return gradient;
  }
}
