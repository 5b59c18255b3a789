package org.almkd.mixing;

import org.almkd.loss.Softmax;
import org.almkd.model.Matrices;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The lambda update as it is done without the closed form: the last-layer gradient of each row's
 * label loss and teacher loss, C (H + 1) numbers each, is stored for all rows of a chunk; the
 * look-ahead step is their weighted sum, each lambda's slope the product of the row's gradients
 * with that of the outer loss. The products run in BLAS. One teacher, one inner step.
 */
final class StoredGradients {
  private final LambdaUpdate update;

  StoredGradients(LambdaUpdate update) {
    this.update = update;
  }

  void apply(LastLayer rows, LastLayer validation, ChunkPlan plan, double[] lambdas) {
    OuterTarget target = update.outer().target();
    double[] validationTarget_VC = new double[validation.logits_NC().length];
    target.write(validation, validationTarget_VC);
    for (ChunkPlan.Chunk chunk : plan.chunks()) {
      LastLayer selected = rows.select(chunk.rows());
      double[][] slopes_2NC = new double[2][selected.logits_NC().length];
      double[] target_NC = new double[selected.logits_NC().length];
      LogitGradients.write(selected, update.outer().temperature(), slopes_2NC, target, target_NC);
      INDArray labels_NP = gradients(slopes_2NC[0], selected);
      INDArray teacher_NP = gradients(slopes_2NC[1], selected);
      int n = selected.rows();
      float[] labelWeights = new float[n];
      float[] teacherWeights = new float[n];
      for (int i = 0; i < n; i++) {
        teacherWeights[i] = (float) lambdas[chunk.rows()[i]];
        labelWeights[i] = 1 - teacherWeights[i];
      }
      INDArray step_P = sum(labels_NP, labelWeights).addi(sum(teacher_NP, teacherWeights)).divi(n);
      INDArray outer_P = outerGradient(validation, validationTarget_VC, step_P);
      outer_P.addi(
          outerGradient(selected, target_NC, step_P).muli(update.outer().trainTermWeight()));
      double[] slopes =
          Matrices.rows(
              Nd4j.gemm(teacher_NP, outer_P, false, false)
                  .subi(Nd4j.gemm(labels_NP, outer_P, false, false)));
      for (int i = 0; i < n; i++) {
        int row = chunk.rows()[i];
        double gradient = -update.learningRate() / n * slopes[i];
        double moved = lambdas[row] - update.lambdaLearningRate() * gradient;
        lambdas[row] = Math.max(update.low(), Math.min(update.high(), moved));
      }
    }
  }

  /** Returns the gradient s_i [h_i;1]^T of each row, one row of C (H + 1) numbers each. */
  private static INDArray gradients(double[] slopes_NC, LastLayer rows) {
    int classes = rows.classes();
    int width = (int) rows.features_NH().size(1);
    float[] features_NH = Matrices.floatRows(rows.features_NH());
    INDArray all =
        Nd4j.createUninitialized(
            DataType.FLOAT, new long[] {rows.rows(), (long) classes * (width + 1)}, 'c');
    float[] row = new float[classes * (width + 1)];
    FloatPointer native_NP = new FloatPointer(all.data().addressPointer());
    for (int i = 0; i < rows.rows(); i++) {
      for (int c = 0; c < classes; c++) {
        float slope = (float) slopes_NC[i * classes + c];
        int to = c * (width + 1);
        for (int h = 0; h < width; h++) {
          row[to + h] = slope * features_NH[i * width + h];
        }
        row[to + width] = slope;
      }
      native_NP.position((long) i * row.length).put(row, 0, row.length);
    }
    return all;
  }

  private static INDArray sum(INDArray gradients_NP, float[] weights_N) {
    INDArray weights = Nd4j.createFromArray(weights_N).reshape('c', weights_N.length, 1);
    return Nd4j.gemm(gradients_NP, weights, true, false);
  }

  /** Returns mean over rows of (softmax(a*) - q)[h;1]^T, as a column of C (H + 1) numbers. */
  private INDArray outerGradient(LastLayer rows, double[] target, INDArray step_P) {
    int classes = rows.classes();
    int width = (int) rows.features_NH().size(1);
    INDArray biased_NH = biased(rows, width);
    INDArray step_CH =
        Nd4j.createFromArray(Matrices.floatRows(step_P)).reshape('c', classes, width + 1);
    double[] moved = Matrices.rows(Nd4j.gemm(biased_NH, step_CH, false, true));
    for (int j = 0; j < moved.length; j++) {
      moved[j] = rows.logits_NC()[j] - update.learningRate() * moved[j];
    }
    Softmax.writeRows(moved, 0, rows.rows(), classes, 1, moved);
    for (int j = 0; j < moved.length; j++) {
      moved[j] = (moved[j] - target[j]) / rows.rows();
    }
    INDArray slopes =
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows.rows(), classes}, 'c');
    Matrices.write(moved, slopes);
    INDArray gradient = Nd4j.gemm(slopes, biased_NH, true, false);
    return Nd4j.createFromArray(Matrices.floatRows(gradient)).reshape('c', gradient.length(), 1);
  }

  private static INDArray biased(LastLayer rows, int width) {
    float[] features = Matrices.floatRows(rows.features_NH());
    float[] biased = new float[rows.rows() * (width + 1)];
    for (int i = 0; i < rows.rows(); i++) {
      System.arraycopy(features, i * width, biased, i * (width + 1), width);
      biased[i * (width + 1) + width] = 1;
    }
    return Nd4j.createFromArray(biased).reshape('c', rows.rows(), width + 1);
  }
}
