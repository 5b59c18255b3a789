package org.almkd.golden;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.almkd.mixing.LastLayer;
import org.almkd.model.Activations;
import org.almkd.model.Matrices;
import org.almkd.model.Network;
import org.nd4j.linalg.api.buffer.DataType;

/** What the kernels are given of a golden folder, in double precision. */
final class GoldenInputs {
  private GoldenInputs() {}

  static LastLayer lastLayer(GoldenFolder golden, String split) {
    Network network =
        GoldenNetworks.create(golden, "student_epoch10.txt", golden.teachers(), DataType.DOUBLE);
    Activations activations =
        network.forward(GoldenNetworks.matrix(golden.split(split).features(), DataType.DOUBLE));
    double[][] teachers =
        IntStream.range(0, golden.teachers())
            .mapToObj(k -> teacherLogits(golden, k, split))
            .toArray(double[][]::new);
    return new LastLayer(
        activations.features_BH(),
        Matrices.rows(activations.logits_BC()),
        golden.split(split).labels(),
        teachers);
  }

  static double[] initialLambdas(GoldenFolder golden) {
    double[] lambdas = new double[golden.integer("N") * golden.teachers()];
    Arrays.fill(lambdas, golden.number("lam0"));
    return lambdas;
  }

  static double[] teacherLogits(GoldenFolder golden, int teacher, String split) {
    return golden.flat(GoldenFolder.teacherName(teacher) + "_logits.txt", split);
  }

  static double[] logits(Network network, double[][] features) {
    return Matrices.rows(
        network.forward(GoldenNetworks.matrix(features, DataType.DOUBLE)).logits_BC());
  }
}
