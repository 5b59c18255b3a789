package org.almkd.mixing;

import java.util.stream.IntStream;
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
    int[] all = IntStream.range(0, validation.rows()).toArray();
    ClassColumns validationColumns = columns(validation, all);
    double[][] validationTarget_CV = target.of(validationColumns);
    INDArray validation_VH1 = biased(validation);
    int teachers = rows.teacherLogits_KNC().length;
    for (ChunkPlan.Chunk chunk : plan.chunks()) {
      LastLayer selected = rows.select(chunk.rows());
      ClassColumns columns = columns(rows, chunk.rows());
      INDArray chunk_NH1 = biased(selected);
      double[][] target_CN = new double[rows.classes()][selected.rows()];
      double[][][] slopes_2CN =
          new LogitGradients(
                  teachers, rows.classes(), selected.rows(), update.outer().temperature())
              .of(columns, target, target_CN);
      INDArray labels_NP = gradients(slopes_2CN[0], selected);
      INDArray teacher_NP = gradients(slopes_2CN[1], selected);
      int n = selected.rows();
      float[] labelWeights = new float[n];
      float[] teacherWeights = new float[n];
      for (int i = 0; i < n; i++) {
        teacherWeights[i] = (float) lambdas[chunk.rows()[i]];
        labelWeights[i] = 1 - teacherWeights[i];
      }
      INDArray step_P = sum(labels_NP, labelWeights).addi(sum(teacher_NP, teacherWeights)).divi(n);
      INDArray outer_P =
          outerGradient(validationColumns.logits_CN(), validation_VH1, validationTarget_CV, step_P);
      outer_P.addi(
          outerGradient(columns.logits_CN(), chunk_NH1, target_CN, step_P)
              .muli(update.outer().trainTermWeight()));
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
  private static INDArray gradients(double[][] slopes_CN, LastLayer rows) {
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
        float slope = (float) slopes_CN[c][i];
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
  private INDArray outerGradient(
      double[][] logits_CN, INDArray biased_NH1, double[][] target_CN, INDArray step_P) {
    int classes = logits_CN.length;
    int rows = logits_CN[0].length;
    INDArray step_CH1 =
        Nd4j.createFromArray(Matrices.floatRows(step_P)).reshape('c', classes, biased_NH1.size(1));
    float[] step = Matrices.floatRows(Nd4j.gemm(step_CH1, biased_NH1, false, true));
    double[][] moved_CN = new double[classes][rows];
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < rows; i++) {
        moved_CN[c][i] = logits_CN[c][i] - update.learningRate() * step[c * rows + i];
      }
    }
    Softmax.writeColumns(moved_CN, 1, moved_CN);
    float[] slopes = new float[step.length];
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < rows; i++) {
        slopes[c * rows + i] = (float) ((moved_CN[c][i] - target_CN[c][i]) / rows);
      }
    }
    INDArray slopes_CN = Nd4j.createFromArray(slopes).reshape('c', classes, rows);
    INDArray gradient = Nd4j.gemm(slopes_CN, biased_NH1, false, false);
    return Nd4j.createFromArray(Matrices.floatRows(gradient)).reshape('c', gradient.length(), 1);
  }

  private static ClassColumns columns(LastLayer rows, int[] chosen) {
    ClassColumns columns = ClassColumns.like(rows, chosen.length);
    columns.load(rows, chosen);
    return columns;
  }

  private static INDArray biased(LastLayer rows) {
    int width = (int) rows.features_NH().size(1);
    float[] features = Matrices.floatRows(rows.features_NH());
    float[] biased = new float[rows.rows() * (width + 1)];
    for (int i = 0; i < rows.rows(); i++) {
      System.arraycopy(features, i * width, biased, i * (width + 1), width);
      biased[i * (width + 1) + width] = 1;
    }
    return Nd4j.createFromArray(biased).reshape('c', rows.rows(), width + 1);
  }
}
