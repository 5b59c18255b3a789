package org.almkd.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.almkd.data.Standardization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes a trained network as a DL4J zip that any program with DL4J can read: stock classes alone
 * (softmax output, MCXENT, Nesterovs), and the standardisation of its inputs as DL4J's own
 * normaliser inside, so that the zip takes raw features.
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
      ModelSerializer.writeModel(graph, bytes, false);
      return standardization.isPresent()
          ? withNormalizer(bytes.toByteArray(), normalizer(standardization.get()))
          : bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a network to memory", e);
    }
  }

  /**
   * Returns the zip with one entry more. ModelSerializer's own method for it closes the stream
   * before it flushes it, and fails.
   */
  private static byte[] withNormalizer(byte[] zip, NormalizerStandardize normalizer)
      throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    NormalizerSerializer.getDefault().write(normalizer, content);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(out);
      }
      out.putNextEntry(new ZipEntry(ModelSerializer.NORMALIZER_BIN));
      content.writeTo(out);
    }
    return bytes.toByteArray();
  }

  private static NormalizerStandardize normalizer(Standardization standardization) {
    return new NormalizerStandardize(
        Nd4j.createFromArray(new double[][] {standardization.mean()})
            .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT),
        Nd4j.createFromArray(new double[][] {standardization.deviation()})
            .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
  }
}
