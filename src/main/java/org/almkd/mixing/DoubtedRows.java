package org.almkd.mixing;

import java.io.Serializable;
import org.almkd.data.Shard;

/**
 * The doubts of one shard's rows, and the shard's part of the estimates.
 *
 * @param doubts q of each row, by dense index
 * @param doubtSum sum of q
 * @param before reliability of the teachers as they are
 * @param after reliability of calibrated teachers
 */
record DoubtedRows(
    LambdaTable.Update doubts, double doubtSum, Reliability before, Reliability after)
    implements Serializable {

  static DoubtedRows of(Shard shard, int classes, Calibration calibration, NoiseModel noise) {
    double[] logits_NC = JointLogits.of(shard, classes);
    CalibratedRows rows =
        CalibratedRows.of(
            logits_NC, shard.labels(), classes, calibration.withFloor(NoiseFit.FLOOR));
    double[] doubt_N = rows.doubts(noise);
    float[] narrow = new float[doubt_N.length];
    double sum = 0;
    for (int i = 0; i < doubt_N.length; i++) {
      narrow[i] = (float) doubt_N[i];
      sum += doubt_N[i];
    }
    return new DoubtedRows(
        new LambdaTable.Update(shard.ranks(), narrow),
        sum,
        reliability(logits_NC, shard.labels(), classes, Calibration.NONE),
        reliability(logits_NC, shard.labels(), classes, calibration));
  }

  private static Reliability reliability(
      double[] logits_NC, int[] labels, int classes, Calibration calibration) {
    Reliability reliability = new Reliability();
    double[] pi_C = new double[classes];
    for (int i = 0; i < labels.length; i++) {
      calibration.write(logits_NC, i * classes, classes, pi_C, 0);
      reliability.add(pi_C, labels[i]);
    }
    return reliability;
  }
}
