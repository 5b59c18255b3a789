package org.almkd.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.almkd.data.Features;
import org.almkd.data.InputShape;
import org.almkd.data.InvalidDataException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.Normalizer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network read from a zip of DL4J's ModelSerializer, as an imported teacher or for prediction: a
 * MultiLayerNetwork or a ComputationGraph with one input and one output.
 *
 * <p>Its logits are the pre-activation of the output layer: the softmax is replaced by the identity
 * after loading. The zip's own normaliser, if it has one, is applied to raw features for this
 * network alone. Not thread-safe.
 */
public final class ZippedNetwork {
  /** A zip's end-of-central-directory record: its signature, and its bytes before the comment. */
  private static final int DIRECTORY_MARK = 0x06054b50;

  private static final int DIRECTORY_END = 22;

  private final ComputationGraph graph;
  private final Optional<DataNormalization> normalizer;
  private final int classes;

  /** What rows are to the graph: images where its first layer takes them. */
  private final InputShape input;

  private final int inferenceRows;

  private ZippedNetwork(
      ComputationGraph graph,
      Optional<DataNormalization> normalizer,
      InputShape input,
      int classes) {
    this.graph = graph;
    this.normalizer = normalizer;
    this.input = input;
    this.classes = classes;
    this.inferenceRows = InferenceBatch.rows(graph, input, batch(1));
  }

  /**
   * Reads a zip and checks that it fits the data.
   *
   * @param name what messages call it, with its path
   * @param zip the file's bytes
   * @param input what a row of the data is
   * @param classes C
   * @throws InvalidDataException if it is no such zip, if its output is not a softmax (or logits
   *     outright) over C classes, or if it does not take D features
   */
  public static ZippedNetwork load(String name, byte[] zip, InputShape input, int classes) {
    refuseCutOff(name, zip);
    CheckedZip checked = CheckedZip.read(name, zip);
    byte[] clean = checked.toBytes();
    ComputationGraph graph = restore(name, clean, checked.configuration());
    InputShape taken = taken(name, graph, input);
    checkShape(name, graph, input.size(), classes);
    replaceSoftmax(name, graph);
    ZippedNetwork network =
        new ZippedNetwork(FoldedNorms.of(graph), normalizer(name, clean), taken, classes);
    network.tryOneRow(name, input.size());
    return network;
  }

  /** Images go to a convolution as they are; all other layers take a row as a list of numbers. */
  private static InputShape taken(String name, ComputationGraph graph, InputShape input) {
    Optional<ConvolutionLayer> first = firstConvolution(graph);
    if (first.isEmpty()) {
      return new InputShape.Flat(input.size());
    }
    if (!(input instanceof InputShape.Image image)) {
      throw CheckedZip.refusal(
          name,
          "it takes images; the data has rows of %d numbers; use data whose source has images"
              .formatted(input.size()));
    }
    if (first.get().getNIn() != image.channels()) {
      throw CheckedZip.refusal(
          name,
          "it takes images of %d channels; the data has %d; use images as it was trained on"
              .formatted(first.get().getNIn(), image.channels()));
    }
    return image;
  }

  private static Optional<ConvolutionLayer> firstConvolution(ComputationGraph graph) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    return configuration.getVertexInputs().entrySet().stream()
        .filter(entry -> entry.getValue().contains(configuration.getNetworkInputs().get(0)))
        .map(entry -> configuration.getVertices().get(entry.getKey()))
        .filter(LayerVertex.class::isInstance)
        .map(LayerVertex.class::cast)
        .filter(vertex -> vertex.getPreProcessor() == null)
        .map(vertex -> vertex.getLayerConf().getLayer())
        .filter(ConvolutionLayer.class::isInstance)
        .map(ConvolutionLayer.class::cast)
        .findFirst();
  }

  /** Returns the number of its parameters. */
  public long parameters() {
    return graph.numParams();
  }

  /** Returns the logits of all rows, row-major. */
  public float[] logits(Features rows_ND) {
    int rows = rows_ND.rows();
    float[] logits = new float[rows * classes];
    for (int first = 0; first < rows; first += inferenceRows) {
      int size = Math.min(inferenceRows, rows - first);
      INDArray batch = batch(size);
      Forward.write(rows_ND, first, size, batch);
      normalizer.ifPresent(n -> n.transform(batch));
      INDArray output = graph.outputSingle(false, batch).castTo(DataType.FLOAT);
      System.arraycopy(Matrices.floatRows(output), 0, logits, first * classes, size * classes);
    }
    return logits;
  }

  private INDArray batch(int rows) {
    long[] shape =
        input instanceof InputShape.Image image
            ? NetworkSpec.batchShape(rows, image)
            : new long[] {rows, input.size()};
    return Nd4j.create(DataType.FLOAT, shape, 'c');
  }

  private static ComputationGraph restore(String name, byte[] zip, String configuration) {
    try {
      if (configuration.contains("\"vertices\"")) {
        return ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(zip), false);
      }
      MultiLayerNetwork network =
          ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(zip), false);
      return network.toComputationGraph();
    } catch (IOException | RuntimeException e) {
      throw CheckedZip.refusal(
          name,
          "DL4J says \"%s\"; expected a complete zip of ModelSerializer that uses stock DL4J classes; export it again"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** DL4J reads a zip from its front and would not miss what was cut off its end. */
  private static void refuseCutOff(String name, byte[] zip) {
    boolean isZip = zip.length > 1 && zip[0] == 'P' && zip[1] == 'K';
    if (isZip && !endsWithDirectory(zip)) {
      throw CheckedZip.refusal(
          name,
          "found %d bytes that end before the zip's directory; expected a complete zip of ModelSerializer; copy or export it again"
              .formatted(zip.length));
    }
  }

  /** Whether a record "end of central directory", with its comment, is the end of the bytes. */
  private static boolean endsWithDirectory(byte[] zip) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = zip.length - DIRECTORY_END; at >= 0; at--) {
      int comment = zip.length - DIRECTORY_END - at;
      if (bytes.getInt(at) == DIRECTORY_MARK
          && (bytes.getShort(at + DIRECTORY_END - 2) & 0xffff) == comment) {
        return true;
      }
    }
    return false;
  }

  private static void checkShape(String name, ComputationGraph graph, int inputs, int classes) {
    if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
      throw CheckedZip.refusal(
          name,
          "found %d inputs and %d outputs; expected one of each; export the part that classifies"
              .formatted(graph.getNumInputArrays(), graph.getNumOutputArrays()));
    }
    if (!(graph.getOutputLayer(0).conf().getLayer() instanceof BaseOutputLayer output)) {
      throw CheckedZip.refusal(
          name,
          "its last layer is %s; expected an OutputLayer, whose pre-activation is the logits"
              .formatted(graph.getOutputLayer(0).conf().getLayer().getClass().getSimpleName()));
    }
    if (output.getNOut() != classes) {
      throw CheckedZip.refusal(
          name,
          "found %d classes; the data has %d; use a teacher of the same classes"
              .formatted(output.getNOut(), classes));
    }
    Layer first = graph.getLayers()[0];
    if (first.conf().getLayer() instanceof FeedForwardLayer dense
        && dense.getClass().getSimpleName().equals("DenseLayer")
        && dense.getNIn() != inputs) {
      throw CheckedZip.refusal(
          name,
          "it takes %d features; the data has %d; use the columns that it was trained on"
              .formatted(dense.getNIn(), inputs));
    }
  }

  private static void replaceSoftmax(String name, ComputationGraph graph) {
    BaseLayer output = (BaseLayer) graph.getOutputLayer(0).conf().getLayer();
    IActivation activation = output.getActivationFn();
    if (!(activation instanceof ActivationSoftmax) && !(activation instanceof ActivationIdentity)) {
      throw CheckedZip.refusal(
          name,
          "the activation of its output layer is %s; expected softmax (or identity, where it gives logits); a %s output is not a distribution over classes"
              .formatted(activation, activation));
    }
    output.setActivationFn(new ActivationIdentity());
  }

  private static Optional<DataNormalization> normalizer(String name, byte[] zip) {
    try {
      Normalizer<?> normalizer =
          ModelSerializer.restoreNormalizerFromInputStream(new ByteArrayInputStream(zip));
      return normalizer instanceof DataNormalization data ? Optional.of(data) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw CheckedZip.refusal(
          name, "its normaliser is damaged (%s); export it again".formatted(e.getMessage()), e);
    }
  }

  private void tryOneRow(String name, int inputs) {
    try {
      logits(Features.of(new float[inputs], 1));
    } catch (RuntimeException e) {
      throw CheckedZip.refusal(
          name,
          "it does not take rows of %d features (%s); use the columns that it was trained on"
              .formatted(inputs, e.getMessage()),
          e);
    }
  }
}
