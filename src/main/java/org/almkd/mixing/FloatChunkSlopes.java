package org.almkd.mixing;

import java.util.Arrays;
import org.almkd.loss.FloatSoftmax;
import org.almkd.loss.FloatSoftmax.Exponentials;
import org.almkd.model.FeatureProducts;
import org.almkd.model.Forward;

/**
 * Slopes in single precision, for products that would round them in any case: half the memory and
 * twice the numbers a vector instruction of {@link DoubleChunkSlopes}.
 */
final class FloatChunkSlopes implements ChunkSlopes {
  /** Rows transposed at a time. */
  private static final int BLOCK = 8;

  private final OuterTarget target;
  private final boolean hasTerm;
  private final float temperature;
  private final int[] labels;
  private final float[][] logits_CN;
  private final float[][] target_CN;

  /** dS, then dK of each teacher. */
  private final float[][][] slopes_K1CN;

  /** tau softmax(a / tau). */
  private final Exponentials student;

  private final Exponentials teacherAtOne;

  FloatChunkSlopes(LastLayer shard, int rows, OuterLoss outer) {
    int classes = shard.classes();
    target = outer.target();
    hasTerm = outer.trainTermWeight() != 0;
    temperature = (float) outer.temperature();
    labels = new int[rows];
    logits_CN = new float[classes][rows];
    target_CN = hasTerm ? new float[classes][rows] : new float[0][];
    slopes_K1CN = new float[1 + shard.teacherLogits_KNC().length][classes][rows];
    student = Exponentials.of(classes, rows);
    teacherAtOne = Exponentials.of(classes, rows);
  }

  @Override
  public void load(LastLayer shard, int[] rows_N) {
    for (int i = 0; i < rows_N.length; i++) {
      labels[i] = shard.labels()[rows_N[i]];
    }
    transpose(shard.logits_NC(), rows_N, logits_CN);
    loadLabels();
    for (int k = 0; k < shard.teacherLogits_KNC().length; k++) {
      transpose(shard.teacherLogits_KNC()[k], rows_N, slopes_K1CN[1 + k]);
      loadTeacher(k);
    }
  }

  private void loadLabels() {
    float[][] label_CN = slopes_K1CN[0];
    Exponentials atOne = new Exponentials(label_CN, new float[labels.length]);
    FloatSoftmax.write(logits_CN, temperature, student, atOne);
    for (int i = 0; i < labels.length; i++) {
      student.factor_N()[i] *= temperature;
    }
    for (int c = 0; c < label_CN.length; c++) {
      multiply(student.values_CN()[c], student.factor_N());
      multiply(label_CN[c], atOne.factor_N());
    }
    for (float[] target_N : target_CN) {
      Arrays.fill(target_N, 0);
    }
    float labelShare = (float) target.labelShare();
    for (int i = 0; i < labels.length; i++) {
      label_CN[labels[i]][i] -= 1;
      if (hasTerm) {
        target_CN[labels[i]][i] = labelShare;
      }
    }
  }

  /** Turns a teacher's logits into dK. */
  private void loadTeacher(int k) {
    float[][] teacher_CN = slopes_K1CN[1 + k];
    Exponentials teacher = new Exponentials(teacher_CN, new float[labels.length]);
    float share = hasTerm ? (float) target.share(k) : 0;
    if (share == 0) {
      FloatSoftmax.write(teacher_CN, temperature, teacher);
    } else {
      FloatSoftmax.write(teacher_CN, temperature, teacher, teacherAtOne);
      for (int c = 0; c < teacher_CN.length; c++) {
        addShare(share, teacherAtOne.values_CN()[c], teacherAtOne.factor_N(), target_CN[c]);
      }
    }
    for (int c = 0; c < teacher_CN.length; c++) {
      subtract(student.values_CN()[c], temperature, teacher.factor_N(), teacher_CN[c]);
    }
  }

  @Override
  public OuterSlopes outerSlopes() {
    return OuterSlopes.Floats.of(logits_CN, target_CN);
  }

  @Override
  public void writeMixed(double[][] weights_K1N, FeatureProducts products) {
    float[][] narrowed_K1N = new float[weights_K1N.length][];
    for (int m = 0; m < weights_K1N.length; m++) {
      narrowed_K1N[m] = narrow(weights_K1N[m]);
    }
    float[] mixed_N = new float[labels.length];
    for (int c = 0; c < logits_CN.length; c++) {
      Arrays.fill(mixed_N, 0);
      for (int m = 0; m < narrowed_K1N.length; m++) {
        addProducts(narrowed_K1N[m], slopes_K1CN[m][c], mixed_N);
      }
      products.setSlopes(c, mixed_N);
    }
  }

  @Override
  public double[][] outerProducts(FeatureProducts products) {
    float[][] products_K1N = new float[slopes_K1CN.length][labels.length];
    float[] outerSlopes_N = new float[labels.length];
    for (int c = 0; c < logits_CN.length; c++) {
      products.copy(c, outerSlopes_N);
      for (int m = 0; m < products_K1N.length; m++) {
        addProducts(slopes_K1CN[m][c], outerSlopes_N, products_K1N[m]);
      }
    }
    double[][] widened_K1N = new double[products_K1N.length][];
    for (int m = 0; m < products_K1N.length; m++) {
      widened_K1N[m] = Forward.widen(products_K1N[m]);
    }
    return widened_K1N;
  }

  private static float[] narrow(double[] numbers) {
    float[] narrowed = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      narrowed[i] = (float) numbers[i];
    }
    return narrowed;
  }

  private static void multiply(float[] values_N, float[] factor_N) {
    for (int i = 0; i < values_N.length; i++) {
      values_N[i] *= factor_N[i];
    }
  }

  private static void addShare(
      float share, float[] exponential_N, float[] factor_N, float[] target_N) {
    for (int i = 0; i < target_N.length; i++) {
      target_N[i] += share * (exponential_N[i] * factor_N[i]);
    }
  }

  /** Writes student - temperature x factor x teacher in place of the teacher. */
  private static void subtract(
      float[] student_N, float temperature, float[] factor_N, float[] teacher_N) {
    for (int i = 0; i < teacher_N.length; i++) {
      teacher_N[i] = student_N[i] - temperature * (teacher_N[i] * factor_N[i]);
    }
  }

  private static void addProducts(float[] a_N, float[] b_N, float[] sum_N) {
    for (int i = 0; i < sum_N.length; i++) {
      sum_N[i] += a_N[i] * b_N[i];
    }
  }

  private static void transpose(double[] matrix, int[] rows_N, float[][] columns_CN) {
    int classes = columns_CN.length;
    int first = 0;
    for (; first + BLOCK <= rows_N.length; first += BLOCK) {
      transposeBlock(matrix, rows_N, first, columns_CN);
    }
    for (; first < rows_N.length; first++) {
      int from = rows_N[first] * classes;
      for (int c = 0; c < classes; c++) {
        columns_CN[c][first] = (float) matrix[from + c];
      }
    }
  }

  /**
   * Transposes {@link #BLOCK} rows, class by class: written out, since a loop over so few rows
   * costs more than the copying.
   */
  private static void transposeBlock(
      double[] matrix, int[] rows_N, int first, float[][] columns_CN) {
    int classes = columns_CN.length;
    int row0 = rows_N[first] * classes;
    int row1 = rows_N[first + 1] * classes;
    int row2 = rows_N[first + 2] * classes;
    int row3 = rows_N[first + 3] * classes;
    int row4 = rows_N[first + 4] * classes;
    int row5 = rows_N[first + 5] * classes;
    int row6 = rows_N[first + 6] * classes;
    int row7 = rows_N[first + 7] * classes;
    for (int c = 0; c < classes; c++) {
      float[] column_N = columns_CN[c];
      column_N[first] = (float) matrix[row0 + c];
      column_N[first + 1] = (float) matrix[row1 + c];
      column_N[first + 2] = (float) matrix[row2 + c];
      column_N[first + 3] = (float) matrix[row3 + c];
      column_N[first + 4] = (float) matrix[row4 + c];
      column_N[first + 5] = (float) matrix[row5 + c];
      column_N[first + 6] = (float) matrix[row6 + c];
      column_N[first + 7] = (float) matrix[row7 + c];
    }
  }
}
