package org.almkd.golden;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.almkd.config.Architecture;
import org.almkd.loss.TargetLayout;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Production networks that hold the files' weights. */
final class GoldenNetworks {
  private GoldenNetworks() {}

  static Network create(GoldenFolder golden, String weightsFile, int teachers, DataType precision) {
    Network network = Network.create(spec(golden, weightsFile, teachers, precision));
    double[] weights = flat(golden.layers(weightsFile));
    network.parameters().assign(Nd4j.create(weights).castTo(precision));
    return network;
  }

  static NetworkSpec spec(
      GoldenFolder golden, String weightsFile, int teachers, DataType precision) {
    List<double[][]> layers = golden.layers(weightsFile);
    // Weights stand at even positions; the last is the output layer.
    List<Integer> hidden =
        IntStream.iterate(0, i -> i < layers.size() - 2, i -> i + 2)
            .mapToObj(i -> layers.get(i).length)
            .toList();
    return new NetworkSpec(
        new Architecture.Mlp(hidden),
        layers.get(0)[0].length,
        new TargetLayout(golden.integer("classes"), teachers),
        golden.number("tau"),
        golden.number("momentum"),
        golden.number("weight_decay"),
        precision);
  }

  /** Returns weights in DL4J's order: W of a layer column by column of its transpose, then b. */
  static double[] flat(List<double[][]> layers) {
    return layers.stream().flatMapToDouble(GoldenNetworks::inDl4jOrder).toArray();
  }

  // A file's W is outputs x inputs, row-major; DL4J's is inputs x outputs, column-major: the same
  // numbers in the same order.
  private static DoubleStream inDl4jOrder(double[][] matrix) {
    return Arrays.stream(matrix).flatMapToDouble(Arrays::stream);
  }

  static INDArray matrix(double[][] rows, DataType precision) {
    return Nd4j.create(rows).castTo(precision);
  }
}
