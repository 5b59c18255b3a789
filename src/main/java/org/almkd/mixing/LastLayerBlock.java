package org.almkd.mixing;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.almkd.data.RowArrays;
import org.almkd.data.Shard;
import org.almkd.model.Forward;
import org.almkd.model.Matrices;
import org.almkd.model.NetworkPool;
import org.almkd.model.NetworkSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The student's last layer on some rows as flat arrays, the form in which it travels.
 *
 * @param width H
 * @param features_NH last-layer inputs, row-major
 * @param logits_NC student logits, row-major
 * @param labels given labels
 * @param teacherLogits_KNC teacher logits
 */
record LastLayerBlock(
    int width, float[] features_NH, float[] logits_NC, int[] labels, float[][] teacherLogits_KNC)
    implements Serializable {

  /** Runs a student over the rows of a shard. */
  static LastLayerBlock of(Shard shard, NetworkSpec spec, int threads, float[] parameters) {
    Forward.Outputs outputs =
        NetworkPool.with(
            spec,
            threads,
            network -> {
              network.loadParameters(parameters);
              return Forward.all(network, shard.features());
            });
    return new LastLayerBlock(
        outputs.width(),
        outputs.features_NH(),
        outputs.logits_NC(),
        shard.labels(),
        shard.teacherLogits_KNC());
  }

  /** Returns the rows of several blocks, in their order; blocks without rows add nothing. */
  static LastLayerBlock concatenate(List<LastLayerBlock> blocks) {
    List<LastLayerBlock> filled = blocks.stream().filter(b -> b.labels.length > 0).toList();
    LastLayerBlock first = filled.get(0);
    float[][] teachers = new float[first.teacherLogits_KNC.length][];
    for (int k = 0; k < teachers.length; k++) {
      int teacher = k;
      teachers[k] = RowArrays.join(filled.stream().map(b -> b.teacherLogits_KNC[teacher]).toList());
    }
    return new LastLayerBlock(
        first.width,
        RowArrays.join(filled.stream().map(LastLayerBlock::features_NH).toList()),
        RowArrays.join(filled.stream().map(LastLayerBlock::logits_NC).toList()),
        filled.stream().flatMapToInt(b -> Arrays.stream(b.labels)).toArray(),
        teachers);
  }

  /** Returns the form that the kernels take. */
  LastLayer toLastLayer() {
    INDArray features =
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {labels.length, width}, 'c');
    Matrices.write(features_NH, 0, features_NH.length, features);
    return new LastLayer(
        features,
        Forward.widen(logits_NC),
        labels,
        Arrays.stream(teacherLogits_KNC).map(Forward::widen).toArray(double[][]::new));
  }
}
