package org.almkd.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.almkd.data.Standardization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes a trained network as a DL4J zip that any program with DL4J can read: stock classes alone
 * (softmax output, MCXENT, Nesterovs), and the standardisation of its inputs as DL4J's own normaliser
 * inside, so that the zip takes raw features.
 */
public final class NetworkExport {
  private NetworkExport() {}

  /**
   * Returns the zip's bytes.
   *
   * @param spec what the network was built from
   * @param parameters its P parameters
   * @param learningRate the initial rate, recorded for whoever trains on
   * @param standardization what its inputs were standardised with
   */
  public static byte[] zip(
      NetworkSpec spec,
      float[] parameters,
      double learningRate,
      Optional<Standardization> standardization) {
    ComputationGraph graph = new ComputationGraph(Graphs.forExport(spec, learningRate));
    graph.init();
    Matrices.write(parameters, 0, parameters.length, graph.params());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (standardization.isPresent()) {
        ModelSerializer.writeModel(graph, bytes, false, normalizer(standardization.get()));
      } else {
        ModelSerializer.writeModel(graph, bytes, false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a network to memory", e);
    }
    return bytes.toByteArray();
  }

  private static NormalizerStandardize normalizer(Standardization standardization) {
    return new NormalizerStandardize(
        Nd4j.createFromArray(new double[][] {standardization.mean()}).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT),
        Nd4j.createFromArray(new double[][] {standardization.deviation()}).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
  }
}
