package org.almkd.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
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
  /**
   * The time of all entries: equal networks give equal bytes. Java takes the first month that a zip
   * can tell for a time before it, and writes that by the time zone.
   */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private NetworkExport() {}

  /**
   * Returns the zip's bytes, the same for the same network.
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
      return rewritten(
          bytes.toByteArray(), standardization.map(NetworkExport::normalizer).orElse(null));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a network to memory", e);
    }
  }

  /**
   * Returns the zip without the time of its making, and with one entry more where there is a
   * normaliser. ModelSerializer's own method for that closes the stream before it flushes it, and
   * fails.
   */
  private static byte[] rewritten(byte[] zip, NormalizerStandardize normalizer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(entry(entry.getName()));
        in.transferTo(out);
      }
      if (normalizer != null) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(normalizer, content);
        out.putNextEntry(entry(ModelSerializer.NORMALIZER_BIN));
        content.writeTo(out);
      }
    }
    return bytes.toByteArray();
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    return entry;
  }

  private static NormalizerStandardize normalizer(Standardization standardization) {
    return new NormalizerStandardize(
        Nd4j.createFromArray(new double[][] {standardization.mean()})
            .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT),
        Nd4j.createFromArray(new double[][] {standardization.deviation()})
            .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
  }
}
