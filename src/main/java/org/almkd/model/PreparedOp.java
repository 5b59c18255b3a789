package org.almkd.model;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A native operation bound to the arrays that it reads and writes, described once and run many
 * times.
 *
 * <p>A small network spends most of a step making array headers and descriptions of operations, not
 * multiplying. What a prepared operation writes is overwritten by its next run.
 */
final class PreparedOp {
  /**
   * Products of fewer multiplications go to BLAS, larger ones to oneDNN, which packs its operands
   * first: of a step of 14-50-20 on a processor with AVX-512 that took four fifths.
   */
  private static final long ONEDNN_MULTIPLICATIONS = 1L << 20;

  private final CustomOp op;
  private final OpContext arrays;

  private PreparedOp(String name, List<INDArray> inputs, List<INDArray> outputs) {
    op = DynamicCustomOp.builder(name).build();
    arrays = Nd4j.getExecutioner().buildContext();
    for (int i = 0; i < inputs.size(); i++) {
      arrays.setInputArray(i, inputs.get(i));
    }
    for (int i = 0; i < outputs.size(); i++) {
      arrays.setOutputArray(i, outputs.get(i));
    }
  }

  /** Returns Z = X W + b into {@code output_BC}; b is a vector. */
  static PreparedOp affine(
      INDArray input_BH, INDArray weights_HC, INDArray biases_C, INDArray output_BC) {
    return new PreparedOp("xw_plus_b", List.of(input_BH, weights_HC, biases_C), List.of(output_BC))
        .choosingLibrary(input_BH, weights_HC);
  }

  /** Writes the derivatives of X, W and b, given that of Z = X W + b; overwrites, never adds. */
  static PreparedOp affineGradient(
      INDArray input_BH,
      INDArray weights_HC,
      INDArray biases_C,
      INDArray outputGradient_BC,
      List<INDArray> gradients) {
    return new PreparedOp(
            "xw_plus_b_bp", List.of(input_BH, weights_HC, biases_C, outputGradient_BC), gradients)
        .choosingLibrary(input_BH, weights_HC);
  }

  private PreparedOp choosingLibrary(INDArray input_BH, INDArray weights_HC) {
    arrays.allowHelpers(input_BH.size(0) * weights_HC.length() >= ONEDNN_MULTIPLICATIONS);
    return this;
  }

  /** Overwrites an array with max(0, x). */
  static PreparedOp relu(INDArray inPlace) {
    PreparedOp relu = new PreparedOp("relu", List.of(inPlace), List.of(inPlace));
    relu.arrays.setTArguments(0);
    return relu;
  }

  /** Overwrites {@code gradient} with its numbers where {@code output} is above 0, elsewhere 0. */
  static PreparedOp reluGradient(INDArray output, INDArray gradient, INDArray result) {
    PreparedOp relu = new PreparedOp("relu_bp", List.of(output, gradient), List.of(result));
    relu.arrays.setTArguments(0);
    return relu;
  }

  /** Writes op(A) op(B), where op transposes or not. */
  static PreparedOp product(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray result) {
    PreparedOp product = new PreparedOp("matmul", List.of(a, b), List.of(result));
    product.arrays.setIArguments(transposeA ? 1 : 0, transposeB ? 1 : 0);
    return product;
  }

  void run() {
    Nd4j.getExecutioner().exec(op, arrays);
  }
}
