package org.almkd.golden;

import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LossRule;
import org.almkd.model.Matrices;
import org.almkd.train.TrainingRows;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rows in double precision, so that the production loop can be compared to 1e-10. */
final class GoldenRows implements TrainingRows {
  private final double[][] features;
  private final double[][] targets;

  GoldenRows(
      double[][] features,
      int[] labels,
      double[][][] teacherLogits,
      LossRule rule,
      double[] lambda_NR,
      int classes) {
    TargetLayout layout = new TargetLayout(classes, teacherLogits.length);
    this.features = features;
    this.targets = new double[features.length][layout.width()];
    for (int i = 0; i < features.length; i++) {
      targets[i][0] = labels[i];
      rule.writeWeights(lambda_NR, i * rule.columns(), targets[i], layout.weights());
      for (int k = 0; k < teacherLogits.length; k++) {
        System.arraycopy(teacherLogits[k][i], 0, targets[i], layout.logits(k), classes);
      }
    }
  }

  @Override
  public int count() {
    return features.length;
  }

  @Override
  public void copy(int[] order, int from, INDArray features_BD, INDArray targets_BL) {
    Matrices.write(gather(features, order, from, (int) features_BD.size(0)), features_BD);
    Matrices.write(gather(targets, order, from, (int) targets_BL.size(0)), targets_BL);
  }

  private static double[] gather(double[][] rows, int[] order, int from, int count) {
    int width = rows[0].length;
    double[] gathered = new double[count * width];
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows[order[from + i]], 0, gathered, i * width, width);
    }
    return gathered;
  }
}
