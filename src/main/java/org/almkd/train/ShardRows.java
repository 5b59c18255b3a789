package org.almkd.train;

import java.util.List;
import org.almkd.data.FloatRows;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.Matrices;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A shard's rows with the weights that a rule makes of its lambdas. Not thread-safe. */
final class ShardRows implements TrainingRows {
  private final Shard shard;
  private final int width;
  private final LossRule rule;
  private final LambdaTable lambdas;
  private final TargetLayout layout;
  private final int epoch;
  private final int batchSize;
  private final double[] lambda_R;
  private final double[] weights_K1;
  private float[] features = new float[0];
  private float[] targets = new float[0];

  /**
   * Takes the rows of one epoch.
   *
   * @param shard the rows
   * @param rule weights of the losses
   * @param lambdas what they are made of
   * @param layout of the target rows
   * @param epoch epoch, from 0
   * @param batchSize rows of a step on this shard
   */
  ShardRows(
      Shard shard,
      LossRule rule,
      LambdaTable lambdas,
      TargetLayout layout,
      int epoch,
      int batchSize) {
    this.shard = shard;
    this.width = shard.width();
    this.rule = rule;
    this.lambdas = lambdas;
    this.layout = layout;
    this.epoch = epoch;
    this.batchSize = batchSize;
    this.lambda_R = new double[rule.columns()];
    this.weights_K1 = new double[1 + layout.teachers()];
  }

  @Override
  public int count() {
    return shard.rows();
  }

  @Override
  public void copy(int[] order, int from, INDArray features_BD, INDArray targets_BL) {
    int size = (int) features_BD.size(0);
    if (features.length != size * width) {
      features = new float[size * width];
      targets = new float[size * layout.width()];
    }
    LossRule ofBatch = rule.at(epoch, shard.index(), from / batchSize);
    int view = shard.features().augmentation().view(epoch);
    List<FloatRows> logits_K =
        shard.viewLogits_VK().isEmpty() ? shard.logits_K() : shard.viewLogits_VK().get(view - 1);
    for (int i = 0; i < size; i++) {
      int row = order[from + i];
      shard.features().writeView(row, shard.ids()[row], view, features, i * width);
      writeTarget(ofBatch, logits_K, row, i * layout.width());
    }
    Matrices.write(features, 0, features.length, features_BD);
    Matrices.write(targets, 0, targets.length, targets_BL);
  }

  private void writeTarget(LossRule ofBatch, List<FloatRows> logits_K, int row, int to) {
    lambdas.copyRow(shard.ranks()[row], lambda_R, 0);
    ofBatch.writeWeights(lambda_R, 0, weights_K1, 0);
    targets[to] = shard.labels()[row];
    for (int m = 0; m < weights_K1.length; m++) {
      targets[to + layout.weights() + m] = (float) weights_K1[m];
    }
    for (int k = 0; k < layout.teachers(); k++) {
      logits_K.get(k).copy(row, 1, targets, to + layout.logits(k));
    }
  }
}
