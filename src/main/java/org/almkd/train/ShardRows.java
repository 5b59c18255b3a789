package org.almkd.train;

import java.util.List;
import org.almkd.data.Features;
import org.almkd.data.FloatRows;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.Matrices;
import org.almkd.model.ZippedNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A shard's rows with the weights that a rule makes of its lambdas, and what teachers say of them:
 * the logits that the shard carries, or those of networks that are run on each batch as it is
 * shown. Not thread-safe.
 */
final class ShardRows implements TrainingRows {
  private final Shard shard;
  private final int width;
  private final LossRule rule;
  private final LambdaTable lambdas;
  private final TargetLayout layout;
  private final int epoch;
  private final int batchSize;
  private final List<ZippedNetwork> live;
  private final double[] lambda_R;
  private final double[] weights_K1;
  private float[] features = new float[0];
  private float[] targets = new float[0];

  /** Takes the rows of one epoch, with the logits that the shard carries. */
  ShardRows(
      Shard shard,
      LossRule rule,
      LambdaTable lambdas,
      TargetLayout layout,
      int epoch,
      int batchSize) {
    this(shard, rule, lambdas, layout, epoch, batchSize, List.of());
  }

  /**
   * Takes the rows of one epoch.
   *
   * @param shard the rows
   * @param rule weights of the losses
   * @param lambdas what they are made of
   * @param layout of the target rows
   * @param epoch epoch, from 0
   * @param batchSize rows of a step on this shard
   * @param live teachers that are run on each batch, in order; none where the logits teach that the
   *     shard carries
   */
  ShardRows(
      Shard shard,
      LossRule rule,
      LambdaTable lambdas,
      TargetLayout layout,
      int epoch,
      int batchSize,
      List<ZippedNetwork> live) {
    this.shard = shard;
    this.width = shard.width();
    this.rule = rule;
    this.lambdas = lambdas;
    this.layout = layout;
    this.epoch = epoch;
    this.batchSize = batchSize;
    this.live = live;
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
    List<FloatRows> stored = storedLogits(view);
    for (int i = 0; i < size; i++) {
      int row = order[from + i];
      int to = i * layout.width();
      shard.features().writeView(row, shard.ids()[row], view, features, i * width);
      targets[to] = shard.labels()[row];
      writeWeights(ofBatch, row, to);
      for (int k = 0; k < stored.size(); k++) {
        stored.get(k).copy(row, 1, targets, to + layout.logits(k));
      }
    }
    for (int k = 0; k < live.size(); k++) {
      runTeacher(k, size);
    }
    Matrices.write(features, 0, features.length, features_BD);
    Matrices.write(targets, 0, targets.length, targets_BL);
  }

  /** Returns the logits of K teachers for all rows; none where teachers are run. */
  private List<FloatRows> storedLogits(int view) {
    if (layout.teachers() == 0 || !live.isEmpty()) {
      return List.of();
    }
    List<FloatRows> logits_K =
        shard.viewLogits_VK().isEmpty() ? shard.logits_K() : shard.viewLogits_VK().get(view - 1);
    // A packing may carry the logits of teachers whom this student does not listen to.
    return logits_K.subList(0, layout.teachers());
  }

  private void writeWeights(LossRule ofBatch, int row, int to) {
    lambdas.copyRow(shard.ranks()[row], lambda_R, 0);
    ofBatch.writeWeights(lambda_R, 0, weights_K1, 0);
    for (int m = 0; m < weights_K1.length; m++) {
      targets[to + layout.weights() + m] = (float) weights_K1[m];
    }
  }

  /** Runs a teacher on the batch, unless no row of it listens, as where one is left out. */
  private void runTeacher(int teacher, int size) {
    int weight = layout.weights() + 1 + teacher;
    boolean heard = false;
    for (int i = 0; i < size && !heard; i++) {
      heard = targets[i * layout.width() + weight] != 0;
    }
    // Logits of the batch before would do: they count for nothing.
    if (heard) {
      int classes = layout.classes();
      float[] logits_BC = live.get(teacher).logits(Features.of(features, size));
      for (int i = 0; i < size; i++) {
        int to = i * layout.width() + layout.logits(teacher);
        System.arraycopy(logits_BC, i * classes, targets, to, classes);
      }
    }
  }
}
